"""Lists of addresses in header fields."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postroom.model.address import BadAddress
from postroom.model.address_list import addresses_in


@pytest.mark.parametrize(
    ("text", "addresses"),
    [
        ("", []),
        ("ada@example.com", ["ada@example.com"]),
        (" ada@example.com\t, bob@example.com ", ["ada@example.com", "bob@example.com"]),
        ("Ada Lovelace <ada@example.com>", ["ada@example.com"]),
        ("<ada@example.com>", ["ada@example.com"]),
        ('"Lovelace, Ada" <ada@example.com>, bob@example.com', ["ada@example.com", "bob@example.com"]),
        (r'"the \"countess\" <x@y>" <ada@example.com>', ["ada@example.com"]),
        ("J. R. Hacker <hacker@example.com>", ["hacker@example.com"]),
        ("ada@work <ada@example.com>", ["ada@example.com"]),
        ("=?utf-8?q?Lovelace,_Ada?= <ada@example.com>", ["ada@example.com"]),
        ("Grüße <grüße@example.com>", ["grüße@example.com"]),
        ('"a b"@example.com', ['"a b"@example.com']),
        ("ada@[192.0.2.1], bob@[IPv6:2001:db8::1]", ["ada@[192.0.2.1]", "bob@[IPv6:2001:db8::1]"]),
        ("ada (a (very) \\) long) . lovelace @ example . com", ["ada.lovelace@example.com"]),
        ("(nobody)", []),
        (", ,ada@example.com,,", ["ada@example.com"]),
        ("Friends: bob@example.com, Eve <eve@example.com>;", ["bob@example.com", "eve@example.com"]),
        ("Undisclosed recipients:;", []),
        ("A: b@example.com;, c@example.com, D: e@example.com;", [f"{n}@example.com" for n in "bce"]),
    ],
)
def test_addresses_are_found(text: str, addresses: list[str]) -> None:
    assert [str(address) for address in addresses_in(text)] == addresses


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Ada Lovelace", "Ada Lovelace is not an address: write it as name@domain."),
        ("Lovelace, Ada <ada@example.com>", "Lovelace is not an address"),
        ("ada@example com", "example com is not a domain"),
        ("ada bob@example.com", "ada bob"),
        ("<>", "is not an address"),
        ("Ada <ada@example.com", "No address can be read here: <ada@example.com"),
        ("Ada <ada@example.com> again", "No address can be read here: <ada@example.com>again"),
        ("ada@example.com:25", "example.com : 25 is not a domain"),
        (":ada@example.com", "ada"),
        ("<@relay.example.com:ada@example.com>", "relay"),
        ('"ada@example.com', 'No address can be read here: "ada@example.com'),
        ("(ada@example.com", "No address can be read here: (ada@example.com"),
        ("ada@example.com)" + "x" * 99, "No address can be read here: )" + "x" * 59 + "..."),
        ("ada@exa\udcffmple.com", "control character"),
    ],
)
def test_what_is_not_clear_is_told(text: str, words: str) -> None:
    with pytest.raises(BadAddress) as told:
        addresses_in(text)
    assert words in str(told.value)


@given(st.text(st.sampled_from('ab @.,:;<>()"\\[]=?q\r\n\tü'), max_size=30))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        found = addresses_in(text)
    except BadAddress:
        return
    assert all(b"@" in address.path for address in found)


def test_a_long_list_is_read_in_one_go() -> None:
    text = ", ".join(f'"Number {n}" <n{n}@example.com>' for n in range(20_000))
    assert len(addresses_in(text)) == 20_000
