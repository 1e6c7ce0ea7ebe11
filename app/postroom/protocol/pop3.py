"""The POP3 client machine (RFC 1939, 2449, 2595, 5034): commands and bytes in, lines to send and events out.

    client = Pop3Client()
    client.feed(received)        # whatever the connection gave
    client.next_event()          # None until there is one; then perhaps another
    client.stat().data           # to be sent; its event comes once the answer was fed

The law is `pop3_state.LAW`; a move against it raises `IllegalMove`. Before a new command the caller takes events until
there is none: a command given while bytes lie unread raises `UnsolicitedReply`, since the server cannot have meant them
as its answer. Every `ProtocolError` ends the session for good.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final, NoReturn

from postroom.model.printable import printable
from postroom.model.reply import ServerReply
from postroom.model.secret import Secret
from postroom.protocol.capabilities import Pop3Capabilities
from postroom.protocol.errors import (
    IllegalMove,
    InjectedPlaintext,
    ProtocolError,
    UnsafeArgument,
    UnsolicitedReply,
)
from postroom.protocol.exchange import POP3_COMMAND_LIMIT, Exchange
from postroom.protocol.lines import LINE_LIMIT, LineReader
from postroom.protocol.mechanism import Mechanism
from postroom.protocol.outgoing import Outgoing, command, secret_command
from postroom.protocol.password import apop_digest
from postroom.protocol.pop3_events import (
    CapabilitiesListed,
    Challenged,
    Dismissed,
    Event,
    Greeted,
    GreetingRejected,
    LoggedIn,
    MailboxMeasured,
    NoopDone,
    QuitDone,
    Rejected,
    TlsReady,
    UserAccepted,
)
from postroom.protocol.pop3_reply import OK, Listing, find_timestamp, parse_measure, parse_status
from postroom.protocol.pop3_state import Command, State, move

REPLY_LIMIT: Final = 65_536
"""Octets of a reply of many lines."""

_ACCEPTED: Final[Mapping[Command, Callable[[str], Event]]] = {
    Command.STLS: TlsReady,
    Command.USER: UserAccepted,
    Command.PASS: LoggedIn,
    Command.APOP: LoggedIn,
    Command.AUTH: LoggedIn,
    Command.STAT: lambda text: MailboxMeasured(*parse_measure(text)),
    Command.NOOP: NoopDone,
    Command.QUIT: QuitDone,
}
"""What +OK means for each command; CAPA's answer goes on beyond it."""


class Pop3Client:
    """One session, seen from the client. `encrypted` says that TLS stands before the greeting."""

    def __init__(
        self, *, encrypted: bool = False, line_limit: int = LINE_LIMIT, reply_limit: int = REPLY_LIMIT
    ) -> None:
        self.state = State.GREETING
        self.encrypted = encrypted
        self.capabilities: Pop3Capabilities | None = None
        """What CAPA answered since TLS stands; None until then, and where the server does not know CAPA."""
        self.apop_timestamp: str | None = None
        """The greeting's; it outlives STLS, for it is a number to compute with and claims nothing about the server."""
        self._lines = LineReader(line_limit)
        self._reply_limit = reply_limit
        self._pending: Command | None = None
        self._listing: Listing | None = None
        self._exchange: Exchange | None = None
        self._challenged = False
        self._error: ProtocolError | None = None

    @property
    def offered(self) -> tuple[str, ...]:
        """The ways to log in, for `choose`: SASL mechanisms, APOP, USER. Without CAPA, USER is taken for granted."""
        known = self.capabilities
        mechanisms = () if known is None else known.mechanisms
        apop = ("APOP",) if self.apop_timestamp else ()
        user = ("USER",) if known is None or known.has("USER") else ()
        return mechanisms + apop + user

    @property
    def bare_line_feeds(self) -> int:
        """How many lines ended in LF alone, against RFC 1939 section 3."""
        return self._lines.bare_line_feeds

    @property
    def leftover(self) -> bytes:
        """What was fed and not understood yet: the evidence when a server stops in the middle of a line."""
        return self._lines.leftover

    # Commands: each gives the line to send.

    def capa(self) -> Outgoing:
        """Ask for the capabilities (RFC 2449 section 5)."""
        return self._begin(Command.CAPA, command("CAPA"))

    def stls(self) -> Outgoing:
        """Ask for TLS (RFC 2595 section 4)."""
        if self.encrypted:
            raise IllegalMove("TLS stands already")
        return self._begin(Command.STLS, command("STLS"))

    def tls_established(self) -> None:
        """Say that TLS stands, and forget what was learned in clear. Raises `InjectedPlaintext`."""
        if self.state is not State.SECURING:
            raise IllegalMove("TLS was not asked for")
        self.next_event()
        self.encrypted = True
        self.capabilities = None
        self.state = State.AUTHORIZATION

    def user(self, name: str) -> Outgoing:
        """Name the user. Raises `UnsafeArgument`."""
        return self._begin(Command.USER, command("USER", name))

    def password(self, password: Secret) -> Outgoing:
        """Give the password (PASS). Raises `UnsafeArgument`."""
        line = secret_command("PASS", secret=password.reveal(), what="the password")
        return self._begin(Command.PASS, line)

    def apop(self, name: str, password: Secret) -> Outgoing:
        """Log in by the digest of the greeting's timestamp (RFC 1939 section 7). Raises `UnsafeArgument`."""
        if self.apop_timestamp is None:
            raise IllegalMove("the greeting had no timestamp")
        if " " in name:
            raise UnsafeArgument("the user name holds a space, which APOP cannot carry")
        digest = apop_digest(self.apop_timestamp, password)
        return self._begin(Command.APOP, secret_command("APOP", name, secret=digest, what="the digest"))

    def authenticate(self, mechanism: Mechanism) -> Outgoing:
        """Begin a SASL login (RFC 5034)."""
        exchange = Exchange(mechanism, command_limit=POP3_COMMAND_LIMIT)
        line = self._begin(Command.AUTH, exchange.opening())
        self._exchange = exchange
        return line

    def answer(self, challenge: bytes) -> Outgoing:
        """Answer the challenge that `Challenged` brought. For SCRAM that is work for a thread. Raises `SaslError`."""
        if self._exchange is None or not self._challenged:
            raise IllegalMove("no challenge waits for an answer")
        self._challenged = False
        try:
            return self._exchange.answer(challenge)
        except ProtocolError as error:
            self._break(error)

    def stat(self) -> Outgoing:
        """Ask for the count and size of the messages."""
        return self._begin(Command.STAT, command("STAT"))

    def noop(self) -> Outgoing:
        """Ask whether the server is there."""
        return self._begin(Command.NOOP, command("NOOP"))

    def quit(self) -> Outgoing:
        """Take leave."""
        return self._begin(Command.QUIT, command("QUIT"))

    # Bytes in, events out.

    def feed(self, data: bytes) -> None:
        """Take what the connection gave."""
        if self.state not in {State.CLOSED, State.BROKEN}:
            self._lines.feed(data)

    def next_event(self) -> Event | None:
        """Give the next event, or None until more is fed. Raises `ProtocolError`, and then the same one for ever."""
        if self._error is not None:
            raise self._error
        try:
            return self._next_event()
        except ProtocolError as error:
            self._break(error)

    def _begin(self, name: Command, line: Outgoing) -> Outgoing:
        move(self.state, name)
        if self._pending is not None:
            raise IllegalMove(f"{name} while {self._pending} waits for its answer")
        if self._lines.leftover:
            self._break(UnsolicitedReply("the server speaks out of turn", self._lines.leftover))
        self._pending = name
        return line

    def _break(self, error: ProtocolError) -> NoReturn:
        self.state = State.BROKEN
        self._error = error
        raise error

    def _next_event(self) -> Event | None:
        if self.state is State.SECURING:
            self._refuse_plaintext()
            return None
        while self.state is not State.CLOSED and (line := self._lines.next_line()) is not None:
            event = self._read(line)
            if event is not None:
                return event
        return None

    def _refuse_plaintext(self) -> None:
        if self._lines.leftover:
            raise InjectedPlaintext("bytes in clear follow the answer to STLS", self._lines.leftover)

    def _read(self, line: bytes) -> Event | None:
        if self._listing is not None:
            return self._read_listed(self._listing, line)
        if self.state is State.GREETING:
            return self._greet(line)
        if self._pending is None:
            return self._dismiss(line)
        if self._pending is Command.AUTH and (line == b"+" or line.startswith(b"+ ")):
            return self._challenge(line[1:].strip())
        return self._conclude(self._pending, parse_status(line))

    def _greet(self, line: bytes) -> Event:
        reply = parse_status(line)
        if reply.code != OK:
            self.state = State.CLOSED
            return GreetingRejected(reply)
        self.state = State.AUTHORIZATION
        self.apop_timestamp = find_timestamp(line)
        return Greeted(reply.text, self.apop_timestamp)

    def _dismiss(self, line: bytes) -> Event:
        reply = parse_status(line)
        if reply.code == OK:
            raise UnsolicitedReply("the server answers what was not asked", line)
        self.state = State.CLOSED
        return Dismissed(reply)

    def _challenge(self, challenge: bytes) -> Event:
        if self._challenged:
            raise UnsolicitedReply("the server sends a challenge before the last one was answered", challenge)
        self._challenged = True
        return Challenged(challenge)

    def _conclude(self, name: Command, reply: ServerReply) -> Event | None:
        """Move as the law says, now that `name` is answered."""
        exchange, self._exchange = self._exchange, None
        leads_to = move(self.state, name)
        self._pending, self._challenged = None, False
        if reply.code != OK:
            self.state = leads_to.refused
            return Rejected(name, reply)
        self.state = leads_to.accepted
        if exchange is not None:
            exchange.verify_finished()
        if name is Command.CAPA:
            self._pending, self._listing = name, Listing(self._reply_limit)
            return None
        if name is Command.STLS:
            self._refuse_plaintext()
        return _ACCEPTED[name](reply.text)

    def _read_listed(self, listing: Listing, line: bytes) -> Event | None:
        if not listing.add(line):
            return None
        self._pending, self._listing = None, None
        self.capabilities = Pop3Capabilities(tuple(printable(line) for line in listing.lines))
        return CapabilitiesListed(self.capabilities)
