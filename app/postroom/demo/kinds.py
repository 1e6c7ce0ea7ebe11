"""What the demo's mail shows: kinds of messages, how many of each wait at first, and how often each comes later."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from postroom.demo.letters import KB
from postroom.demo.scenarios import BUSY_AFTER, Mail
from postroom.model.mail_fate import MailFate
from postroom.model.text import say

LARGE: Final = 1_000 * KB
ANYBODY: Final = ""


@dataclass(frozen=True, slots=True)
class Kind:
    """Messages that show the same."""

    about: str
    """What that is, in a few words."""
    expected: MailFate
    """What is to become of them in a few seconds."""
    to: tuple[str, ...] = (ANYBODY,)
    """What their recipients are called, as `treatment` knows them."""
    mail: Mail = Mail.WELL
    is_held: bool = False
    size: int | None = None
    """Octets; None for what is usual for the writer."""


def opening() -> tuple[tuple[Kind, int], ...]:
    """Give what stands in the queue at first, and how many of each."""
    well, slowly = say("Taken at once"), say("Taken by a slow server")
    greylisted, refused = say("Greylisted"), say("Refused")
    vanished = say("The connection is lost before the answer")
    full, held = say("The mailbox is full"), say("Held by hand")
    locked, busy = say("The login is refused"), say("The server asks to slow down")
    return (
        (Kind(well, MailFate.SENT), 9),
        (Kind(well, MailFate.SENT, (ANYBODY, ANYBODY, ANYBODY)), 4),
        (Kind(well, MailFate.SENT, size=LARGE), 1),
        (Kind(slowly, MailFate.SENT, ("slow",)), 2),
        (Kind(slowly, MailFate.SENT, mail=Mail.SLOW), 2),
        (Kind(greylisted, MailFate.DELAYED, ("greylisted",)), 3),
        (Kind(say("Greylisted for one of two"), MailFate.DELAYED, (ANYBODY, "greylisted")), 1),
        (Kind(refused, MailFate.FAILED, ("nobody",)), 2),
        (Kind(say("Refused for one of three"), MailFate.FAILED, (ANYBODY, "nobody", ANYBODY)), 2),
        (Kind(vanished, MailFate.UNCERTAIN, ("vanishing",)), 2),
        (Kind(full, MailFate.DEFERRED, ("full",)), 1),
        (Kind(held, MailFate.HELD, is_held=True), 3),
        (Kind(locked, MailFate.LOCKED, mail=Mail.LOCKED), 3),
        (Kind(say("Taken by a busy server"), MailFate.SENT, mail=Mail.BUSY), BUSY_AFTER),
        (Kind(busy, MailFate.DEFERRED, mail=Mail.BUSY), 1),
        (Kind(busy, MailFate.SLOWED, mail=Mail.BUSY), 2),
    )


def later() -> tuple[tuple[Kind, int], ...]:
    """Give what comes in while the demo runs, and how often each comes in a hundred times."""
    greylisted, refused = say("Greylisted"), say("Refused")
    return (
        (Kind(say("Taken at once"), MailFate.SENT), 46),
        (Kind(say("Taken at once"), MailFate.SENT, (ANYBODY, ANYBODY, ANYBODY)), 11),
        (Kind(say("Taken at once"), MailFate.SENT, size=LARGE), 1),
        (Kind(say("Taken by a slow server"), MailFate.SENT, ("slow",)), 10),
        (Kind(say("Taken by a slow server"), MailFate.SENT, mail=Mail.SLOW), 8),
        (Kind(greylisted, MailFate.DELAYED, ("greylisted",)), 12),
        (Kind(refused, MailFate.FAILED, ("nobody",)), 4),
        (Kind(refused, MailFate.FAILED, (ANYBODY, "nobody")), 3),
        (Kind(say("The connection is lost before the answer"), MailFate.UNCERTAIN, ("vanishing",)), 2),
        (Kind(say("The mailbox is full"), MailFate.DEFERRED, ("full",)), 1),
        (Kind(say("The server asks to slow down"), MailFate.SLOWED, mail=Mail.BUSY), 2),
    )
