"""The kinds of problems."""

from __future__ import annotations

from postroom.model.problem_kinds import AUTHORITY, PERIOD, ProblemKind


def test_their_names_are_a_contract() -> None:
    assert [str(kind) for kind in ProblemKind] == [
        "name",
        "expired",
        "not-yet-valid",
        "self-signed",
        "unknown-authority",
        "incomplete-chain",
        "wrong-purpose",
        "weak",
        "revoked",
        "malformed",
    ]


def test_the_groups_share_no_kind() -> None:
    assert not AUTHORITY & PERIOD
