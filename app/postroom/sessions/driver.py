"""What every driver is to its session: the dialogue of one protocol over one stream, a method for each step."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from functools import partial
from typing import Any, final

from postroom.model.diagnosis import Seen
from postroom.model.endpoint import Security
from postroom.model.plan import AUTO, Credentials, SessionPlan
from postroom.model.redacted import cleaned
from postroom.model.session import Mailbox
from postroom.net.errors import FIRST_BYTES
from postroom.net.stream import Stream
from postroom.protocol.choice import Choice, choose
from postroom.protocol.outgoing import Outgoing
from postroom.sessions.apart import apart
from postroom.sessions.court import Clearance, check_clearance
from postroom.sessions.faults import NoMechanism, Stopped


class Driver(ABC):
    """Speaks one protocol over one stream.

    A method that takes a step gives what there is to say about it, and raises what `faults.facts_of` knows. After an
    exception or a cancellation the dialogue is out of step, and the stream can only be closed.
    """

    def __init__(self, stream: Stream, plan: SessionPlan) -> None:
        self.stream = stream
        self.plan = plan
        self.encrypted = plan.endpoint.security is Security.TLS
        self.command = ""
        """The verb that was sent last; empty while the server is to speak first."""
        self.waiting = False
        """Whether that verb was not answered yet, or the answer was broken."""
        self.heard = b""
        """The first bytes that the server said, in clear or under TLS; at most `FIRST_BYTES`."""
        self.capabilities: tuple[str, ...] = ()
        """What the server offers, as far as it said so since TLS stands."""
        self.choice: Choice | None = None
        """Which mechanism was chosen, and why; None before the login."""
        self.mailbox: Mailbox | None = None

    @property
    @abstractmethod
    def bare_line_feeds(self) -> int:
        """How many lines ended in LF alone, against the standard."""

    @abstractmethod
    async def greet(self) -> str:
        """Wait for the server's greeting."""

    @abstractmethod
    async def hello(self) -> str:
        """Learn what the server offers."""

    @abstractmethod
    async def ask_for_tls(self) -> None:
        """Ask for TLS. On return the server waits for the handshake, and nothing in clear is left over."""

    def tls_established(self) -> None:
        """Go on under TLS, and forget what was learned before (RFC 3207 section 4.2, RFC 2595 section 4)."""
        self.encrypted = True
        self.capabilities = ()

    @final
    async def log_in(self, credentials: Credentials, clearance: Clearance) -> str:
        """Log in over a connection that was judged for it. Raises `NotCleared` for any other, and sends nothing."""
        check_clearance(clearance, self.stream)
        return await self._log_in(credentials)

    @abstractmethod
    async def _log_in(self, credentials: Credentials) -> str:
        """Log in by the mechanism that `choose_mechanism` gives, and by no other."""

    @abstractmethod
    async def prove(self) -> str:
        """Prove by a command that the session is ready."""

    @abstractmethod
    async def keep_alive(self) -> None:
        """Tell the server that the session is still wanted, and learn whether it answers."""

    @abstractmethod
    async def overhear(self) -> None:
        """Wait until the server speaks unasked or hangs up; always raises. May be cancelled and called again."""

    @abstractmethod
    async def quit(self) -> None:
        """Take leave, and wait for the answer."""

    def lend(self) -> Stream:
        """Let somebody else speak over the stream, who must leave no answer outstanding before `resume`."""
        self.stream.detach()
        return self.stream

    @abstractmethod
    def resume(self) -> None:
        """Speak again over the stream that was lent."""

    def note_heard(self, data: bytes) -> None:
        """Keep the first of what the server says."""
        if len(self.heard) < FIRST_BYTES:
            self.heard += data[: FIRST_BYTES - len(self.heard)]

    def facts(self, redact: Callable[[str], str] = str) -> dict[str, Any]:
        """Give what the diagnosis of a failure can use, as fields of `Failure`; `redact` takes secrets out of it."""
        choice = self.choice
        return {
            "encrypted": self.encrypted,
            "command": self.command,
            "first": redact(self.heard.decode("latin-1")).encode("latin-1"),
            "capabilities": cleaned(self.capabilities, redact),
            "offered": () if choice is None else cleaned(choice.offered, redact),
            "mechanism": (choice and choice.chosen) or self.plan.mechanism.upper(),
        }

    def choose_mechanism(self, offered: tuple[str, ...], credentials: Credentials) -> str:
        """Choose how to log in. Raises `NoMechanism`, or `Stopped` where there is no secret."""
        if not credentials.secret:
            raise Stopped(Seen.NO_SECRET)
        self.choice = choose(
            offered,
            credentials,
            encrypted=self.encrypted,
            wanted=None if self.plan.mechanism == AUTO else self.plan.mechanism,
            clear_ok=self.plan.clear_allowed,
        )
        if self.choice.chosen is None:
            raise NoMechanism(self.choice)
        return self.choice.chosen

    async def answer(self, call: Callable[[bytes], Outgoing], challenge: bytes) -> Outgoing:
        """Answer a challenge by `call`, in a thread where it is work: SCRAM hashes as often as the server asks."""
        if self.choice is not None and (self.choice.chosen or "").startswith("SCRAM"):
            return await apart(partial(call, challenge))
        return call(challenge)
