"""Judging a certificate's problems against what an administrator lets pass: a pure function.

    a problem is let through by    a bound exception   for this host, port, key and kind, until its end
                                   a toggle            for its kind
                                   the toggle `any`    for all kinds, `malformed` among them
    otherwise it blocks.

Letting one kind pass never lets another pass, and a session opens where no problem blocks.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from postroom.model.endpoint import BadEndpoint, to_ascii
from postroom.model.problem_kinds import ProblemKind
from postroom.model.text import say

if TYPE_CHECKING:
    from postroom.model.problems import Problem

LONGEST_EXCEPTION: Final = timedelta(days=366)
USUAL_EXCEPTION: Final = timedelta(days=30)

_KEY: Final = re.compile("[0-9a-f]{64}")


class Toggle(StrEnum):
    """What an account can be told to let pass, whichever certificate is shown."""

    NAME = "name"
    EXPIRED = "expired"
    NOT_YET_VALID = "not-yet-valid"
    UNKNOWN_AUTHORITY = "unknown-authority"
    SELF_SIGNED = "self-signed"
    INCOMPLETE_CHAIN = "incomplete-chain"
    WEAK = "weak"
    WRONG_PURPOSE = "wrong-purpose"
    REVOKED = "revoked"
    ANY = "any"
    """The whole check. The only one that lets a malformed certificate pass."""


LET_THROUGH_BY: Final = {
    kind: (Toggle.ANY,) if kind is ProblemKind.MALFORMED else (Toggle(kind), Toggle.ANY)
    for kind in ProblemKind
}
"""The toggles that let each kind through, the narrower first."""


class BadException(ValueError):
    """An exception that must not be made; the message says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BoundException:
    """Kinds of problems to let pass for one server that proves itself with one key. Raises `BadException`.

    `key_sha256` is of the public key (SubjectPublicKeyInfo), in lower-case hex, so that a renewed certificate with the
    same key stays covered. It counts from its making up to, but not at, `until`.
    """

    host: str
    port: int
    kinds: frozenset[ProblemKind]
    key_sha256: str
    reason: str
    author: str
    created: datetime
    until: datetime

    def __post_init__(self) -> None:
        if not self.kinds or ProblemKind.MALFORMED in self.kinds:
            raise BadException(
                say("An exception is for named problems, and never for a malformed certificate.")
            )
        if not _KEY.fullmatch(self.key_sha256):
            raise BadException(say("An exception needs the SHA-256 of the server's public key."))
        if self.created.tzinfo is None or self.until.tzinfo is None:
            raise BadException(say("The times of an exception need a time zone."))
        if not self.created < self.until <= self.created + LONGEST_EXCEPTION:
            raise BadException(say("An exception ends after it was made, and within a year."))

    def is_for(self, host: str, port: int, now: datetime) -> bool:
        """Tell whether it is about this server at this time."""
        in_time = self.created <= now < self.until
        return in_time and self.port == port and normal_host(self.host) == normal_host(host)


@dataclass(frozen=True, slots=True)
class Policy:
    """What may pass: an account's toggles and all bound exceptions."""

    toggles: frozenset[Toggle] = frozenset()
    exceptions: tuple[BoundException, ...] = ()


@dataclass(frozen=True, slots=True)
class LetThrough:
    """A problem, and what let it through."""

    problem: Problem
    by: BoundException | Toggle


@dataclass(frozen=True, slots=True)
class Judgement:
    """The verdict on a certificate. Only where it is accepted may a credential be sent."""

    blocking: tuple[Problem, ...]
    let_through: tuple[LetThrough, ...]
    changed_key: BoundException | None
    """The exception that would have covered a blocking problem if the server had shown the key it is bound to."""

    @property
    def accepted(self) -> bool:
        return not self.blocking


def judge(
    problems: Iterable[Problem], policy: Policy, *, host: str, port: int, key_sha256: str, now: datetime
) -> Judgement:
    """Judge the problems of the certificate that `host` showed at `port`, whose public key has this SHA-256."""
    in_force = [exception for exception in policy.exceptions if exception.is_for(host, port, now)]
    same_key = [exception for exception in in_force if exception.key_sha256 == key_sha256]
    blocking: list[Problem] = []
    let_through: list[LetThrough] = []
    for problem in problems:
        by = _covering(problem, same_key) or _toggle(problem, policy.toggles)
        if by is None:
            blocking.append(problem)
        else:
            let_through.append(LetThrough(problem, by))
    changed = (_covering(problem, in_force) for problem in blocking)
    return Judgement(tuple(blocking), tuple(let_through), next(filter(None, changed), None))


def parse_toggles(text: str) -> frozenset[Toggle]:
    """Read `KIND[,KIND]`. Raises `ValueError`, whose message names what is unknown and what there is."""
    words = [word for each in text.split(",") if (word := each.strip().lower())]
    unknown = [word for word in words if word not in set(Toggle)]
    if unknown:
        known = ", ".join(Toggle)
        raise ValueError(
            say(
                "{unknown} is not a problem that can be ignored; choose from {known}.",
                unknown=unknown[0],
                known=known,
            )
        )
    return frozenset(map(Toggle, words))


def normal_host(host: str) -> str:
    """Give the form in which hosts are compared: A-labels in lower case without the root's dot, or an address."""
    name = host.strip().removesuffix(".")
    try:
        return str(ipaddress.ip_address(name))
    except ValueError:
        pass
    try:
        return to_ascii(name).lower()
    except BadEndpoint:
        return name.lower()


def _covering(problem: Problem, exceptions: Iterable[BoundException]) -> BoundException | None:
    return next((exception for exception in exceptions if problem.kind in exception.kinds), None)


def _toggle(problem: Problem, toggles: frozenset[Toggle]) -> Toggle | None:
    return next((toggle for toggle in LET_THROUGH_BY[problem.kind] if toggle in toggles), None)
