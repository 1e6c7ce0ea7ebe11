"""The order in which addresses are tried."""

from __future__ import annotations

import socket

from postroom.net.address import Address, interleave


def v4(last: int) -> Address:
    return Address(socket.AF_INET, (f"192.0.2.{last}", 25))


def v6(last: int) -> Address:
    return Address(socket.AF_INET6, (f"2001:db8::{last}", 25, 0, 0))


def test_the_families_take_turns_the_first_ones_first() -> None:
    assert interleave([v6(1), v6(2), v6(3), v4(1), v4(2)]) == (v6(1), v4(1), v6(2), v4(2), v6(3))
    assert interleave([v4(1), v6(1), v6(2)]) == (v4(1), v6(1), v6(2))


def test_one_family_keeps_its_order() -> None:
    assert interleave([v4(3), v4(1), v4(2)]) == (v4(3), v4(1), v4(2))


def test_an_address_that_is_given_twice_is_tried_once() -> None:
    assert interleave([v4(1), v4(1), v6(1), v4(1)]) == (v4(1), v6(1))


def test_none_stays_none() -> None:
    assert interleave([]) == ()


def test_an_address_shows_itself_without_its_port() -> None:
    assert v6(1).text == "2001:db8::1"
