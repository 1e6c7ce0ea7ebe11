"""What lets a problem through, and that nothing else does."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from postroom.model.problems import Problem, ProblemKind, WordsEvidence
from postroom.model.trust import (
    LONGEST_EXCEPTION,
    USUAL_EXCEPTION,
    BadException,
    BoundException,
    Judgement,
    LetThrough,
    Policy,
    Toggle,
    judge,
    normal_host,
    parse_toggles,
)

KEY, OTHER_KEY = "a" * 64, "b" * 64
MADE = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)
ALL = {kind: Problem(kind, 0, "CN=mail.test", WordsEvidence("test", str(kind))) for kind in ProblemKind}
EXCEPTION = BoundException(
    host="mail.test",
    port=995,
    kinds=frozenset({ProblemKind.EXPIRED, ProblemKind.NAME}),
    key_sha256=KEY,
    reason="renewal is under way",
    author="ada",
    created=MADE,
    until=MADE + USUAL_EXCEPTION,
)


def judged(
    problems: Iterable[Problem],
    *exceptions: BoundException,
    host: str = "mail.test",
    port: int = 995,
    key_sha256: str = KEY,
    now: datetime = MADE,
) -> Judgement:
    return judge(
        problems, Policy(exceptions=exceptions), host=host, port=port, key_sha256=key_sha256, now=now
    )


@given(st.frozensets(st.sampled_from(Toggle)), st.lists(st.sampled_from(list(ALL.values())), unique=True))
def test_each_problem_either_blocks_or_passes_in_its_order(
    toggles: frozenset[Toggle], problems: list[Problem]
) -> None:
    judgement = judge(problems, Policy(toggles), host="mail.test", port=995, key_sha256=KEY, now=MADE)
    let_through = [passed.problem for passed in judgement.let_through]
    blocking = list(judgement.blocking)
    assert [problem for problem in problems if problem in blocking] == blocking
    assert [problem for problem in problems if problem in let_through] == let_through
    assert len(blocking) + len(let_through) == len(problems)


def test_only_any_lets_a_malformed_certificate_pass() -> None:
    malformed = [ALL[ProblemKind.MALFORMED]]
    every_other = Policy(frozenset(set(Toggle) - {Toggle.ANY}))
    assert not judge(malformed, every_other, host="h", port=1, key_sha256=KEY, now=MADE).accepted
    assert judge(
        malformed, Policy(frozenset({Toggle.ANY})), host="h", port=1, key_sha256=KEY, now=MADE
    ).accepted


def test_a_judgement_names_the_narrowest_that_let_a_problem_through() -> None:
    policy = Policy(frozenset({Toggle.ANY, Toggle.WEAK, Toggle.NAME}), (EXCEPTION,))
    problems = [ALL[ProblemKind.NAME], ALL[ProblemKind.WEAK], ALL[ProblemKind.REVOKED]]
    judgement = judge(problems, policy, host="mail.test", port=995, key_sha256=KEY, now=MADE)
    assert judgement.let_through == (
        LetThrough(ALL[ProblemKind.NAME], EXCEPTION),
        LetThrough(ALL[ProblemKind.WEAK], Toggle.WEAK),
        LetThrough(ALL[ProblemKind.REVOKED], Toggle.ANY),
    )


def test_an_exception_covers_its_kinds_and_no_other() -> None:
    judgement = judged(ALL.values(), EXCEPTION)
    assert {passed.problem.kind for passed in judgement.let_through} == EXCEPTION.kinds
    assert {problem.kind for problem in judgement.blocking} == set(ProblemKind) - EXCEPTION.kinds


def test_a_renewed_certificate_with_the_same_key_passes_quietly() -> None:
    expired_anew = Problem(ProblemKind.EXPIRED, 1, "CN=renewed", WordsEvidence("test", "another"))
    assert judged([expired_anew], EXCEPTION).accepted


def test_another_key_is_asked_about_with_the_exception_that_it_is_not_covered_by() -> None:
    judgement = judged([ALL[ProblemKind.EXPIRED]], EXCEPTION, key_sha256=OTHER_KEY)
    assert not judgement.accepted
    assert judgement.changed_key == EXCEPTION


@pytest.mark.parametrize(
    "elsewhere",
    [
        {"host": "imap.test", "key_sha256": OTHER_KEY},
        {"port": 110, "key_sha256": OTHER_KEY},
        {"now": EXCEPTION.until, "key_sha256": OTHER_KEY},
        {},
    ],
    ids=lambda elsewhere: ", ".join(elsewhere) or "same key",
)
def test_a_changed_key_is_told_only_of_an_exception_that_would_have_covered(
    elsewhere: dict[str, object],
) -> None:
    problem = ALL[ProblemKind.WEAK if not elsewhere else ProblemKind.EXPIRED]
    assert judged([problem], EXCEPTION, **elsewhere).changed_key is None  # type: ignore[arg-type]


@given(
    host=st.sampled_from(["mail.test", "MAIL.test.", "imap.test", "mail.test.evil", "192.0.2.7", ""]),
    port=st.sampled_from([995, 110, 0]),
    key=st.sampled_from([KEY, OTHER_KEY, KEY.upper(), ""]),
    kind=st.sampled_from(ProblemKind),
    clock=st.timedeltas(-2 * LONGEST_EXCEPTION, 2 * LONGEST_EXCEPTION),
    lasts=st.timedeltas(SECOND, LONGEST_EXCEPTION),
)
def test_an_exception_never_covers_anything_else(
    host: str, port: int, key: str, kind: ProblemKind, clock: timedelta, lasts: timedelta
) -> None:
    exception = replace(EXCEPTION, until=MADE + lasts)
    covered = (
        normal_host(host) == "mail.test"
        and port == 995
        and key == KEY
        and kind in EXCEPTION.kinds
        and timedelta() <= clock < lasts
    )
    judgement = judged([ALL[kind]], exception, host=host, port=port, key_sha256=key, now=MADE + clock)
    assert judgement.accepted == covered


def test_an_exception_ends_at_its_end() -> None:
    assert judged([ALL[ProblemKind.EXPIRED]], EXCEPTION, now=EXCEPTION.until - SECOND).accepted
    assert not judged([ALL[ProblemKind.EXPIRED]], EXCEPTION, now=EXCEPTION.until).accepted


@pytest.mark.parametrize(
    "wish",
    [
        {"kinds": frozenset()},
        {"kinds": frozenset({ProblemKind.MALFORMED, ProblemKind.NAME})},
        {"key_sha256": ""},
        {"key_sha256": KEY.upper()},
        {"until": MADE},
        {"until": MADE + LONGEST_EXCEPTION + SECOND},
        {"until": (MADE + USUAL_EXCEPTION).replace(tzinfo=None)},
        {"created": MADE.replace(tzinfo=None), "until": MADE},
    ],
    ids=[
        "no kind",
        "a forbidden kind",
        "no key",
        "no key's form",
        "no time",
        "too long",
        "until without a zone",
        "made without a zone",
    ],
)
def test_an_exception_that_covers_too_much_cannot_be_made(wish: dict[str, object]) -> None:
    with pytest.raises(BadException):
        replace(EXCEPTION, **wish)  # type: ignore[arg-type]


def test_an_exception_travels_in_json_and_is_checked_when_it_is_read() -> None:
    text = msgspec.json.encode(EXCEPTION)
    assert msgspec.json.decode(text, type=BoundException) == EXCEPTION
    with pytest.raises(msgspec.ValidationError):
        msgspec.json.decode(text.replace(b"2026", b"2025", 1), type=BoundException)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Mail.Example.Test.", "mail.example.test"),
        ("M\u00dcNCHEN.test", "xn--mnchen-3ya.test"),
        ("2001:DB8:0:0::1", "2001:db8::1"),
        (" 192.0.2.7 ", "192.0.2.7"),
    ],
)
def test_hosts_are_compared_in_one_form(one: str, other: str) -> None:
    assert normal_host(one) == normal_host(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("mail.test", "mail.test.evil"),
        ("fe80::1%eth0", "fe80::1%eth1"),
        ("127.0.0.1", "::ffff:127.0.0.1"),
        ("\u00fc" * 80, "\u00e4" * 80),
    ],
)
def test_other_hosts_stay_others(one: str, other: str) -> None:
    assert normal_host(one) != normal_host(other)


def test_toggles_are_read_from_a_list() -> None:
    assert parse_toggles(" Name, expired,") == {Toggle.NAME, Toggle.EXPIRED}
    assert parse_toggles("any") == {Toggle.ANY}


@pytest.mark.parametrize("text", ["malformed", "name,everything"])
def test_what_cannot_be_ignored_is_named(text: str) -> None:
    with pytest.raises(ValueError, match=text.rpartition(",")[2]):
        parse_toggles(text)
