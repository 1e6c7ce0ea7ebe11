"""One mail transaction under way: its phase, what becomes of its recipients, and its content on the way out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from postroom.model.envelope import Obstacle
from postroom.model.reply import ServerReply
from postroom.protocol.delivery_events import RecipientVerdict, Spoken, Verdict
from postroom.protocol.delivery_state import LAW, Command, Phase
from postroom.protocol.dot_stuffing import DotStuffer
from postroom.protocol.errors import IllegalMove, UnexpectedReply
from postroom.protocol.smtp import Reply
from postroom.protocol.wire_check import WireCheck

_VERDICTS: Final = {2: Verdict.ACCEPTED, 4: Verdict.DEFERRED, 5: Verdict.REFUSED}
_TOO_MANY: Final = frozenset({None, "5.5.3", "4.5.3"})


class Transaction:
    """`number` is its own among those of a connection; `size` the octets of its message in wire form."""

    __slots__ = ("_check", "_left", "_stuffer", "_unanswered", "_verdicts", "dialogue", "number", "phase")

    def __init__(self, number: int, size: int, obstacles: Sequence[Obstacle | None]) -> None:
        self.number = number
        self.phase = Phase.SENDER
        self.dialogue: list[Spoken] = []
        """What was said so far, in the order in which it was said."""
        self._verdicts = [
            None if obstacle is None else RecipientVerdict(Verdict.REFUSED, None, None, obstacle)
            for obstacle in obstacles
        ]
        self._unanswered = iter([i for i, obstacle in enumerate(obstacles) if obstacle is None])
        self._left = size
        self._stuffer = DotStuffer()
        self._check = WireCheck()

    def answer(self, command: Command, reply: Reply) -> None:
        """Judge whom the answer to `command` judges, and move as the law says. Raises `UnexpectedReply`."""
        code = reply.code
        phase = LAW[self.phase][command].get(code // 100)
        if phase is None:
            raise UnexpectedReply(f"{code} is no answer to {command}", reply.text.encode())
        if command is Command.RCPT:
            index = next(self._unanswered)
            if code >= 400 and self._verdicts[index] is None:
                self._verdicts[index] = _refusal(reply)
        elif code >= 400 or command is Command.END:
            self._judge(RecipientVerdict(_VERDICTS[code // 100], command, reply.reply))
        self.phase = phase

    def is_pointless(self, command: Command) -> bool:
        """Tell whether there is nobody for whom `command`, which was not sent yet, could do any good."""
        return self.phase is Phase.REFUSED or (self.phase is Phase.UNADDRESSED and command is Command.DATA)

    def forgo(self, command: Command) -> None:
        """Move as if `command`, which is pointless, had been refused."""
        self.phase = LAW[self.phase][command][5]

    def verdicts(self) -> tuple[RecipientVerdict, ...]:
        """Give what became of the recipients, all of whom are judged."""
        return tuple(filter(None, self._verdicts))

    def lose(self, command: Command | None, reply: ServerReply | None) -> None:
        """Judge who is left when the connection ends, while `command` waits for its answer."""
        verdict = Verdict.UNCERTAIN if self.phase is Phase.PAST_DOT else Verdict.NOT_SENT
        self._judge(RecipientVerdict(verdict, command, reply))

    def send(self, piece: bytes) -> bytes:
        """Give the next piece of the message in the form in which it is sent. Raises `NotWireForm`."""
        self._check.feed(piece)
        self._left -= len(piece)
        return self._stuffer.feed(piece)

    def finish(self) -> bytes:
        """Give the final dot and move behind it. Raises `IllegalMove` where a message of another size was sent."""
        self._check.finish()
        if self._left:
            raise IllegalMove(f"the message sent is {-self._left:+} octets off the size of its envelope")
        self.phase = Phase.PAST_DOT
        return self._stuffer.finish()

    def _judge(self, verdict: RecipientVerdict) -> None:
        """Judge every recipient who is not judged yet."""
        self._verdicts = [verdict if each is None else each for each in self._verdicts]


def _refusal(reply: Reply) -> RecipientVerdict:
    verdict = Verdict.DEFERRED if _is_too_many(reply) else _VERDICTS[reply.code // 100]
    return RecipientVerdict(verdict, Command.RCPT, reply.reply)


def _is_too_many(reply: Reply) -> bool:
    """Tell whether 552 means that there are too many recipients at once (RFC 5321 section 4.5.3.1.10).

    With an enhanced status code of its own, such as 5.2.2 for a full mailbox, it means that.
    """
    enhanced = None if reply.enhanced is None else str(reply.enhanced)
    return reply.code == 552 and enhanced in _TOO_MANY
