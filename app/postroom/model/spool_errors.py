"""What can go wrong with the spool, as named errors whose message is fit to be shown.

Three families: the disk or the file (`SpoolTrouble`), who may send (`LeaseError`), and what was asked for (the rest).
After any of them everything that the spool had accepted is still there.
"""

from __future__ import annotations

from postroom.model.text import say


class SpoolError(Exception):
    """Something was asked of the spool that it cannot do, or not now."""


class SpoolClosed(SpoolError):
    """The spool was closed; what was asked for was not done."""

    def __init__(self) -> None:
        super().__init__(say("The spool is closed."))


class UnknownMessage(SpoolError, LookupError):
    """No message has this number."""

    def __init__(self, number: int) -> None:
        super().__init__(say("There is no message {id}.", id=number))
        self.number = number


class NothingToUndo(SpoolError):
    """Everything that the command had changed has moved on since, or was put back already."""

    def __init__(self) -> None:
        super().__init__(say("There is nothing left to undo: the messages have moved on since."))


class SpoolTrouble(SpoolError, OSError):
    """The file of the spool, or the disk under it, does not do its work."""


class SpoolFull(SpoolTrouble):
    """There is no room left on the disk."""

    def __init__(self) -> None:
        super().__init__(
            say(
                "The disk of the spool is full. Nothing was lost; make room, and what was refused can be done again."
            )
        )


class SpoolReadOnly(SpoolTrouble):
    """The file cannot be written."""

    def __init__(self) -> None:
        super().__init__(
            say(
                "The spool is read-only. Give the user who runs Postroom the right to write it, and its folder."
            )
        )


class SpoolLocked(SpoolTrouble):
    """Another program holds the file."""

    def __init__(self) -> None:
        super().__init__(
            say("The spool is locked by another program. Nothing was changed; try again when that has ended.")
        )


class SpoolDamaged(SpoolTrouble):
    """The file holds something that cannot be right."""

    def __init__(self, finding: str) -> None:
        super().__init__(
            say(
                "The spool is damaged: {finding}. Stop sending, copy its folder to a safe place, and check the disk.",
                finding=finding,
            )
        )
        self.finding = finding


class BodyDamaged(SpoolTrouble):
    """The text of a message on the disk is not what was accepted."""

    def __init__(self, number: int) -> None:
        super().__init__(
            say("The text of message {id} was damaged on the disk; it is not what was accepted.", id=number)
        )
        self.number = number


class SpoolUnusable(SpoolTrouble):
    """The file cannot be opened as a spool."""


class TooMuchUnwritten(SpoolTrouble):
    """So much has happened that is not on the disk yet that no more may happen."""

    def __init__(self) -> None:
        super().__init__(
            say("The disk of the spool is too slow. Nothing was lost; sending goes on when it has caught up.")
        )


class LeaseError(SpoolError):
    """Another process may send, and this one may not."""


class LeaseHeld(LeaseError):
    """Another process sends from this spool."""

    def __init__(self, holder: str) -> None:
        super().__init__(
            say("Another program is sending from this spool: {holder}. This one looks on.", holder=holder)
        )
        self.holder = holder


class LeaseLost(LeaseError):
    """Another process has taken over; what this one was about to do was not done."""

    def __init__(self) -> None:
        super().__init__(say("Another program has taken over sending from this spool."))


class ClaimLost(LeaseError):
    """The message is no longer this process's to send; nothing was recorded."""

    def __init__(self, number: int) -> None:
        super().__init__(say("Message {id} was taken over by another program.", id=number))
        self.number = number
