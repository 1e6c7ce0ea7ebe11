"""Starting TLS on a stream: what is known of it afterwards, how it ends, and that cancelling leaves nothing."""

from __future__ import annotations

import asyncio
import ssl
from typing import Any

import pytest

from postroom.net.errors import (
    ConnectionLost,
    StreamClosed,
)
from postroom.net.stream import Ending
from postroom.net.tasks import spawn
from tests.net.peers import DEADLINE, stream_to, stream_with
from tests.support.ca import HOST, Certificates, Identity
from tests.support.fixtures import StartHostileServer
from tests.support.leaks import no_leaks
from tests.support.steps import Delay, Drop, Expect, Send, Silence, StartTls

GREETING = b"220 mail.example.org ready\r\n"


class TestEstablished:
    async def test_from_the_first_byte(
        self, hostile_server: StartHostileServer, test_ca: Certificates
    ) -> None:
        context = test_ca.good.server_context()
        async with stream_with(hostile_server, StartTls(context), Send(GREETING), Silence()) as stream:
            await stream.start_tls(HOST)
            assert stream.tls is not None
            assert stream.tls.version == "TLSv1.3"
            assert stream.first_bytes.startswith(b"\x16\x03")
            assert await stream.receive() == GREETING

    async def test_by_command(self, hostile_server: StartHostileServer, test_ca: Certificates) -> None:
        script = (
            Send(GREETING),
            Expect(b"STARTTLS"),
            Send(b"220 go\r\n"),
            StartTls(test_ca.good.server_context()),
        )
        async with stream_with(
            hostile_server, *script, Expect(b"EHLO"), Send(b"250 ok\r\n"), Silence()
        ) as stream:
            assert await stream.receive() == GREETING
            stream.send(b"STARTTLS\r\n", b"STARTTLS")
            assert await stream.receive() == b"220 go\r\n"
            assert stream.first_bytes == b""
            await stream.start_tls(HOST)
            stream.send(b"EHLO\r\n", b"EHLO")
            assert await stream.receive() == b"250 ok\r\n"

    @pytest.mark.parametrize("host", [HOST, "localhost.", "127.0.0.1", "::1"])
    async def test_for_every_way_to_name_the_server(
        self, hostile_server: StartHostileServer, test_ca: Certificates, host: str
    ) -> None:
        context = test_ca.good.server_context()
        async with stream_with(hostile_server, StartTls(context), Silence()) as stream:
            await stream.start_tls(host)

    async def test_with_tls_1_2(self, hostile_server: StartHostileServer, test_ca: Certificates) -> None:
        context = test_ca.good.server_context()
        context.maximum_version = ssl.TLSVersion.TLSv1_2
        async with stream_with(hostile_server, StartTls(context), Send(GREETING), Drop()) as stream:
            await stream.start_tls(HOST)
            assert await stream.receive() == GREETING
            assert await stream.receive() == b""
            assert stream.ended.result() is Ending.SERVER


class TestCertificates:
    @pytest.mark.parametrize("which", ["good", "expired", "wrong_name", "self_signed", "unknown_root"])
    async def test_none_is_judged_and_all_are_kept_as_they_were_sent(
        self, hostile_server: StartHostileServer, test_ca: Certificates, which: str
    ) -> None:
        identity: Identity = getattr(test_ca, which)
        async with stream_with(hostile_server, StartTls(identity.server_context()), Silence()) as stream:
            await stream.start_tls(HOST)
            assert stream.tls is not None
            assert stream.tls.chain == certificates_in(identity)
            assert stream.tls.stapled is None

    async def test_those_between_come_behind_the_servers_own(
        self, hostile_server: StartHostileServer, test_ca: Certificates
    ) -> None:
        script = (StartTls(test_ca.by_intermediate.server_context()), Silence())
        async with stream_with(hostile_server, *script) as stream:
            await stream.start_tls(HOST)
            assert stream.tls is not None
            assert stream.tls.chain == certificates_in(test_ca.by_intermediate)
            assert len(stream.tls.chain) == 2


def certificates_in(identity: Identity) -> tuple[bytes, ...]:
    ends = identity.chain.read_text().split("-----END CERTIFICATE-----\n")
    return tuple(ssl.PEM_cert_to_DER_cert(part + "-----END CERTIFICATE-----\n") for part in ends if part)


class TestAfterwards:
    async def test_what_is_not_a_record_ends_the_connection(
        self, hostile_server: StartHostileServer, test_ca: Certificates
    ) -> None:
        server = hostile_server(
            (StartTls(test_ca.good.server_context()), Send(b"one\r\n"), Expect(b"go"), Silence())
        )
        async with asyncio.timeout(DEADLINE), no_leaks():
            stream, _ = await stream_to(server.port)
            await stream.start_tls(HOST)
            assert await stream.receive() == b"one\r\n"
            server.connection().link._transmit(b"220 this is not TLS at all\r\n")
            with pytest.raises(ConnectionLost):
                await stream.receive()
            assert stream.ended.result() is Ending.LOST
            stream.close()
            server.stop()

    async def test_a_server_that_hangs_up_without_a_farewell_has_ended_all_the_same(
        self, hostile_server: StartHostileServer, test_ca: Certificates
    ) -> None:
        server = hostile_server((StartTls(test_ca.good.server_context()), Send(b"one\r\n"), Silence()))
        async with asyncio.timeout(DEADLINE), no_leaks():
            stream, _ = await stream_to(server.port)
            await stream.start_tls(HOST)
            assert await stream.receive() == b"one\r\n"
            server.connection().link.interrupt()
            assert await stream.receive() == b""
            assert stream.ended.result() is Ending.SERVER
            stream.close()
            server.stop()

    @pytest.mark.parametrize("hasty", [True, False])
    async def test_the_rest_of_half_a_record_is_hastened_where_no_driver_can(
        self,
        hostile_server: StartHostileServer,
        test_ca: Certificates,
        monkeypatch: pytest.MonkeyPatch,
        hasty: bool,
    ) -> None:
        context = test_ca.good.server_context()
        async with stream_with(hostile_server, StartTls(context), Send(GREETING), Silence()) as stream:
            await stream.start_tls(HOST)
            assert await stream.receive() == GREETING
            hastened: list[bool] = []
            monkeypatch.setattr(stream._wire, "hasten", lambda: hastened.append(True))
            stream.attach(asyncio.Protocol(), bytes, hasty=hasty)
            stream.raw_received(b"\x17\x03\x03\x00\x64 and not all of it")
            assert hastened == ([] if hasty else [True])


class TestCancelled:
    @pytest.mark.parametrize("turns", range(1, 10))
    async def test_at_any_turn_of_the_loop_the_handshake_leaves_nothing(
        self, hostile_server: StartHostileServer, test_ca: Certificates, turns: int
    ) -> None:
        script = (Delay(0.001), StartTls(test_ca.good.server_context()), Silence())
        async with stream_with(hostile_server, *script) as stream:
            owner: set[asyncio.Task[Any]] = set()
            task = spawn(stream.start_tls(HOST), name="handshake", owner=owner)
            for _ in range(turns):
                await asyncio.sleep(0)
            task.cancel()
            await asyncio.wait([task])
            assert stream.closed or not task.cancelled()

    async def test_while_the_server_is_silent_it_ends_at_once(
        self, hostile_server: StartHostileServer
    ) -> None:
        loop = asyncio.get_running_loop()
        async with stream_with(hostile_server, Silence()) as stream:
            owner: set[asyncio.Task[Any]] = set()
            task = spawn(stream.start_tls(HOST), name="handshake", owner=owner)
            await asyncio.sleep(0)
            began = loop.time()
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
            assert loop.time() - began < 0.1
            assert stream.closed

    async def test_closing_meanwhile_ends_it(self, hostile_server: StartHostileServer) -> None:
        async with stream_with(hostile_server, Silence()) as stream:
            owner: set[asyncio.Task[Any]] = set()
            task = spawn(stream.start_tls(HOST), name="handshake", owner=owner)
            await asyncio.sleep(0)
            stream.close()
            with pytest.raises(StreamClosed):
                await task
