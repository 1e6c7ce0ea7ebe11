"""What the demo shows: one scenario for each account, with what is to come of its sessions."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto
from typing import Final

from postroom.demo.door import Refusal
from postroom.demo.weather import FAIR, Weather
from postroom.model.endpoint import Security
from postroom.model.errors import ErrorCode
from postroom.model.outcome import Outcome
from postroom.model.plan import DEFAULT_TIMEOUT
from postroom.model.step import Step
from postroom.model.text import say

READY: Final = Outcome(Step.READY, None)


class Certificate(Enum):
    """What a server shows."""

    GOOD = auto()
    EXPIRED = auto()


class Mail(Enum):
    """What messages meet that are sent through an account."""

    NONE = auto()
    """None are sent."""
    WELL = auto()
    """They leave, as far as their recipients are willing."""
    SLOW = auto()
    """The same, but each takes its time."""
    LOCKED = auto()
    """The login is refused: they wait for a person."""
    BUSY = auto()
    """After a few of them, the server asks to slow down."""


BUSY_AFTER: Final = 3
"""The messages that a busy server takes over one connection."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """A POP3 and an SMTP server alike, and the account that meets them."""

    name: str
    about: str
    """What it shows, in one sentence."""
    served: Security = Security.STARTTLS
    """When the servers start TLS."""
    chosen: Security = Security.STARTTLS
    """When the account expects it."""
    certificate: Certificate = Certificate.GOOD
    weather: Weather = FAIR
    refusal: Refusal | None = None
    """What the right password is answered with; None lets it in."""
    right_password: bool = True
    timeout: float = DEFAULT_TIMEOUT
    mail: Mail = Mail.NONE
    pop3: Outcome = READY
    smtp: Outcome = READY


def scenarios() -> tuple[Scenario, ...]:
    """Give the scenarios in the order in which they are shown."""
    return (*_going_well(), *_login_refused(), *_no_encryption(), *_no_answer())


def _going_well() -> tuple[Scenario, ...]:
    return (
        Scenario(
            name=say("All well"),
            about=say("STARTTLS, a good certificate and the right password: both sessions become ready."),
            mail=Mail.WELL,
        ),
        Scenario(
            name=say("All well with TLS"),
            about=say("The same with TLS from the first byte."),
            served=Security.TLS,
            chosen=Security.TLS,
            mail=Mail.WELL,
        ),
        Scenario(
            name=say("Slow server"),
            about=say("Every answer takes 0.3 seconds, so that the steps can be watched."),
            weather=Weather(delay=0.3),
            mail=Mail.SLOW,
        ),
        Scenario(
            name=say("Busy server"),
            about=say("The sessions become ready, but after three messages the server asks to slow down."),
            mail=Mail.BUSY,
        ),
    )


def _login_refused() -> tuple[Scenario, ...]:
    rejected = Outcome(Step.AUTH, ErrorCode.AUTH_REJECTED)
    busy = Outcome(Step.AUTH, ErrorCode.MAILBOX_BUSY)
    closed = Outcome(Step.AUTH, ErrorCode.AUTH_UNAVAILABLE)
    return (
        Scenario(
            name=say("Wrong password"),
            about=say("The servers know the user, but not this password."),
            right_password=False,
            pop3=rejected,
            smtp=rejected,
        ),
        Scenario(
            name=say("Application password needed"),
            about=say("The password is right, but programs need one of their own."),
            refusal=Refusal(
                smtp="534 5.7.9 Application-specific password required",
                pop3="-ERR [AUTH] Application-specific password required",
            ),
            mail=Mail.LOCKED,
            pop3=rejected,
            smtp=rejected,
        ),
        Scenario(
            name=say("Too many logins"),
            about=say("The servers want no more logins for a while, and the mailbox is open elsewhere."),
            refusal=Refusal(
                smtp="454 4.7.0 Too many login attempts, try again later",
                pop3="-ERR [IN-USE] Mailbox is open in another session",
            ),
            pop3=busy,
            smtp=closed,
        ),
    )


def _no_encryption() -> tuple[Scenario, ...]:
    missing = Outcome(Step.TLS, ErrorCode.STARTTLS_UNAVAILABLE)
    expired = Outcome(Step.TLS, ErrorCode.CERTIFICATE_REJECTED)
    mixed_up = Outcome(Step.TLS, ErrorCode.TLS_FAILED)
    return (
        Scenario(
            name=say("STARTTLS missing"),
            about=say("The account asks for STARTTLS and the servers do not offer it: no password is sent."),
            served=Security.NONE,
            pop3=missing,
            smtp=missing,
        ),
        Scenario(
            name=say("TLS on a STARTTLS port"),
            about=say("The account starts with TLS where the servers start in clear."),
            chosen=Security.TLS,
            pop3=mixed_up,
            smtp=mixed_up,
        ),
        Scenario(
            name=say("Expired certificate"),
            about=say("The certificate of the servers ended yesterday: no password is sent."),
            certificate=Certificate.EXPIRED,
            pop3=expired,
            smtp=expired,
        ),
    )


def _no_answer() -> tuple[Scenario, ...]:
    silent = Outcome(Step.GREETING, ErrorCode.TIMEOUT)
    dropped = Outcome(Step.AUTH, ErrorCode.DISCONNECTED)
    return (
        Scenario(
            name=say("Hangs at the greeting"),
            about=say("The servers take the connection and never say a word; the account waits 3 seconds."),
            weather=Weather(silent=True),
            timeout=3.0,
            pop3=silent,
            smtp=silent,
        ),
        Scenario(
            name=say("Drops in the middle"),
            about=say("The connection breaks while the password is on its way."),
            served=Security.NONE,
            chosen=Security.NONE,
            # The client's first words are EHLO or CAPA, its second the login.
            weather=Weather(cut_after=2),
            pop3=dropped,
            smtp=dropped,
        ),
    )
