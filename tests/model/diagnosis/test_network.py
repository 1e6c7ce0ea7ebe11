"""A failure before the first byte: the name, and the way to the server."""

from __future__ import annotations

import pytest

from postroom.model.diagnosis.failure import Hurdle, Seen
from postroom.model.diagnosis.network import NETWORK
from postroom.model.diagnosis.rule import judge
from postroom.model.endpoint import Protocol, Security
from postroom.model.errors import ErrorCode
from postroom.model.step import Attempt, Step
from tests.model.diagnosis.cases import check, failure, plan


@pytest.mark.parametrize(
    ("seen", "code", "says", "guess"),
    [
        (Seen.NAME_UNKNOWN, ErrorCode.RESOLVE_FAILED, "was not found", False),
        (Seen.NO_ADDRESS, ErrorCode.RESOLVE_FAILED, "has no address", False),
        (Seen.LOOKUP_FAILED, ErrorCode.RESOLVE_FAILED, "offline", True),
        (Seen.LOOKUP_SILENT, ErrorCode.TIMEOUT, "not resolved within 10 s", True),
    ],
)
def test_a_name_that_gives_no_address(seen: Seen, code: ErrorCode, says: str, *, guess: bool) -> None:
    error = judge(failure(seen, Step.RESOLVE, words="the system's words", waited=10.0), NETWORK)
    check(error, code, says=says, guess=guess)
    assert "mail.example.org" in error.message


V4 = Attempt("192.0.2.1", 0.0, 0.1, "why not")
V6 = Attempt("2001:db8::1", 0.0, 0.1, "no way")


@pytest.mark.parametrize(
    ("attempts", "hurdles", "code", "says", "guess"),
    [
        ([V4], [Hurdle.REFUSED], ErrorCode.CONNECT_REFUSED, "refused the connection on port 587", False),
        ([V6, V4], [Hurdle.NO_ROUTE, Hurdle.REFUSED], ErrorCode.CONNECT_REFUSED, "192.0.2.1: why not", False),
        ([V4], [Hurdle.SILENT], ErrorCode.TIMEOUT, "firewall", True),
        ([V6, V4], [Hurdle.NO_ROUTE, Hurdle.SILENT], ErrorCode.TIMEOUT, "none answers on port 587", True),
        ([V6], [Hurdle.NO_ROUTE], ErrorCode.UNREACHABLE, "only IPv6 addresses", True),
        ([V6], [Hurdle.UNREACHABLE], ErrorCode.UNREACHABLE, "only IPv6 addresses", True),
        ([V4], [Hurdle.NO_ROUTE], ErrorCode.UNREACHABLE, "only IPv4 addresses", True),
        ([V6, V4], [Hurdle.NO_ROUTE, Hurdle.NO_ROUTE], ErrorCode.UNREACHABLE, "offline", True),
        ([V4], [Hurdle.UNREACHABLE], ErrorCode.UNREACHABLE, "each failed in its own way", False),
        ([V4], [Hurdle.FORBIDDEN], ErrorCode.UNREACHABLE, "does not allow", False),
        (
            [V4, V4],
            [Hurdle.REFUSED, Hurdle.OTHER],
            ErrorCode.UNREACHABLE,
            "each failed in its own way",
            False,
        ),
    ],
)
def test_addresses_that_take_no_connection(
    attempts: list[Attempt], hurdles: list[Hurdle], code: ErrorCode, says: str, *, guess: bool
) -> None:
    facts = failure(
        Seen.NOT_CONNECTED,
        Step.CONNECT,
        plan=plan(Protocol.SMTP, Security.STARTTLS),
        addresses=tuple(attempt.address for attempt in attempts),
        attempts=tuple(attempts),
        hurdles=tuple(hurdles),
    )
    error = judge(facts, NETWORK)
    check(error, code, says=says, guess=guess)
    assert attempts[0].address in error.cause


def test_a_firewall_is_named_with_host_port_and_step() -> None:
    facts = failure(Seen.NOT_CONNECTED, Step.CONNECT, plan=plan(port=2525), hurdles=(Hurdle.SILENT,))
    error = judge(facts, NETWORK)
    assert "mail.example.org" in error.message
    assert "2525" in error.message
    assert "step connect" in error.message


def test_port_25_is_often_blocked() -> None:
    facts = failure(Seen.NOT_CONNECTED, Step.CONNECT, plan=plan(port=25), hurdles=(Hurdle.SILENT,))
    check(judge(facts, NETWORK), ErrorCode.TIMEOUT, says="blocks port 25", guess=True)


def test_an_address_that_is_no_number_counts_to_no_family() -> None:
    facts = failure(Seen.NOT_CONNECTED, Step.CONNECT, addresses=("odd",), hurdles=(Hurdle.NO_ROUTE,))
    check(judge(facts, NETWORK), ErrorCode.UNREACHABLE, says="no address of", guess=True)
