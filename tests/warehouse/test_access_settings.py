"""What access.toml may say, and what is said of it when it is wrong."""

from datetime import date
from pathlib import Path

import pytest

from warehouse.access_settings import Access, load_access, secret, unset_secrets
from warehouse.errors import UserError

OIDC = """mode = "oidc"
address = "0.0.0.0"
[oidc]
metadata_url = "https://id.example.com/.well-known/openid-configuration"
client_id = "neikan"
client_secret = "${NEIKAN_CLIENT_SECRET}"
cookie_secret = "${NEIKAN_COOKIE_SECRET}"
redirect_url = "https://neikan.example.com/oauth2callback"
"""
SUBSTITUTE = '[[substitutes]]\nemployee_id = "E1"\n'


def _load(folder: Path, text: str) -> Access:
    (folder / "access.toml").write_text(text, encoding="utf-8")
    return load_access(folder)


def test_without_a_file_it_is_dev_mode_on_this_machine(tmp_path: Path) -> None:
    assert (load_access(tmp_path).mode, load_access(tmp_path).address) == ("dev", "127.0.0.1")


WRONG = (
    (
        "[roles.hr]\nemail = []\n",
        'access.toml line 2: nobody knows the key roles.hr.email; the nearest known one is "emails"',
    ),
    ("[roles.data_team]\n", 'line 1: nobody knows the key roles.data_team; the nearest known one is "data"'),
    ('mode = "ldap"\n', "line 1: mode: Input should be 'dev', 'oidc' or 'header'"),
    ('mode = "oidc"\n', 'mode "oidc" needs a table [oidc]'),
    ('address = "0.0.0.0"\n', 'mode "dev" answers on this machine only; set address to 127.0.0.1'),
    ('mode = "header"\naddress = "10.0.0.5"\n[header]\nsecret = "${S}"\n', 'mode "header" answers on this machine'),
    (OIDC.replace("${NEIKAN_CLIENT_SECRET}", "hunter2"), "a secret stands in the environment, not in a file"),
    (OIDC.replace("https://neikan", "http://neikan"), "people sign in over https, except on this machine"),
    (OIDC.replace("/oauth2callback", "/"), "give the dashboard's own address with /oauth2callback"),
    ("session_hours = 48\n", "line 1: session_hours: Input should be less than or equal to 24"),
    (SUBSTITUTE + 'department_ids = ["A"]\nfrom_on = 2026-08-02\nto_on = 2026-08-01\n', "to_on is before from_on"),
    (SUBSTITUTE + "department_ids = []\n", "line 3: substitutes.0.department_ids"),
)


@pytest.mark.parametrize(("text", "said"), WRONG)
def test_a_mistake_is_told_with_its_line_and_what_to_do(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(UserError) as wrong:
        _load(tmp_path, text)
    assert said in str(wrong.value)
    assert "hunter2" not in str(wrong.value)


def test_a_secret_is_taken_from_the_environment_and_its_absence_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NEIKAN_CLIENT_SECRET", "s3cret")
    monkeypatch.delenv("NEIKAN_COOKIE_SECRET", raising=False)
    found = _load(tmp_path, OIDC)
    assert found.oidc
    assert secret(found.oidc.client_secret) == "s3cret"
    with pytest.raises(UserError, match="NEIKAN_COOKIE_SECRET"):
        secret(found.oidc.cookie_secret)
    assert list(unset_secrets(tmp_path)) == [
        "access.toml line 7: ${NEIKAN_COOKIE_SECRET} is not set; export it where the dashboard starts."
    ]


def test_a_substitute_stands_in_on_the_first_and_the_last_day_and_on_no_other(tmp_path: Path) -> None:
    found = _load(
        tmp_path,
        '[[substitutes]]\nemployee_id = "E1"\ndepartment_ids = ["A", "B"]\nfrom_on = 2026-08-01\nto_on = 2026-08-15\n'
        '[[substitutes]]\nemployee_id = "E1"\ndepartment_ids = ["C"]\n',
    )
    held = {day: found.departments_of("E1", date(2026, *day)) for day in ((7, 31), (8, 1), (8, 15), (8, 16))}
    assert held == {(7, 31): ("C",), (8, 1): ("A", "B", "C"), (8, 15): ("A", "B", "C"), (8, 16): ("C",)}
    assert found.departments_of("E2", date(2026, 8, 1)) == ()


def test_a_role_is_given_by_id_by_address_in_any_case_or_by_a_claim(tmp_path: Path) -> None:
    hr = _load(
        tmp_path, '[roles.hr]\nemployees = ["E1"]\nemails = ["Li@Example.com"]\nclaims = { groups = ["hr"] }\n'
    ).roles.hr
    assert hr.has("E1", None, {})
    assert hr.has(None, "li@example.COM", {})
    assert hr.has(None, None, {"groups": ("staff", "hr")})
    assert not hr.has("E2", "wang@example.com", {"groups": ("staff",), "roles": ("hr",)})
    assert not Access().roles.hr.has(None, None, {})
