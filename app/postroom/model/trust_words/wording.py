"""What the words about problems are made with: their parts, and how names and dates are said."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from postroom.model.examination import Examination, StoreVerdict
from postroom.model.problems import Problem
from postroom.model.text import say, say_count

MANY: Final = 4
"""How many names are said before the rest is counted."""

_COMMON_NAME: Final = re.compile(r"(?:^|,)CN=((?:\\.|[^,\\])+)")
_ORGANISATION: Final = re.compile(r"(?:^|,)O=((?:\\.|[^,\\])+)")


class Who(StrEnum):
    """Who can put a problem right."""

    SERVER = "server"
    """Whoever runs the server."""
    YOU = "you"
    """Whoever reads this, on this computer."""
    COMPANY = "company"
    """Whoever runs the network that this computer is in."""


@dataclass(frozen=True, slots=True)
class Explanation:
    """A problem in whole sentences."""

    what: str
    """What is wrong, with what proves it."""
    danger: str
    """What an attacker could do with it."""
    who: Who
    remedy: str
    """What exactly to do."""


@dataclass(frozen=True, slots=True)
class About:
    """A problem, and what it was found in."""

    problem: Problem
    examination: Examination
    verdict: StoreVerdict

    @property
    def host(self) -> str:
        return self.examination.host

    @property
    def server(self) -> bool:
        """Whether it is a problem of the server's own certificate, and not of one above it."""
        return self.problem.position == 0

    @property
    def subject(self) -> str:
        return short(self.problem.subject)

    def posing(self) -> str:
        """Say what anybody can do where nobody vouches for a server."""
        return say(
            "Somebody between you and {host} could show a certificate like this one, pose as the server, and read "
            "your password and your mail.",
            host=self.host,
        )


Explain = Callable[[About], Explanation]


def short(distinguished: str) -> str:
    """Give the part of an RFC 4514 name that people know it by: its common name, or its organisation."""
    found = _COMMON_NAME.search(distinguished) or _ORGANISATION.search(distinguished)
    return re.sub(r"\\(.)", r"\1", found[1]) if found else distinguished


def day(moment: datetime) -> str:
    """Give a day as the standard writes it, which every reader takes for the same day (RFC 3339)."""
    return f"{moment:%Y-%m-%d}"


def listed(names: Sequence[str]) -> str:
    """Say the first of many names, and how many more there are."""
    said = ", ".join(names[:MANY])
    if len(names) <= MANY:
        return said
    return say_count("{said} and {n} more", "{said} and {n} more", len(names) - MANY, said=said)
