"""Which mechanism is chosen, and what is said about it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postroom.model.plan import Credentials
from postroom.model.secret import Secret
from postroom.protocol.choice import TRAITS, Choice, Exposes, Reason, choose

PASSWORD = Credentials("ada", Secret("password"))
TOKEN = Credentials("ada", Secret("token"), is_token=True)
EVERYTHING = "GSSAPI USER LOGIN PLAIN APOP CRAM-MD5 SCRAM-SHA-1 SCRAM-SHA-256 XOAUTH2 OAUTHBEARER"


def made(
    offered: str,
    credentials: Credentials = PASSWORD,
    *,
    encrypted: bool = True,
    wanted: str | None = None,
    clear_ok: bool = False,
) -> Choice:
    return choose(offered.split(), credentials, encrypted=encrypted, wanted=wanted, clear_ok=clear_ok)


@pytest.mark.parametrize(
    ("offered", "chosen"),
    [
        (EVERYTHING, "SCRAM-SHA-256"),
        ("PLAIN SCRAM-SHA-1 CRAM-MD5", "SCRAM-SHA-1"),
        ("LOGIN APOP CRAM-MD5", "CRAM-MD5"),
        ("LOGIN PLAIN APOP", "APOP"),
        ("USER LOGIN PLAIN", "PLAIN"),
        ("USER LOGIN", "LOGIN"),
        ("USER", "USER"),
    ],
)
def test_the_strongest_is_chosen_whatever_the_order(offered: str, chosen: str) -> None:
    choice = made(offered)
    assert (choice.chosen, choice.reason) == (chosen, Reason.STRONGEST)


def test_a_token_goes_by_the_standard_before_its_forerunner() -> None:
    assert made(EVERYTHING, TOKEN).chosen == "OAUTHBEARER"
    assert made("PLAIN XOAUTH2", TOKEN).chosen == "XOAUTH2"


def test_the_choice_says_what_there_was() -> None:
    assert made("plain login Plain GSSAPI cram-md5") == Choice(
        offered=("PLAIN", "LOGIN", "GSSAPI", "CRAM-MD5"),
        eligible=("CRAM-MD5", "PLAIN", "LOGIN"),
        chosen="CRAM-MD5",
        reason=Reason.STRONGEST,
        in_clear=False,
        exposes=Exposes.NAME,
    )


def test_what_is_wanted_is_taken_though_it_is_not_the_strongest() -> None:
    choice = made(EVERYTHING, wanted="login")
    assert (choice.chosen, choice.reason, choice.eligible) == ("LOGIN", Reason.WANTED, ("LOGIN",))


@pytest.mark.parametrize("wanted", ["plain", "login"])
def test_user_and_pass_stand_in_for_their_like(wanted: str) -> None:
    assert made("USER CRAM-MD5", wanted=wanted).chosen == "USER"
    assert made("USER PLAIN LOGIN", wanted=wanted).chosen == wanted.upper()


def test_without_encryption_only_what_hides_the_password_is_eligible() -> None:
    choice = made("PLAIN CRAM-MD5 LOGIN", encrypted=False)
    assert (choice.chosen, choice.eligible, choice.in_clear) == ("CRAM-MD5", ("CRAM-MD5",), False)


def test_by_consent_a_password_travels_in_clear_and_the_choice_says_so() -> None:
    choice = made("PLAIN LOGIN", encrypted=False, clear_ok=True)
    assert (choice.chosen, choice.in_clear, choice.exposes) == ("PLAIN", True, Exposes.SECRET)


def test_under_encryption_nothing_is_in_clear() -> None:
    assert not made("PLAIN", clear_ok=True).in_clear


@pytest.mark.parametrize(
    ("choice", "reason"),
    [
        (made(""), Reason.NONE_OFFERED),
        (made("", wanted="plain"), Reason.NONE_OFFERED),
        (made("GSSAPI NTLM"), Reason.NONE_IN_COMMON),
        (made("GSSAPI PLAIN", wanted="gssapi"), Reason.NONE_IN_COMMON),
        (made("PLAIN LOGIN", wanted="cram-md5"), Reason.WANTED_NOT_OFFERED),
        (made("CRAM-MD5", wanted="plain"), Reason.WANTED_NOT_OFFERED),
        (made("XOAUTH2 GSSAPI"), Reason.NEEDS_TOKEN),
        (made("XOAUTH2 PLAIN", wanted="xoauth2"), Reason.NEEDS_TOKEN),
        (made("PLAIN GSSAPI", TOKEN), Reason.NEEDS_PASSWORD),
        (made("XOAUTH2 PLAIN", TOKEN, wanted="plain"), Reason.NEEDS_PASSWORD),
        (made("PLAIN LOGIN", encrypted=False), Reason.NEEDS_ENCRYPTION),
        (made("PLAIN CRAM-MD5", encrypted=False, wanted="plain"), Reason.NEEDS_ENCRYPTION),
        (made("XOAUTH2", TOKEN, encrypted=False), Reason.NEEDS_ENCRYPTION),
        (made("USER", encrypted=False), Reason.NEEDS_ENCRYPTION),
    ],
)
def test_where_none_fits_the_choice_says_why(choice: Choice, reason: Reason) -> None:
    assert (choice.chosen, choice.eligible, choice.reason) == (None, (), reason)
    assert (choice.in_clear, choice.exposes) == (False, None)


NAMES = st.sampled_from([trait.name for trait in TRAITS] + ["GSSAPI", "NTLM"])


@given(st.lists(NAMES), st.sampled_from([PASSWORD, TOKEN]), st.booleans(), st.none() | NAMES, st.booleans())
def test_no_secret_ever_travels_in_clear_without_consent(
    offered: list[str], credentials: Credentials, encrypted: bool, wanted: str | None, clear_ok: bool
) -> None:
    choice = choose(offered, credentials, encrypted=encrypted, wanted=wanted, clear_ok=clear_ok)
    if choice.exposes is Exposes.SECRET:
        assert encrypted or clear_ok
    if choice.chosen is not None:
        assert choice.chosen in offered
        assert choice.chosen == choice.eligible[0]
