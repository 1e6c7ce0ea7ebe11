"""Problems in few words, for headlines and notes; `explain` says the whole of it."""

from __future__ import annotations

from collections.abc import Iterable

from postroom.model.examination import Examination, StoreVerdict
from postroom.model.problems import Problem, ProblemKind
from postroom.model.text import say
from postroom.model.trust import BoundException, LetThrough
from postroom.model.trust_words import explain
from postroom.model.trust_words.wording import day, short


def in_brief(problem: Problem) -> str:
    """Say what is wrong, of the certificate or, by its name, of one above it."""
    it = say("it") if problem.position == 0 else short(problem.subject)
    return {
        ProblemKind.NAME: say("it is for another name"),
        ProblemKind.EXPIRED: say("{it} has expired", it=it),
        ProblemKind.NOT_YET_VALID: say("{it} is not valid yet", it=it),
        ProblemKind.SELF_SIGNED: say("it is self-signed"),
        ProblemKind.UNKNOWN_AUTHORITY: say("its issuer is not known"),
        ProblemKind.INCOMPLETE_CHAIN: say("its issuer is not known, or was not sent"),
        ProblemKind.WRONG_PURPOSE: say("{it} is not meant for this", it=it),
        ProblemKind.WEAK: say("{it} is too weak", it=it),
        ProblemKind.REVOKED: say("{it} was revoked", it=it),
        ProblemKind.MALFORMED: say("{it} cannot be relied on", it=it),
    }[problem.kind]


def all_in_brief(problems: Iterable[Problem]) -> str:
    """Say each problem once."""
    return ", ".join(dict.fromkeys(map(in_brief, problems)))


def let_through(each: LetThrough) -> str:
    """Say which problem was let through, and by what."""
    problem = in_brief(each.problem)
    if isinstance(each.by, BoundException):
        return say(
            "The certificate was let through although {problem}: by an exception until {day} ({reason}).",
            problem=problem,
            day=day(each.by.until),
            reason=each.by.reason or say("no reason given"),
        )
    return say(
        "The certificate was let through although {problem}: the account ignores {toggle}.",
        problem=problem,
        toggle=each.by.value,
    )


def causes(problems: Iterable[Problem], examination: Examination, verdict: StoreVerdict) -> str:
    """Say everything that is wrong, and what could come of the first of it."""
    told = [explain(problem, examination, verdict) for problem in problems]
    return " ".join(dict.fromkeys([*(each.what for each in told), *(each.danger for each in told[:1])]))


def remedies(problems: Iterable[Problem], examination: Examination, verdict: StoreVerdict) -> str:
    """Say everything that is to be done."""
    return " ".join(dict.fromkeys(explain(problem, examination, verdict).remedy for problem in problems))
