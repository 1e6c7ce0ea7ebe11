"""Which mechanism to log in by: the strongest that server, credentials and connection allow, and why.

A choice is made once. After a rejection no weaker mechanism is tried: whoever can reject could ask for the password
that way.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from postroom.model.plan import Credentials


class Exposes(StrEnum):
    """What a mechanism shows to whoever reads the connection: the secret and the user's name, or the name alone."""

    SECRET = "secret"  # noqa: S105  what is shown, not a secret
    NAME = "name"


class Reason(StrEnum):
    """Why a mechanism was chosen, or why none was."""

    STRONGEST = "strongest"
    WANTED = "wanted"
    NONE_OFFERED = "none-offered"
    NONE_IN_COMMON = "none-in-common"
    WANTED_NOT_OFFERED = "wanted-not-offered"
    NEEDS_PASSWORD = "needs-password"  # noqa: S105  a reason, not a password
    NEEDS_TOKEN = "needs-token"  # noqa: S105  a reason, not a token
    NEEDS_ENCRYPTION = "needs-encryption"


@dataclass(frozen=True, slots=True)
class Trait:
    """What counts about a mechanism when choosing."""

    name: str
    needs_token: bool
    exposes: Exposes


TRAITS: Final = (
    Trait("OAUTHBEARER", needs_token=True, exposes=Exposes.SECRET),
    Trait("XOAUTH2", needs_token=True, exposes=Exposes.SECRET),
    Trait("SCRAM-SHA-256", needs_token=False, exposes=Exposes.NAME),
    Trait("SCRAM-SHA-1", needs_token=False, exposes=Exposes.NAME),
    Trait("CRAM-MD5", needs_token=False, exposes=Exposes.NAME),
    Trait("APOP", needs_token=False, exposes=Exposes.NAME),
    Trait("PLAIN", needs_token=False, exposes=Exposes.SECRET),
    Trait("LOGIN", needs_token=False, exposes=Exposes.SECRET),
    Trait("USER", needs_token=False, exposes=Exposes.SECRET),
)
"""Strongest first. POP3's own commands APOP and USER (with PASS) count as mechanisms, so that one rule decides."""

STAND_INS: Final = {"PLAIN": "USER", "LOGIN": "USER"}
"""Who wants the first is content with the second where only that is offered: both send the password as it is."""


@dataclass(frozen=True, slots=True)
class Choice:
    """What was offered, what of it may be used, strongest first, what was chosen, and why."""

    offered: tuple[str, ...]
    eligible: tuple[str, ...]
    chosen: str | None
    """None where nothing fits; `reason` then says why."""
    reason: Reason
    in_clear: bool = False
    """Whether the secret will travel without encryption, by consent."""
    exposes: Exposes | None = None
    """What the chosen mechanism shows to whoever can read the connection; None where none was chosen."""


def choose(
    offered: Sequence[str], credentials: Credentials, *, encrypted: bool, wanted: str | None, clear_ok: bool
) -> Choice:
    """Choose from the server's list. `wanted` narrows it to one; `clear_ok` consents to a secret in clear."""
    names = tuple(dict.fromkeys(name.upper() for name in offered))
    narrowed = names if wanted is None else _narrow(names, wanted.upper())
    known = [trait for trait in TRAITS if trait.name in narrowed]
    fitting = [trait for trait in known if trait.needs_token is credentials.is_token]
    eligible = [trait for trait in fitting if encrypted or clear_ok or trait.exposes is Exposes.NAME]
    if not eligible:
        return Choice(names, (), None, _why_none(names, known, fitting, wanted))
    best = eligible[0]
    return Choice(
        offered=names,
        eligible=tuple(trait.name for trait in eligible),
        chosen=best.name,
        reason=Reason.STRONGEST if wanted is None else Reason.WANTED,
        in_clear=best.exposes is Exposes.SECRET and not encrypted,
        exposes=best.exposes,
    )


def _narrow(offered: Sequence[str], wanted: str) -> tuple[str, ...]:
    if wanted in offered:
        return (wanted,)
    stand_in = STAND_INS.get(wanted)
    return (stand_in,) if stand_in in offered and stand_in is not None else ()


def _why_none(offered: Sequence[str], known: list[Trait], fitting: list[Trait], wanted: str | None) -> Reason:
    if fitting:
        return Reason.NEEDS_ENCRYPTION
    if known:
        return Reason.NEEDS_TOKEN if known[0].needs_token else Reason.NEEDS_PASSWORD
    if not offered:
        return Reason.NONE_OFFERED
    unknown_to_us = wanted is None or wanted.upper() in offered
    return Reason.NONE_IN_COMMON if unknown_to_us else Reason.WANTED_NOT_OFFERED
