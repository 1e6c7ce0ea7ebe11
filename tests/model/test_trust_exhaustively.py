"""Every set of problems against every set of what is ignored: apart, since it takes a few seconds."""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, datetime
from itertools import combinations

from postroom.model.problems import Problem, ProblemKind, WordsEvidence
from postroom.model.trust import Policy, Toggle, judge

NOW = datetime(2026, 3, 1, tzinfo=UTC)
PROBLEMS = {kind: Problem(kind, 0, "CN=mail.test", WordsEvidence("test", "")) for kind in ProblemKind}
ALL_SETS = [
    frozenset(kinds) for size in range(len(PROBLEMS) + 1) for kinds in combinations(ProblemKind, size)
]


def passes(kinds: Collection[ProblemKind], toggles: frozenset[Toggle]) -> bool:
    problems = [PROBLEMS[kind] for kind in kinds]
    return judge(problems, Policy(toggles), host="mail.test", port=995, key_sha256="", now=NOW).accepted


def test_every_set_of_problems_passes_if_and_only_if_each_of_them_is_ignored() -> None:
    wrong = []
    for ignored in (kinds for kinds in ALL_SETS if ProblemKind.MALFORMED not in kinds):
        toggles = frozenset(map(Toggle, ignored))
        wrong += [(kinds, toggles) for kinds in ALL_SETS if passes(kinds, toggles) != (kinds <= ignored)]
    assert wrong == []


def test_any_lets_every_set_of_problems_pass_whatever_else_is_ignored() -> None:
    others = [toggle for toggle in Toggle if toggle is not Toggle.ANY]
    with_any = [
        frozenset({Toggle.ANY, *some})
        for size in range(len(others) + 1)
        for some in combinations(others, size)
    ]
    assert all(passes(kinds, frozenset({Toggle.ANY})) for kinds in ALL_SETS)
    assert all(passes(PROBLEMS, toggles) for toggles in with_any)
