"""The names of problems and of stores, and times, as a person says them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Final

from postroom.model.problems import ProblemKind
from postroom.model.text import say, say_count
from postroom.model.tls import TrustMode
from postroom.model.trust import Toggle

_MANY_YEARS: Final = 100


def kind_name(kind: ProblemKind | Toggle) -> str:
    """Name a kind of problems; the exact term is its value."""
    return {
        Toggle.NAME: say("Another name"),
        Toggle.EXPIRED: say("Expired"),
        Toggle.NOT_YET_VALID: say("Not valid yet"),
        Toggle.SELF_SIGNED: say("Made by the server itself"),
        Toggle.UNKNOWN_AUTHORITY: say("Unknown authority"),
        Toggle.INCOMPLETE_CHAIN: say("Incomplete chain"),
        Toggle.WRONG_PURPOSE: say("Not meant for servers"),
        Toggle.WEAK: say("Too weak"),
        Toggle.REVOKED: say("Taken back"),
        Toggle.ANY: say("Any problem"),
        ProblemKind.MALFORMED: say("Damaged or forged"),
    }[kind]


def toggle_meaning(toggle: Toggle) -> str:
    """Say what a toggle lets pass, and what that is worth to an attacker."""
    return {
        Toggle.NAME: say("It is for other servers: whoever owns any certificate can pose as this one."),
        Toggle.EXPIRED: say("Its time is over: nobody watches over its key any more."),
        Toggle.NOT_YET_VALID: say("Its time has not begun, or this computer's clock is wrong."),
        Toggle.UNKNOWN_AUTHORITY: say("Nobody who is known vouches for it: anybody can pose as the server."),
        Toggle.SELF_SIGNED: say("The server made it itself: anybody can make one like it."),
        Toggle.INCOMPLETE_CHAIN: say(
            "What links it to an authority is missing: anybody can pose as the server."
        ),
        Toggle.WEAK: say("Its key or its signature can be forged with effort."),
        Toggle.WRONG_PURPOSE: say("It was issued for something else than a server."),
        Toggle.REVOKED: say("Its authority has taken it back, most often because the key was stolen."),
        Toggle.ANY: say("Nothing is checked at all: the encryption keeps nobody out who stands in between."),
    }[toggle]


def kinds_in_words(kinds: Iterable[ProblemKind | Toggle]) -> str:
    """List kinds in one line, the broadest first."""
    order = [Toggle.ANY, *ProblemKind]
    return ", ".join(kind_name(kind) for kind in sorted(kinds, key=order.index))


def store_name(store: TrustMode) -> str:
    """Name a list of authorities."""
    return {
        TrustMode.AUTO: say("The system, then Postroom"),
        TrustMode.SYSTEM: say("This computer"),
        TrustMode.PORTABLE: say("Postroom's own list"),
    }[store]


def in_pairs(fingerprint: str) -> str:
    """Give a fingerprint as people compare it: `5f:3a:9c`."""
    return ":".join(fingerprint[i : i + 2] for i in range(0, len(fingerprint), 2))


def day(moment: datetime) -> str:
    """Give a day (RFC 3339)."""
    return f"{moment.astimezone(UTC):%Y-%m-%d}"


def moment(when: datetime) -> str:
    """Give a time to the second."""
    return f"{when.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC"


def validity(until: datetime, now: datetime) -> str:
    """Say how long something still counts, or since when it does not."""
    if until <= now:
        days = (now - until).days
        if not days:
            return say("expired within the last day")
        return say_count("expired {n} day ago", "expired {n} days ago", days)
    days = (until - now).days
    if days >= _MANY_YEARS * 365:
        return say("many years left")
    if days >= 2 * 365:
        return say_count("{n} year left", "{n} years left", days // 365)
    return say_count("{n} day left", "{n} days left", days)
