"""What a request is based on: where it lies, and the hash that shows that it is still the same."""

import re
from dataclasses import dataclass

from warehouse.assessment.period.texts import Refusal

DIGEST = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class Evidence:
    """Where it lies, and the sha256 of it in hex."""

    uri: str
    sha256: str


def checked(evidence: Evidence) -> dict[str, str]:
    """As it stands in the ledger; Refusal when it names no place or no sha256."""
    if not evidence.uri.strip():
        raise Refusal("evidence.missing")
    if not is_digest(evidence.sha256):
        raise Refusal("evidence.bad_hash", given=evidence.sha256)
    return {"evidence_uri": evidence.uri, "evidence_sha256": evidence.sha256}


def is_digest(text: str) -> bool:
    """Whether it is a sha256 in hex."""
    return DIGEST.fullmatch(text) is not None
