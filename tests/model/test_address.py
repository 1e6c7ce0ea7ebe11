"""Addresses: what can be sent, and what is said where one cannot."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postroom.model.address import ADDRESS_LIMIT, Address, BadAddress, parse_address

LONG_DOMAIN = ".".join(["b" * 60] * 3)


@pytest.mark.parametrize(
    "text",
    [
        "ada@example.com",
        "ada.lovelace+tag@mail.example.com",
        "!#$%&'*+-/=?^_`{|}~@x",
        '"a b"@example.com',
        '"a@b"@example.com',
        '"say \\"hi\\" \\\\"@example.com',
        '""@example.com',
        "ada@[192.0.2.1]",
        "ada@[IPv6:2001:db8::1]",
        "ada@[ipv6:::1]",
        "ada@my_host.example",
        "x" * 64 + "@example.com",
        "a@" + "b" * 63,
    ],
)
def test_an_ascii_address_is_sent_as_it_is(text: str) -> None:
    address = parse_address(text)
    assert address == Address(text, text.encode())
    assert str(address) == text
    assert not address.needs_utf8


def test_spaces_around_it_go() -> None:
    assert parse_address("  ada@example.com ").text == "ada@example.com"


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("ada@exämple.de", b"ada@xn--exmple-cua.de"),
        ("ada@EXÄMPLE.de", b"ada@xn--exmple-cua.de"),
        ("ada@例え.jp", b"ada@xn--r8jz45g.jp"),
        ("ada@a。b", b"ada@a.b"),
    ],
)
def test_a_domain_is_sent_in_the_form_that_dns_knows(text: str, path: bytes) -> None:
    address = parse_address(text)
    assert (address.path, address.needs_utf8) == (path, False)
    assert str(address) == text


@pytest.mark.parametrize("text", ["jörg@example.com", "日本@例え.jp", '"ö ö"@example.com'])
def test_a_name_beyond_ascii_needs_a_server_that_knows_it(text: str) -> None:
    address = parse_address(text)
    assert address.needs_utf8
    assert address.path.decode().startswith(text.rpartition("@")[0] + "@")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "'' is not an address: write it as name@domain."),
        ("ada", "ada is not an address: write it as name@domain."),
        ("@example.com", "@example.com is not an address"),
        ("ada@", "ada@ is not an address"),
        ("a..b@x", "a..b cannot stand before the @ as it is"),
        (".a@x", "put the part before the @ in double quotes"),
        ("a b@x", "a b cannot stand"),
        ("Ada <ada@x>", "Ada <ada cannot stand"),
        ("@relay:ada@x", "@relay:ada cannot stand"),
        ('"a"b"@x', "cannot stand"),
        ("x" * 65 + "@example.com", "The part before the @ is longer than 64 octets"),
        ("é" * 33 + "@example.com", "longer than 64 octets"),
        ("a@-b.c", "-b.c is not a domain: look at its dots, hyphens and letters."),
        ("a@b-", "b- is not a domain"),
        ("a@b..c", "b..c is not a domain"),
        ("a@b.", "b. is not a domain"),
        ("a@b c", "b c is not a domain"),
        ("a@<b>", "<b> is not a domain"),
        ("a@" + "b" * 64, "is not a domain"),
        ("a@" + "ä" * 80, "is not a domain that DNS can carry"),
        ("a@" + "b." * 130 + "c", "... is longer than 255 octets."),
        ("x" * 64 + "@" + LONG_DOMAIN + ".xxxxxxx", "is longer than the 254 octets of an address."),
        ("a@straße.de", "write the domain in its form that begins with xn--"),
        ("a@βόλος.com", "write the domain in its form that begins with xn--"),
        ("a@नी\u200cकम.com", "write the domain in its form that begins with xn--"),
        ("a@[192.0.2.256]", "[192.0.2.256] is not a server's address"),
        ("a@[2001:db8::1]", "is not a server's address"),
        ("a@[IPv6:fe80::1%eth0]", "is not a server's address"),
        ("a@[192.0.2.1", "is not a server's address"),
    ],
)
def test_what_cannot_be_sent_is_refused_in_clear_words(text: str, said: str) -> None:
    with pytest.raises(BadAddress) as caught:
        parse_address(text)
    assert said in str(caught.value)


def test_an_address_may_have_as_many_octets_as_a_path_has_room_for() -> None:
    text = "x" * 64 + "@" + LONG_DOMAIN + ".xxxxxx"
    assert len(parse_address(text).path) == ADDRESS_LIMIT


@pytest.mark.parametrize(
    "text",
    [
        "ada@x>\r\nRCPT TO:<eve@x",
        "a\nb@x",
        "a\0@x",
        "a\x7f@x",
        "a\x85@x",
        "a@x\u2028",
        '"\t"@x',
        "a\ud800@x",
        "a@\ud800",
    ],
)
def test_a_control_character_is_refused_and_never_repeated(text: str) -> None:
    with pytest.raises(BadAddress, match="control character") as caught:
        parse_address(text)
    assert str(caught.value).isprintable()


@given(st.text() | st.from_regex(r'[a"\\ .@\r\n<>é-]{1,12}@[a.\-\[\]é\r\n ]{1,8}'))
def test_whatever_passes_is_one_word_of_a_command(text: str) -> None:
    try:
        path = parse_address(text).path
    except BadAddress:
        return
    assert len(path) <= ADDRESS_LIMIT
    assert not any(octet < 32 or octet == 127 for octet in path)
    quoted = path.startswith(b'"')
    assert quoted or not set(path) & set(b" <>")
    assert path.decode().count("@") == 1 or quoted
