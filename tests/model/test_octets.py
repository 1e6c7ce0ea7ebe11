"""Sizes as people write them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postroom.model.octets import BadSize, octets_text, parse_octets


@pytest.mark.parametrize(
    ("text", "octets"),
    [
        ("0", 0),
        ("512", 512),
        ("512 b", 512),
        ("10k", 10_000),
        ("25MB", 25_000_000),
        (" 1.5 mb ", 1_500_000),
        ("2.25GB", 2_250_000_000),
        ("10 MiB", 10_485_760),
        ("0.5KiB", 512),
    ],
)
def test_sizes_are_read(text: str, octets: int) -> None:
    assert parse_octets(text) == octets


@pytest.mark.parametrize("text", ["", "MB", "25 XB", "-1", "1,5MB", "1e6", "\u0665MB", "9" * 16])
def test_what_is_no_size_is_told(text: str) -> None:
    with pytest.raises(BadSize, match=r"is no size\. Write a number"):
        parse_octets(text)


def test_of_what_is_long_the_beginning_is_repeated() -> None:
    with pytest.raises(BadSize, match=rf"^{'x' * 80}\.\.\. is no size"):
        parse_octets("x" * 5_000)


@given(st.integers(0, 10**15 - 1))
def test_what_is_written_is_read_again(octets: int) -> None:
    assert parse_octets(octets_text(octets)) == octets


@pytest.mark.parametrize(
    ("octets", "text"),
    [(0, "0"), (999, "999"), (1_500, "1500"), (25_000_000, "25MB"), (3_000, "3KB"), (10**12, "1000GB")],
)
def test_the_largest_unit_that_is_exact_serves(octets: int, text: str) -> None:
    assert octets_text(octets) == text
