"""POP3: the machine of `postroom.protocol.pop3` driven over a stream."""

from __future__ import annotations

from typing import TypeVar

from postroom.model.diagnosis import Seen
from postroom.model.plan import Credentials, SessionPlan
from postroom.model.session import Mailbox
from postroom.model.text import say, say_count
from postroom.net.stream import Stream
from postroom.protocol import pop3_events as events
from postroom.protocol.outgoing import Outgoing
from postroom.protocol.pop3 import Pop3Client
from postroom.protocol.sasl import start
from postroom.sessions.driver import Driver
from postroom.sessions.faults import Stopped

E = TypeVar("E", bound=events.Event)


class Pop3Driver(Driver):
    """One POP3 session."""

    def __init__(self, stream: Stream, plan: SessionPlan) -> None:
        super().__init__(stream, plan)
        self._client = Pop3Client(encrypted=self.encrypted)
        self._logged_in = False

    async def greet(self) -> str:
        return _expected(await self._next_event(), events.Greeted).banner

    async def hello(self) -> str:
        event = await self._ask("CAPA", self._client.capa())
        if isinstance(event, events.Rejected):
            return say("the server does not know CAPA")
        listed = _expected(event, events.CapabilitiesListed)
        self.capabilities = listed.capabilities.lines
        count = say_count("{n} capability", "{n} capabilities", len(self.capabilities))
        return ", ".join(filter(None, (listed.capabilities.implementation, count)))

    async def ask_for_tls(self) -> None:
        known = self._client.capabilities
        if known is not None and not known.has("STLS"):
            raise Stopped(Seen.TLS_NOT_OFFERED)
        _expected(await self._ask("STLS", self._client.stls()), events.TlsReady)

    def tls_established(self) -> None:
        super().tls_established()
        self._client.tls_established()

    async def _log_in(self, credentials: Credentials) -> str:
        mechanism = self.choose_mechanism(self._client.offered, credentials)
        match mechanism:
            case "USER":
                event = await self._user_and_password(credentials)
            case "APOP":
                event = await self._ask("APOP", self._client.apop(credentials.user, credentials.secret))
            case _:
                event = await self._authenticate(mechanism, credentials)
        welcome = _expected(event, events.LoggedIn).text
        self._logged_in = True
        return welcome

    async def prove(self) -> str:
        if not self._logged_in:
            await self.keep_alive()
            return say("connected, not authenticated")
        measured = _expected(await self._ask("STAT", self._client.stat()), events.MailboxMeasured)
        self.mailbox = Mailbox(measured.messages, measured.octets)
        return say_count("{n} message", "{n} messages", measured.messages)

    async def keep_alive(self) -> None:
        """NOOP is for who is logged in (RFC 1939 section 5); before that CAPA serves, even where it is refused."""
        if self._logged_in:
            _expected(await self._ask("NOOP", self._client.noop()), events.NoopDone)
        else:
            await self._ask("CAPA", self._client.capa())

    async def overhear(self) -> None:
        event = await self._next_event()
        assert isinstance(event, events.Dismissed), "no command waits for an answer"
        raise Stopped(Seen.DROPPED, reply=event.reply)

    def resume(self) -> None:
        """Do nothing: nobody is attached to the stream."""

    async def quit(self) -> None:
        await self._ask("QUIT", self._client.quit())

    @property
    def bare_line_feeds(self) -> int:
        return self._client.bare_line_feeds

    async def _user_and_password(self, credentials: Credentials) -> events.Event:
        event = await self._ask("USER", self._client.user(credentials.user))
        if not isinstance(event, events.UserAccepted):
            return event
        return await self._ask("PASS", self._client.password(credentials.secret))

    async def _authenticate(self, name: str, credentials: Credentials) -> events.Event:
        endpoint = self.plan.endpoint
        mechanism = start(name, credentials, host=endpoint.host, port=endpoint.port)
        event = await self._ask("AUTH", self._client.authenticate(mechanism))
        while isinstance(event, events.Challenged):
            event = await self._ask("AUTH", await self.answer(self._client.answer, event.challenge))
        if isinstance(event, events.Rejected) and mechanism.refusal is not None:
            raise Stopped(Seen.REJECTED, str(mechanism.refusal), event.reply)
        return event

    async def _ask(self, verb: str, line: Outgoing) -> events.Event:
        self.command, self.waiting = verb, True
        self.stream.send(line.data, line.shown)
        event = await self._next_event()
        self.waiting = False
        return event

    async def _next_event(self) -> events.Event:
        while (event := self._client.next_event()) is None:
            data = await self.stream.receive()
            if not data:
                raise Stopped(Seen.DROPPED)
            self.note_heard(data)
            self._client.feed(data)
        return event


def _expected(event: events.Event, kind: type[E]) -> E:
    """Give `event` back as what it must be. Raises `Stopped` with the server's words where it said no."""
    if isinstance(event, kind):
        return event
    assert isinstance(event, events.Rejected | events.GreetingRejected), f"{event} is no answer to that"
    raise Stopped(Seen.REJECTED, reply=event.reply)
