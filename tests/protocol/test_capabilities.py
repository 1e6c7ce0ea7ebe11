"""What servers say they can do."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from postroom.protocol.capabilities import Capabilities, Pop3Capabilities, SmtpCapabilities


def test_keywords_have_no_case_and_parameters_keep_theirs() -> None:
    offered = Capabilities(("Size 1000", "X-Thing One two"))
    assert offered.has("size")
    assert offered.has("SIZE")
    assert not offered.has("SIZ")
    assert offered.parameters("x-thing") == ("One", "two")
    assert offered.parameters("PIPELINING") == ()


def test_lines_of_one_keyword_add_up() -> None:
    assert Capabilities(("AUTH PLAIN", "SIZE", "AUTH LOGIN")).parameters("AUTH") == ("PLAIN", "LOGIN")


def test_pop3_lists_what_rfc_2449_names() -> None:
    """The example of RFC 2449 section 5."""
    offered = Pop3Capabilities(
        (
            "TOP",
            "USER",
            "SASL CRAM-MD5 KERBEROS_V4 plain Plain",
            "RESP-CODES",
            "LOGIN-DELAY 900",
            "PIPELINING",
            "EXPIRE 60 USER",
            "UIDL",
            "IMPLEMENTATION Shlemazle-Plotz-v302 b",
        )
    )
    assert offered.mechanisms == ("CRAM-MD5", "KERBEROS_V4", "PLAIN")
    assert offered.parameters("EXPIRE") == ("60", "USER")
    assert offered.implementation == "Shlemazle-Plotz-v302 b"


def test_what_a_pop3_server_does_not_say_is_empty() -> None:
    offered = Pop3Capabilities(("", "SASL", "IMPLEMENTATION"))
    assert offered.implementation == ""
    assert offered.mechanisms == ()


def test_smtp_lists_mechanisms_in_the_standards_form_and_the_old_one() -> None:
    offered = SmtpCapabilities(("PIPELINING", "auth plain Login", "AUTH=LOGIN CRAM-MD5"), "mail.example")
    assert offered.mechanisms == ("PLAIN", "LOGIN", "CRAM-MD5")
    assert SmtpCapabilities(("AUTH", "AUTH=")).mechanisms == ()
    assert offered.hostname == "mail.example"


@given(st.lists(st.text()).map(tuple))
def test_any_lines_can_be_asked(lines: tuple[str, ...]) -> None:
    pop3, smtp = Pop3Capabilities(lines), SmtpCapabilities(lines)
    assert all(name == name.upper() for name in pop3.mechanisms + smtp.mechanisms)
    assert isinstance(pop3.implementation, str)
