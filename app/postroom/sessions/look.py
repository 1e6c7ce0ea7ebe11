"""A connection that looks at a server's certificate and ends. It speaks a preamble, in which nobody can log in."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

from postroom.model.diagnosis import Failure, diagnose
from postroom.model.endpoint import Protocol, Security, to_ascii
from postroom.model.errors import SessionError
from postroom.model.look import Looked, LookPlan
from postroom.model.plan import SessionPlan
from postroom.model.service import Service
from postroom.model.step import Step
from postroom.model.tls import TlsFacts
from postroom.net.deadlines import within
from postroom.net.dial import dial
from postroom.net.resolve import RESOLVE_SECONDS, SYSTEM_RESOLVER, Resolver, resolve
from postroom.net.stream import Stream
from postroom.net.transcript import Transcript
from postroom.sessions.court import CertificateRejected, Court
from postroom.sessions.faults import FORESEEN, facts_of
from postroom.sessions.preamble import PREAMBLES, Preamble

T = TypeVar("T")


async def look(plan: LookPlan, *, resolver: Resolver = SYSTEM_RESOLVER) -> Looked:
    """Look at the certificate. Raises nothing that a server or a network can cause."""
    return await _Look(plan, resolver).run()


class _Look:
    """One look, step by step."""

    def __init__(self, plan: LookPlan, resolver: Resolver) -> None:
        self._plan = plan
        self._resolver = resolver
        self._court = Court(plan)
        self._step = Step.RESOLVE
        self._address: str | None = None
        self._stream: Stream | None = None
        self._preamble: Preamble | None = None

    async def run(self) -> Looked:
        try:
            tls, error = await self._see(), None
        except CertificateRejected as rejected:
            tls, error = rejected.tls, None
        except FORESEEN as failure:
            tls, error = None, self._explain(failure)
        finally:
            if self._stream is not None:
                self._stream.close()
        return Looked(plan=self._plan, address=self._address, tls=tls, error=error)

    async def _see(self) -> TlsFacts:
        self._court.prepare()
        stream = await self._connect()
        at_once = self._plan.endpoint.security is Security.TLS
        if not at_once:
            await self._ask_for_tls(stream)
        self._step = Step.TLS
        host = to_ascii(self._plan.endpoint.host)
        await self._court.ready()
        await self._in_time(lambda: stream.start_tls(host, at_once=at_once))
        return (await self._in_time(lambda: self._court.judge(stream))).tls

    async def _connect(self) -> Stream:
        endpoint, timeout = self._plan.endpoint, self._plan.timeout
        addresses = await resolve(
            endpoint.host,
            endpoint.port,
            resolver=self._resolver,
            deadline=min(RESOLVE_SECONDS, timeout),
        )
        self._step = Step.CONNECT
        dialled = await dial(addresses, clock=time.perf_counter, deadline=timeout)
        self._stream = await Stream.open(dialled.socket, Transcript(time.perf_counter))
        self._address = dialled.address.text
        return self._stream

    async def _ask_for_tls(self, stream: Stream) -> None:
        self._preamble = preamble = PREAMBLES[self._plan.service](stream)
        self._step = Step.GREETING
        await self._in_time(preamble.greet)
        self._step = Step.TLS
        await self._in_time(preamble.ask_for_tls)

    async def _in_time(self, take: Callable[[], Awaitable[T]]) -> T:
        async with within(self._plan.timeout):
            return await take()

    def _explain(self, error: Exception) -> SessionError:
        """Say why there is no certificate, as it is said of sessions."""
        service = self._plan.service
        protocol = Protocol.POP3 if service is Service.POP3 else Protocol.SMTP
        facts: dict[str, Any] = {
            "step": self._step,
            "plan": SessionPlan(protocol=protocol, endpoint=self._plan.endpoint),
            "service": service,
            "waited": min(RESOLVE_SECONDS, self._plan.timeout)
            if self._step is Step.RESOLVE
            else self._plan.timeout,
        }
        if self._preamble is not None:
            facts |= {"command": self._preamble.command, "first": self._preamble.heard}
        return diagnose(Failure(**(facts | facts_of(error))))
