"""Why a message is not taken into the spool: a code for programs, and a sentence that says what to do."""

from __future__ import annotations

from enum import StrEnum

from postroom.model.text import say


class RefusalCode(StrEnum):
    """The stable codes; programs rely on them."""

    SPOOLER_DISABLED = "spooler-disabled"
    UNKNOWN_ACCOUNT = "unknown-account"
    NO_SMTP = "no-smtp"
    TOO_LARGE = "too-large"
    BAD_ENVELOPE = "bad-envelope"
    EMPTY = "empty"
    DISK_FULL = "disk-full"
    SPOOL_TROUBLE = "spool-trouble"
    PASSWORD_NEEDED = "password-needed"  # noqa: S105  the name of a reason


class Refused(Exception):
    """A message was not taken; nothing of it is kept."""

    def __init__(self, code: RefusalCode, sentence: str) -> None:
        super().__init__(sentence)
        self.code = code


def disabled() -> Refused:
    """The spooler takes no messages."""
    return Refused(
        RefusalCode.SPOOLER_DISABLED,
        say("The spooler is disabled and takes no new messages: enable it, or send the message at once."),
    )


def unknown_account(name: str) -> Refused:
    """There is no such account."""
    return Refused(
        RefusalCode.UNKNOWN_ACCOUNT, say("There is no account {name}: check its spelling.", name=name)
    )


def no_smtp(name: str) -> Refused:
    """The account only receives."""
    return Refused(
        RefusalCode.NO_SMTP,
        say("The account {name} has no SMTP server and cannot send: enter one in its settings.", name=name),
    )


def password_needed(user: str, name: str) -> Refused:
    """Nobody knows the password."""
    return Refused(
        RefusalCode.PASSWORD_NEEDED,
        say(
            "The password of {user} is not known here: enter it once for the account {name}.",
            user=user,
            name=name,
        ),
    )


def too_large(size: int, limit: int, *, by_server: bool) -> Refused:
    """The message has more octets than it may have."""
    sizes = {"size": f"{size:,}", "limit": f"{limit:,}"}
    if by_server:
        words = say(
            "The message has {size} octets, and the server takes {limit} at most: make it smaller.", **sizes
        )
    else:
        words = say(
            "The message has {size} octets, and this account sends {limit} at most: make it smaller, or change the "
            "limit in the account's settings.",
            **sizes,
        )
    return Refused(RefusalCode.TOO_LARGE, words)


def empty() -> Refused:
    """There is nothing to be sent."""
    return Refused(RefusalCode.EMPTY, say("The message is empty: give one with a header and a text."))


def disk_full(free: int) -> Refused:
    """There would be too little room left."""
    return Refused(
        RefusalCode.DISK_FULL,
        say(
            "The disk of the spool is nearly full ({free} octets are free): make room, then try again.",
            free=f"{free:,}",
        ),
    )


def trouble(sentence: str) -> Refused:
    """The spool does not do its work."""
    return Refused(RefusalCode.SPOOL_TROUBLE, sentence)
