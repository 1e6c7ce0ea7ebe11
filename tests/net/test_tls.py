"""TLS without I/O, piece by piece."""

from __future__ import annotations

import ssl
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postroom.net.errors import FIRST_BYTES, ConnectionLost, TlsFailed, TlsTrouble
from postroom.net.tls import TlsChannel
from tests.support.ca import HOST, Certificates


class Server:
    """The other end, in memory."""

    def __init__(self, context: ssl.SSLContext) -> None:
        self.incoming, self.outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        self.tls = context.wrap_bio(self.incoming, self.outgoing, server_side=True)

    def answer(self, raw: bytes) -> bytes:
        """Go on with the handshake."""
        self.incoming.write(raw)
        with suppress(ssl.SSLWantReadError):
            self.tls.do_handshake()
        return self.outgoing.read()

    def says(self, data: bytes) -> bytes:
        self.tls.write(data)
        return self.outgoing.read()

    def hears(self, raw: bytes) -> bytes:
        self.incoming.write(raw)
        return self.tls.read()

    def leaves(self) -> bytes:
        with pytest.raises(ssl.SSLWantReadError):
            self.tls.unwrap()
        return self.outgoing.read()


@pytest.fixture
def server(test_ca: Certificates) -> Server:
    return Server(test_ca.good.server_context())


@pytest.fixture
def channel() -> TlsChannel:
    return TlsChannel(HOST)


@pytest.fixture
def established(channel: TlsChannel, server: Server) -> TlsChannel:
    assert not channel.handshake()
    channel.feed(server.answer(channel.outgoing()))
    assert channel.handshake()
    channel.receive(server.answer(channel.outgoing()))
    return channel


def test_bytes_go_both_ways(established: TlsChannel, server: Server) -> None:
    established.send(b"EHLO x\r\n")
    established.send(b"")
    assert server.hears(established.outgoing()) == b"EHLO x\r\n"
    assert established.receive(server.says(b"250 ok\r\n")) == b"250 ok\r\n"
    assert not established.closed
    assert established.failure is None


def test_several_records_come_as_one_and_half_a_record_waits(established: TlsChannel, server: Server) -> None:
    raw = server.says(b"one ") + server.says(b"two ")
    assert established.receive(raw[:-5]) == b"one "
    assert established.receive(raw[-5:]) == b"two "


def test_the_peers_farewell_is_noticed_after_its_last_words(established: TlsChannel, server: Server) -> None:
    assert established.receive(server.says(b"bye") + server.leaves()) == b"bye"
    assert established.closed
    assert established.receive(b"") == b""


def test_our_farewell_is_sent_and_does_not_wait(established: TlsChannel, server: Server) -> None:
    established.close()
    server.incoming.write(established.outgoing())
    assert server.tls.read() == b""
    established.close()


def test_a_farewell_before_the_handshake_is_harmless(channel: TlsChannel) -> None:
    channel.close()


def test_a_broken_record_is_a_failure_after_what_came_before(established: TlsChannel, server: Server) -> None:
    good, bad = server.says(b"good"), bytearray(server.says(b"bad"))
    bad[-1] ^= 1
    assert established.receive(good + bytes(bad)) == b"good"
    assert isinstance(established.failure, ConnectionLost)
    assert established.failure.words == "decryption failed or bad record mac"


def test_an_alert_after_the_handshake_is_a_refusal(established: TlsChannel, test_ca: Certificates) -> None:
    context = test_ca.good.server_context()
    context.verify_mode = ssl.CERT_REQUIRED
    strict = Server(context)
    channel = TlsChannel(HOST)
    channel.handshake()
    channel.feed(strict.answer(channel.outgoing()))
    assert channel.handshake()
    with pytest.raises(ssl.SSLError):
        strict.answer(channel.outgoing())
    assert channel.receive(strict.outgoing.read()) == b""
    assert isinstance(channel.failure, TlsFailed)
    assert channel.failure.trouble is TlsTrouble.CLIENT_CERTIFICATE


def test_after_an_error_there_is_an_alert_to_send(channel: TlsChannel) -> None:
    channel.handshake()
    channel.outgoing()
    channel.feed(b"\x16\x03\x03\x00\x04\xff\x00\x00\x00")
    with pytest.raises(TlsFailed):
        channel.handshake()
    assert channel.outgoing().startswith(b"\x15\x03")


def test_what_was_agreed_on_is_known(established: TlsChannel) -> None:
    assert established.version == "TLSv1.3"
    assert established.cipher == "TLS_AES_256_GCM_SHA384"
    assert len(established.chain) == 1
    assert established.stapled is None


@pytest.mark.parametrize(
    ("host", "told"),
    [
        ("mail.example.test", "mail.example.test"),
        ("mail.example.test.", "mail.example.test"),
        ("192.0.2.1", None),
        ("2001:db8::1", None),
        ("fe80::1%eth0", None),
    ],
)
def test_the_server_is_told_the_name_and_no_address(
    test_ca: Certificates, host: str, told: str | None
) -> None:
    asked: list[str | None] = []
    context = test_ca.good.server_context()
    context.sni_callback = lambda _, name, __: asked.append(name)
    channel = TlsChannel(host)
    channel.handshake()
    Server(context).answer(channel.outgoing())
    assert asked == [told]


def test_before_the_handshake_there_is_no_certificate(channel: TlsChannel) -> None:
    assert channel.chain == ()


def test_the_beginning_of_what_the_peer_sends_is_kept(established: TlsChannel, server: Server) -> None:
    assert established.first_bytes.startswith(b"\x16\x03\x03")
    assert len(established.first_bytes) == FIRST_BYTES


@given(st.binary(max_size=600), st.booleans())
def test_no_answer_brings_anything_but_the_named_errors(answer: bytes, ends: bool) -> None:
    channel = TlsChannel(HOST)
    assert not channel.handshake()
    channel.feed(answer)
    if ends:
        channel.feed_eof()
    error = outcome(channel)
    if error is not None:
        assert error.words
        assert (error.trouble is TlsTrouble.NOT_TLS) == (answer != b"" and not looks_like_tls(answer))


def outcome(channel: TlsChannel) -> TlsFailed | None:
    try:
        channel.handshake()
    except TlsFailed as error:
        return error
    return None


def looks_like_tls(answer: bytes) -> bool:
    return answer[0] in range(20, 24) and answer[1:2] in {b"", b"\x03"}
