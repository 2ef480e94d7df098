"""One text for one content, so that a hash is the same on every machine: sorted keys, no spaces, decimals as text."""

import hashlib
import json
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any


def canonical(content: Any) -> str:
    """JSON with sorted keys and without spaces; decimals, fractions and dates are strings, floats are refused."""
    return json.dumps(_plain(content), sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def sha256(content: str | bytes) -> str:
    return hashlib.sha256(content.encode() if isinstance(content, str) else content).hexdigest()


def _plain(content: Any) -> Any:
    if isinstance(content, dict):
        return {str(key): _plain(value) for key, value in content.items()}
    if isinstance(content, (list, tuple)):
        return [_plain(one) for one in content]
    if isinstance(content, Decimal):
        return format(content, "f")
    if isinstance(content, (Fraction, date, datetime)):
        return content.isoformat() if isinstance(content, date) else str(content)
    if isinstance(content, float):
        raise TypeError(f"{content} is a float, which is not the same number everywhere; give a decimal")
    return content
