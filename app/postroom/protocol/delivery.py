"""The SMTP delivery machine (RFC 5321 section 3.3, RFC 2920): envelopes, content and answers in, bytes and events out.

    delivery = Delivery(capabilities)         # after EHLO, STARTTLS and AUTH
    number = delivery.begin(envelope)
    send(delivery.take_output())
    delivery.feed(received)                   # then take events until there is none, and send again
    ...                                       # ContentWanted(number)
    delivery.send_content(message)            # in wire form, whole or in pieces
    ...                                       # write down, durably, that the message may be past its final dot
    delivery.send_final_dot()
    delivery.begin(next_envelope)             # where there is one: it goes out behind the dot
    send(delivery.take_output())
    ...                                       # Settled(number, verdicts)

Every transaction that was begun is settled once, and every recipient of it gets a verdict. Where the server offers
PIPELINING, MAIL, RCPT and DATA go out together, behind the final dot of the message before; otherwise each waits for
the answer to the one before it. Whoever drives the machine sees no difference.

Whatever ends the connection ends the machine: `Closed` is its last event, and `closed` tells whoever has awaited
something meanwhile. Until the final dot the server has nothing, and the verdict on those whom it has not refused is
`not-sent`; behind it the verdict is `uncertain`. The law is `delivery_state.LAW`.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from typing import TypeAlias

from postroom.model.envelope import Envelope
from postroom.model.transcript import Speaker
from postroom.protocol.capabilities import SmtpCapabilities
from postroom.protocol.delivery_commands import (
    DATA,
    find_obstacles,
    mail_command,
    rcpt_command,
    read_extensions,
)
from postroom.protocol.delivery_events import Closed, ContentWanted, Ending, Event, Settled
from postroom.protocol.delivery_state import CLEARED_BY, GATHERING, Command, Phase
from postroom.protocol.delivery_transaction import Transaction
from postroom.protocol.errors import IllegalMove, ProtocolError, UnsolicitedReply
from postroom.protocol.smtp import Reply, ReplyReader

_Step: TypeAlias = tuple[Transaction, Command, bytes]
"""A command of a transaction, as the line that is sent."""


def _no_clock() -> float:
    return 0.0


class Delivery:
    """Delivers over one connection, one transaction behind the other. `clock` gives the time of what is said."""

    def __init__(self, capabilities: SmtpCapabilities, clock: Callable[[], float] = _no_clock) -> None:
        self.extensions = read_extensions(capabilities)
        self._clock = clock
        self.closed: Closed | None = None
        """How the connection ended; None while it stands."""
        self.begun = 0
        """How many transactions were begun."""
        self.heard = 0
        """How many whole replies were heard."""
        self._reader = ReplyReader()
        self._unsent: deque[_Step] = deque()
        self._awaited: deque[_Step] = deque()
        self._current: Transaction | None = None
        """The transaction that is before its final dot and not settled."""
        self._past_dot: Transaction | None = None
        """The transaction that is behind its final dot and not settled."""
        self._events: deque[Event] = deque()
        self._outgoing: list[bytes] = []

    @property
    def ready(self) -> bool:
        """Whether the next transaction may begin: the one before is settled or behind its final dot."""
        return self._current is None and self.closed is None

    @property
    def idle(self) -> bool:
        """Whether nothing is under way: no answer is awaited, and the server has no transaction open."""
        return self.ready and not self._awaited and not self._unsent

    @property
    def waiting(self) -> Command | None:
        """What the server has to answer next, or to take; `PATIENCE` says how long. None while it has no duty."""
        if self._awaited:
            return self._awaited[0][1]
        return None if self._current is None else Command.CONTENT

    # What is to be delivered

    def begin(self, envelope: Envelope) -> int:
        """Begin the next transaction and give its number, which counts from 1. Raises `IllegalMove` unless `ready`."""
        if not self.ready:
            raise IllegalMove("a transaction is before its final dot, or the connection has ended")
        self.begun += 1
        obstacles = find_obstacles(envelope, self.extensions)
        transaction = Transaction(self.begun, envelope.size, obstacles)
        if None not in obstacles:
            self._events.append(Settled(self.begun, transaction.verdicts(), None, transaction.dialogue))
            return self.begun
        self._current = transaction
        unsent = self._unsent
        unsent.append((transaction, Command.MAIL, mail_command(envelope, self.extensions)))
        for recipient, obstacle in zip(envelope.recipients, obstacles, strict=True):
            if obstacle is None:
                unsent.append((transaction, Command.RCPT, rcpt_command(recipient)))
        unsent.append((transaction, Command.DATA, DATA))
        if not self._interrupted():
            self._advance()
        return self.begun

    def send_content(self, piece: bytes) -> None:
        """Send a piece of the message, which is in wire form; the pieces may be cut anywhere.

        Raises `NotWireForm`, and `IllegalMove` unless `ContentWanted` asked for it; then only closing is left.
        """
        transaction = self._wanting_content()
        stuffed = transaction.send(piece)
        self._outgoing.append(stuffed)
        transaction.dialogue.append((self._clock(), Speaker.CLIENT, b"[%d octets]\r\n" % len(stuffed)))

    def send_final_dot(self) -> None:
        """Send the end of the message. Call it once it is written down durably that this may have happened.

        Raises `NotWireForm`, and `IllegalMove` where the pieces do not make the size that the envelope told; then only
        closing is left.
        """
        transaction = self._wanting_content()
        if not self._interrupted():
            self._say(((transaction, Command.END, transaction.finish()),))
            self._current, self._past_dot = None, transaction

    def take_output(self) -> bytes:
        """Give what is to be sent now, perhaps nothing."""
        outgoing = b"".join(self._outgoing)
        self._outgoing.clear()
        return outgoing

    # What is heard

    def feed(self, data: bytes) -> None:
        """Take what the connection gave; after its end, nothing."""
        if self.closed is None:
            self._reader.feed(data)
            self._hear_all()
            if self._unsent and not self._interrupted():
                self._advance()

    def connection_lost(self, ending: Ending) -> None:
        """Take notice that the connection has ended, or is going to be ended by us. Twice is harmless."""
        if self.closed is None:
            self._close(Closed(ending))

    @property
    def has_event(self) -> bool:
        """Whether there is an event to be taken."""
        return bool(self._events)

    def next_event(self) -> Event | None:
        """Give the next event, or None until there is another."""
        return self._events.popleft() if self._events else None

    def _hear_all(self) -> None:
        now = self._clock()
        try:
            while self.closed is None and (reply := self._reader.next_reply()) is not None:
                self.heard += 1
                if self._awaited and reply.code != 421:
                    self._conclude(reply, now)
                else:
                    self._hear_more(reply, now)
        except ProtocolError as error:
            self._close(Closed(Ending.BREACH, error=error))

    def _conclude(self, reply: Reply, now: float) -> None:
        transaction, command, _ = self._awaited[0]
        transaction.dialogue.append((now, Speaker.SERVER, reply))
        transaction.answer(command, reply)
        self._awaited.popleft()
        if transaction.phase not in GATHERING:
            self._follow(transaction)

    def _hear_more(self, reply: Reply, now: float) -> None:
        """Take what is no answer, or not only one."""
        if reply.code == 421:
            self._hear_farewell(reply, now)
        elif self._current is not None and self._current.phase is Phase.CONTENT:
            self._cut_short(self._current, reply, now)
        else:
            raise UnsolicitedReply("the server answers what was not asked", str(reply.reply).encode())

    def _hear_farewell(self, reply: Reply, now: float) -> None:
        """Take 421, which may come at any time (RFC 5321 section 3.8): it refuses what it answers, and ends all."""
        if self._awaited and self._awaited[0][1] is not Command.RSET:
            self._conclude(reply, now)
        self._close(Closed(Ending.DISMISSED, reply.reply))

    def _cut_short(self, transaction: Transaction, reply: Reply, now: float) -> None:
        """Take an answer that did not wait for the end of the message. The server is no longer where we are."""
        transaction.dialogue.append((now, Speaker.SERVER, reply))
        transaction.answer(Command.CONTENT, reply)
        self._follow(transaction)
        if reply.positive:
            raise UnsolicitedReply("the server accepts a message before its end", str(reply.reply).encode())
        self._close(Closed(Ending.CUT_SHORT, reply.reply))

    # What follows

    def _follow(self, transaction: Transaction) -> None:
        """Do what the phase asks for that an answer has led to."""
        if transaction.phase is Phase.CONTENT:
            self._events.append(ContentWanted(transaction.number))
        elif transaction.phase in CLEARED_BY:
            self._settle(transaction)
            self._unsent.append((transaction, *CLEARED_BY[transaction.phase]))
        elif transaction.phase is Phase.OVER:
            self._settle(transaction)

    def _settle(self, transaction: Transaction) -> None:
        if transaction is self._current:
            self._current = None
        elif transaction is self._past_dot:
            self._past_dot = None
        else:
            return
        self._events.append(Settled(transaction.number, transaction.verdicts(), None, transaction.dialogue))

    def _advance(self) -> None:
        """Send what may be sent: in a group all of it, otherwise one command, when no answer is awaited."""
        if self.extensions.pipelining and self._unsent:
            self._say(self._unsent)
            self._unsent.clear()
        while self._unsent and not self._awaited:
            step = self._unsent.popleft()
            transaction, command, _ = step
            if transaction.is_pointless(command):
                transaction.forgo(command)
                self._follow(transaction)
            else:
                self._say((step,))

    def _say(self, steps: Sequence[_Step]) -> None:
        """Send what belongs to one transaction, in one piece."""
        lines = b"".join([line for _, _, line in steps])
        steps[0][0].dialogue.append((self._clock(), Speaker.CLIENT, lines))
        self._outgoing.append(lines)
        self._awaited += steps

    def _interrupted(self) -> bool:
        """Tell whether the server speaks unasked, which ends it: that cannot be the answer to what we say."""
        if self._awaited or not self._reader.begun:
            return False
        error = UnsolicitedReply("the server speaks out of turn", self._reader.leftover)
        self._close(Closed(Ending.BREACH, error=error))
        return True

    def _wanting_content(self) -> Transaction:
        if self._current is None or self._current.phase is not Phase.CONTENT:
            raise IllegalMove("the server does not wait for a message")
        return self._current

    # The end

    def _close(self, closed: Closed) -> None:
        """Settle what is under way, oldest first, and forget what was to be sent."""
        self.closed = closed
        for transaction in (self._past_dot, self._current):
            if transaction is not None:
                transaction.lose(self._awaited_of(transaction), closed.reply)
                verdicts, dialogue = transaction.verdicts(), transaction.dialogue
                self._events.append(Settled(transaction.number, verdicts, closed, dialogue))
        self._events.append(closed)
        self._past_dot = self._current = None
        for queue in (self._awaited, self._unsent, self._outgoing):
            queue.clear()

    def _awaited_of(self, transaction: Transaction) -> Command | None:
        taken = Command.CONTENT if transaction.phase in {Phase.CONTENT, Phase.PAST_DOT} else None
        return next((command for each, command, _ in self._awaited if each is transaction), taken)
