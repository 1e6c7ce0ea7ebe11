"""Hosts, ports and securities, and what follows from what."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postroom.model.endpoint import (
    USUAL_PORTS,
    BadEndpoint,
    Endpoint,
    Protocol,
    Security,
    check_host,
    check_port,
    complete,
    is_loopback,
    odd_pair,
    parse_host_port,
    security_of_port,
    to_ascii,
    usual_port,
)

POP3, SMTP = Protocol.POP3, Protocol.SMTP
NONE, STARTTLS, TLS = Security.NONE, Security.STARTTLS, Security.TLS


def test_a_protocol_has_a_label() -> None:
    assert [protocol.label for protocol in Protocol] == ["POP3", "SMTP"]


def test_an_endpoint_reads_as_people_write_it() -> None:
    assert str(Endpoint("mail.example.com", 25, NONE)) == "mail.example.com:25"
    assert str(Endpoint("2001:db8::1", 25, NONE)) == "[2001:db8::1]:25"


def test_every_pair_has_a_usual_port_that_is_not_odd() -> None:
    for (protocol, security), port in USUAL_PORTS.items():
        assert usual_port(protocol, security) == port
        assert odd_pair(protocol, port, security) is None


@pytest.mark.parametrize(
    ("protocol", "port", "security", "expected"),
    [
        (POP3, None, None, (110, NONE)),
        (SMTP, None, None, (25, NONE)),
        (SMTP, None, STARTTLS, (587, STARTTLS)),
        (SMTP, None, TLS, (465, TLS)),
        (POP3, None, TLS, (995, TLS)),
        (SMTP, 587, None, (587, STARTTLS)),
        (SMTP, 465, None, (465, TLS)),
        (POP3, 995, None, (995, TLS)),
        (SMTP, 993, None, (993, TLS)),
        (SMTP, 2525, None, (2525, NONE)),
        (SMTP, 2525, TLS, (2525, TLS)),
    ],
)
def test_what_is_not_said_follows_from_the_rest(
    protocol: Protocol, port: int | None, security: Security | None, expected: tuple[int, Security]
) -> None:
    assert complete(protocol, "h", port, security) == Endpoint("h", *expected)


def test_no_port_stands_for_no_security() -> None:
    assert security_of_port(None) is NONE


def test_an_ipv6_address_may_stand_in_brackets() -> None:
    assert check_host(" [2001:db8::1] ") == "2001:db8::1"
    assert complete(POP3, "[::1]", 995, TLS).host == "::1"
    with pytest.raises(BadEndpoint):
        check_host("[mail.example.com]")


def test_a_port_behind_a_name_is_told_as_such() -> None:
    with pytest.raises(BadEndpoint, match="apart from the name: mail"):
        check_host("mail.example.com:995")


def test_the_dot_of_a_whole_name_is_not_part_of_what_a_certificate_names() -> None:
    assert complete(SMTP, "mail.example.com.", 25, NONE).host == "mail.example.com"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("mail.example.com", ("mail.example.com", None)),
        (" mail.example.com. ", ("mail.example.com", None)),
        ("mail.example.com:2525", ("mail.example.com", 2525)),
        ("192.0.2.1:25", ("192.0.2.1", 25)),
        ("2001:db8::1", ("2001:db8::1", None)),
        ("[2001:db8::1]", ("2001:db8::1", None)),
        ("[2001:db8::1]:465", ("2001:db8::1", 465)),
        ("[fe80::1%eth0]:25", ("fe80::1%eth0", 25)),
        ("bücher.example:25", ("bücher.example", 25)),
    ],
)
def test_a_server_is_read_from_what_people_write(text: str, expected: tuple[str, int | None]) -> None:
    assert parse_host_port(text) == expected


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[::1", "write an IPv6 address as"),
        ("[::1]25", "write an IPv6 address as"),
        ("host:", "'' is not a port"),
        ("host:0", "0 is not a port"),
        ("host:65536", "65536 is not a port"),
        ("host:٣", "is not a port"),
        ("host:" + "9" * 5000, "is not a port"),
        (":25", "Enter the name"),
        ("", "Enter the name"),
        ("https://mail.example.com/", "web address"),
        ("ada@example.com", "e-mail address"),
        ("a..b", "dots and hyphens"),
        ("-a.example", "dots and hyphens"),
        ("a-.example", "dots and hyphens"),
        ("a" * 64 + ".example", "dots and hyphens"),
        ("mail example", "a character that no server's name has"),
        (".".join(["a" * 60] * 5), "too long"),
        ("ü" * 70 + ".example", "not a name that DNS can carry"),
    ],
)
def test_what_is_no_server_is_said(text: str, words: str) -> None:
    with pytest.raises(BadEndpoint, match=words):
        parse_host_port(text)


@given(st.text())
def test_any_text_is_a_server_or_a_named_error(text: str) -> None:
    try:
        host, port = parse_host_port(text)
    except BadEndpoint:
        return
    assert host == check_host(host)
    assert port is None or check_port(str(port)) == port
    assert to_ascii(host).isascii()


def test_names_travel_in_ascii() -> None:
    assert to_ascii("mail.example.com") == "mail.example.com"
    assert to_ascii("bücher.example") == "xn--bcher-kva.example"


@pytest.mark.parametrize(
    "host", ["localhost", "LOCALHOST.", "localhost.localdomain", "127.0.0.1", "127.9.9.9", "::1"]
)
def test_this_computer_is_known(host: str) -> None:
    assert is_loopback(host)


@pytest.mark.parametrize(
    "host", ["example.com", "192.0.2.1", "localhost.example.com", "127.0.0.1.example", "2001:db8::1"]
)
def test_other_computers_are_not_mistaken_for_this_one(host: str) -> None:
    assert not is_loopback(host)


@pytest.mark.parametrize(
    ("protocol", "port", "security", "words"),
    [
        (SMTP, 995, TLS, "a port for reading mail"),
        (POP3, 587, STARTTLS, "not a port for POP3"),
        (SMTP, 465, STARTTLS, "speaks TLS from the first byte"),
        (POP3, 995, NONE, "speaks TLS from the first byte"),
        (SMTP, 587, TLS, "changes to TLS with STARTTLS"),
        (SMTP, 25, TLS, "starts in clear, not with TLS"),
        (SMTP, 587, NONE, "asks for STARTTLS"),
    ],
)
def test_odd_pairs_are_pointed_out(protocol: Protocol, port: int, security: Security, words: str) -> None:
    sentence = odd_pair(protocol, port, security)
    assert sentence is not None
    assert words in sentence


def test_other_ports_are_not_odd() -> None:
    assert odd_pair(SMTP, 2525, TLS) is None
    assert odd_pair(SMTP, 25, STARTTLS) is None
