"""Starting TLS on a stream where that goes wrong: what is not TLS, no common ground, bytes in clear before it."""

from __future__ import annotations

import asyncio
import ssl
import threading
from typing import Any

import pytest

from postroom.net.errors import InjectedPlaintext, NetError, StreamClosed, TlsFailed, TlsTrouble
from postroom.net.stream import Ending, Stream
from tests.net.peers import stream_with
from tests.support.ca import HOST, Certificates
from tests.support.fixtures import StartHostileServer
from tests.support.link import Link
from tests.support.steps import Drop, Expect, Reset, Script, Send, Silence, StartTls

GREETING = b"220 mail.example.org ready\r\n"


class HearClientHello:
    """Wait until the client has begun the handshake."""

    def play(self, link: Link, stopping: threading.Event) -> None:
        link.read()


async def failure(start: StartHostileServer, script: Script, host: str = HOST) -> NetError:
    """Give the error with which TLS from the first byte fails, after which the stream must be closed."""
    async with stream_with(start, *script) as stream:
        with pytest.raises(NetError) as caught:
            await stream.start_tls(host, at_once=True)
        assert stream.closed
        assert await stream.ended in {Ending.CLOSED, Ending.SERVER, Ending.LOST}
        with pytest.raises(StreamClosed):
            await stream.receive()
        return caught.value


class TestNotTls:
    @pytest.mark.parametrize(
        "answer",
        [
            GREETING,
            b"+OK ready\r\n",
            b"HTTP/1.1 400 Bad Request\r\n\r\n",
            b"SSH-2.0-OpenSSH_9.2\r\n",
            b"22\r\n\r\n\r\n",
        ],
    )
    async def test_a_server_that_speaks_in_clear_is_known_by_its_first_bytes(
        self, hostile_server: StartHostileServer, answer: bytes
    ) -> None:
        error = await failure(hostile_server, (Send(answer), Silence()))
        assert isinstance(error, TlsFailed)
        assert error.trouble is TlsTrouble.NOT_TLS
        assert error.first_bytes == answer

    async def test_also_when_it_says_too_little_and_hangs_up(
        self, hostile_server: StartHostileServer
    ) -> None:
        error = await failure(hostile_server, (Send(b"-"), Drop()))
        assert isinstance(error, TlsFailed)
        assert (error.trouble, error.first_bytes) == (TlsTrouble.NOT_TLS, b"-")

    async def test_its_first_bytes_are_known_when_it_says_too_little_and_waits(
        self, hostile_server: StartHostileServer
    ) -> None:
        async with stream_with(hostile_server, Send(b"+OK"), Silence()) as stream:
            with pytest.raises(TimeoutError):
                async with asyncio.timeout(0.1):
                    await stream.start_tls(HOST, at_once=True)
            assert stream.closed
            assert stream.first_bytes == b"+OK"

    async def test_no_more_than_the_beginning_is_kept(self, hostile_server: StartHostileServer) -> None:
        error = await failure(hostile_server, (Send(b"x" * 5000), Silence()))
        assert isinstance(error, TlsFailed)
        assert error.first_bytes == b"x" * 256


class TestHandshakeFails:
    async def test_by_the_version(self, hostile_server: StartHostileServer, test_ca: Certificates) -> None:
        context = test_ca.good.server_context()
        with pytest.warns(DeprecationWarning, match="TLSv1_1"):
            context.maximum_version = ssl.TLSVersion.TLSv1_1
        error = await failure(hostile_server, (StartTls(context),))
        assert isinstance(error, TlsFailed)
        assert error.trouble is TlsTrouble.VERSION
        assert error.words == "tlsv1 alert protocol version"

    async def test_by_the_cipher(self, hostile_server: StartHostileServer, test_ca: Certificates) -> None:
        context = test_ca.good.server_context()
        context.maximum_version = ssl.TLSVersion.TLSv1_2
        context.set_ciphers("ECDHE-RSA-AES256-GCM-SHA384")
        error = await failure(hostile_server, (StartTls(context),))
        assert isinstance(error, TlsFailed)
        assert error.trouble is TlsTrouble.CIPHER

    @pytest.mark.parametrize("hang_up", [Drop(), Reset()])
    @pytest.mark.parametrize("after", [b"", b"\x16\x03\x03"])
    async def test_because_the_server_hangs_up(
        self, hostile_server: StartHostileServer, hang_up: Any, after: bytes
    ) -> None:
        error = await failure(hostile_server, (HearClientHello(), Send(after), hang_up))
        assert isinstance(error, TlsFailed)
        assert error.trouble is TlsTrouble.CLOSED
        assert error.words

    async def test_by_another_alert(self, hostile_server: StartHostileServer) -> None:
        unrecognised_name = b"\x15\x03\x03\x00\x02\x02\x70"
        error = await failure(hostile_server, (Send(unrecognised_name), Silence()))
        assert isinstance(error, TlsFailed)
        assert error.trouble is TlsTrouble.ALERT
        assert error.first_bytes == unrecognised_name

    async def test_by_nonsense_in_a_record(self, hostile_server: StartHostileServer) -> None:
        error = await failure(hostile_server, (Send(b"\x16\x03\x03\x00\x04\xff\x00\x00\x00"), Silence()))
        assert isinstance(error, TlsFailed)
        assert error.trouble is TlsTrouble.OTHER

    async def test_after_the_handshake_because_a_certificate_of_ours_is_wanted(
        self, hostile_server: StartHostileServer, test_ca: Certificates
    ) -> None:
        context = test_ca.good.server_context()
        context.verify_mode = ssl.CERT_REQUIRED
        context.load_verify_locations(test_ca.root)
        async with stream_with(hostile_server, StartTls(context), Silence()) as stream:
            await stream.start_tls(HOST)
            with pytest.raises(TlsFailed) as caught:
                await stream.receive()
            assert caught.value.trouble is TlsTrouble.CLIENT_CERTIFICATE
            assert stream.ended.result() is Ending.LOST


class TestPlaintextBefore:
    async def test_bytes_behind_the_answer_to_starttls_are_an_attack(
        self, hostile_server: StartHostileServer
    ) -> None:
        script = (Send(b"220 go\r\n"), Expect(b"ready"), Send(b"250-evil\r\n"), Silence())
        async with stream_with(hostile_server, *script) as stream:
            assert await stream.receive() == b"220 go\r\n"
            stream.send(b"ready\r\n", b"ready")
            await until_arrived(stream)
            with pytest.raises(InjectedPlaintext) as caught:
                await stream.start_tls(HOST)
            assert caught.value.leftover == b"250-evil\r\n"
            assert stream.closed

    async def test_with_tls_from_the_first_byte_they_show_that_it_is_not_tls(
        self, hostile_server: StartHostileServer
    ) -> None:
        async with stream_with(hostile_server, Send(GREETING), Silence()) as stream:
            await until_arrived(stream)
            with pytest.raises(TlsFailed) as caught:
                await stream.start_tls(HOST, at_once=True)
            assert caught.value.trouble is TlsTrouble.NOT_TLS
            assert caught.value.first_bytes == GREETING


async def until_arrived(stream: Stream) -> None:
    """Return when something has arrived that nobody received."""
    await stream._wait()
