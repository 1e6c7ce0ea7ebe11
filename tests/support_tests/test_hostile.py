"""Scripted servers do to their clients what their scripts say, and keep every byte that they hear."""

from __future__ import annotations

import poplib
import smtplib
import socket
import ssl
import time
from contextlib import closing, nullcontext

import pytest

from postroom.model.endpoint import Security
from tests.support.ca import HOST, Certificates
from tests.support.dialogue import Point
from tests.support.fixtures import StartHostileServer
from tests.support.hostile import HostileServer
from tests.support.pop3_dialogue import TIMESTAMP, pop3_script
from tests.support.ports import LOOPBACK, refusing_port, silent_port
from tests.support.smtp_dialogue import REFUSALS, endless_reply, refusal, smtp_script
from tests.support.steps import Cut, Delay, Drip, Drop, Endless, Expect, Reset, Send, Silence, StartTls, Step


def dial(server: HostileServer) -> socket.socket:
    client = socket.socket()
    client.settimeout(5)
    client.connect((server.host, server.port))
    return client


def test_a_script_is_played_and_every_byte_kept(hostile_server: StartHostileServer) -> None:
    server = hostile_server((Send(b"220 hi\r\n"), Expect(b"ehlo .+"), Drip(b"250 ok\r\n", 0.001), Drop()))
    with closing(dial(server)) as client:
        assert client.recv(100) == b"220 hi\r\n"
        client.sendall(b"EHLO me\r\nmore")
        with client.makefile("rb") as replies:
            assert replies.read() == b"250 ok\r\n"
    connection = server.connection()
    connection.wait_until_over()
    assert connection.wire == connection.clear == b"EHLO me\r\nmore"
    assert connection.inside == b""
    assert connection.unexpected is None


def test_what_the_script_does_not_expect_is_told(hostile_server: StartHostileServer) -> None:
    server = hostile_server((Expect(b"EHLO .+"),))
    with closing(dial(server)) as client:
        client.sendall(b"QUIT\r\n")
        assert client.recv(100) == b""
    server.connection().wait_until_over()
    assert server.connection().unexpected == "b'QUIT' instead of b'EHLO .+'"


def test_each_client_gets_its_own_script_and_the_last_one_goes_on(hostile_server: StartHostileServer) -> None:
    server = hostile_server((Send(b"1"), Drop()), (Send(b"2"), Drop()))
    heard = []
    for _ in range(3):
        with closing(dial(server)) as client:
            heard.append(client.recv(100))
    assert heard == [b"1", b"2", b"2"]
    assert len(server.connections) == 3


def test_a_reset_is_not_an_orderly_end(hostile_server: StartHostileServer) -> None:
    with closing(dial(hostile_server((Expect(), Reset())))) as client:
        client.sendall(b"NOOP\r\n")
        with pytest.raises(ConnectionResetError):
            client.recv(100)


@pytest.mark.parametrize(
    "step", [Silence(), Endless(b"250-x\r\n"), Delay(60), Expect(), Endless(b"x", 60)], ids=repr
)
def test_whatever_it_does_it_stops_at_once(step: Step) -> None:
    with HostileServer((step,)) as server, closing(dial(server)):
        server.connection()
        began = time.monotonic()
    assert time.monotonic() - began < 1
    server.connection().wait_until_over(0)


def test_bytes_in_clear_and_inside_tls_are_kept_apart(
    hostile_server: StartHostileServer, test_ca: Certificates
) -> None:
    script = (Expect(), Send(b"220 go\r\n"), StartTls(test_ca.good.server_context()), Expect(), Silence())
    server = hostile_server(script)
    with closing(dial(server)) as client:
        client.sendall(b"STARTTLS\r\n")
        client.recv(100)
        context = ssl.create_default_context(cafile=test_ca.root)
        with context.wrap_socket(client, server_hostname=HOST) as secured:
            secured.sendall(b"AUTH secret\r\n")
    connection = server.connection()
    connection.wait_until_over()
    assert connection.clear == b"STARTTLS\r\n"
    assert connection.inside == b"AUTH secret\r\n"
    assert connection.wire.startswith(b"STARTTLS\r\n\x16\x03")
    assert b"secret" not in connection.wire


@pytest.mark.parametrize(("end", "in_order"), [(Drop(), True), (Cut(), False)])
def test_tls_ends_with_a_farewell_or_without(
    hostile_server: StartHostileServer, test_ca: Certificates, end: Step, in_order: bool
) -> None:
    server = hostile_server((StartTls(test_ca.good.server_context()), Expect(), end))
    context = ssl.create_default_context(cafile=test_ca.root)
    # Until Python 3.11.3 `ssl` takes an end without a farewell for one with it, and has no error of its own for it.
    context.options &= ~getattr(ssl, "OP_IGNORE_UNEXPECTED_EOF", 0)
    with context.wrap_socket(dial(server), server_hostname=HOST, suppress_ragged_eofs=False) as client:
        client.sendall(b"QUIT\r\n")
        with nullcontext() if in_order else pytest.raises(ssl.SSLError, match="EOF"):
            assert client.recv(100) == b""


@pytest.mark.parametrize("security", Security)
def test_an_smtp_session_without_a_fault_is_right(
    hostile_server: StartHostileServer, test_ca: Certificates, security: Security
) -> None:
    server = hostile_server(smtp_script(security, context=test_ca.good.server_context()))
    trusting = ssl.create_default_context(cafile=test_ca.root)
    tls = security is Security.TLS
    client = smtplib.SMTP_SSL(HOST, server.port, context=trusting) if tls else smtplib.SMTP(HOST, server.port)
    with client:
        if security is Security.STARTTLS:
            client.starttls(context=trusting)
        assert client.login("ada", "pencil")[0] == 235
        assert client.noop()[0] == 250
    assert "NOOP" in map(str.upper, server.connection().lines)


@pytest.mark.parametrize("security", Security)
def test_a_pop3_session_without_a_fault_is_right(
    hostile_server: StartHostileServer, test_ca: Certificates, security: Security
) -> None:
    mechanisms = ("USER", "APOP", "PLAIN")
    server = hostile_server(
        pop3_script(security, context=test_ca.good.server_context(), mechanisms=mechanisms)
    )
    trusting = ssl.create_default_context(cafile=test_ca.root)
    tls = security is Security.TLS
    client = poplib.POP3_SSL(HOST, server.port, context=trusting) if tls else poplib.POP3(HOST, server.port)
    with closing(client):
        assert TIMESTAMP.encode() in client.getwelcome()
        if security is Security.STARTTLS:
            client.stls(trusting)
        assert client.capa()["SASL"] == ["PLAIN"]
        client.user("ada")
        client.pass_("pencil")
        assert client.stat() == (2, 320)


def test_a_fault_takes_the_place_of_the_right_reply(hostile_server: StartHostileServer) -> None:
    faults = {Point.HELLO: refusal(Point.HELLO), Point.READY: endless_reply(Point.READY)}
    server = hostile_server(smtp_script(faults=faults))
    with closing(dial(server)) as client, client.makefile("rb") as replies:
        replies.readline()
        client.sendall(b"EHLO me\r\nNOOP\r\n")
        assert replies.readline() == REFUSALS[Point.HELLO]
        assert {replies.readline() for _ in range(1000)} == {b"250-and more\r\n"}


def test_a_port_can_refuse() -> None:
    with refusing_port() as port, closing(socket.socket()) as client:
        with pytest.raises(ConnectionRefusedError):
            client.connect((LOOPBACK, port))


def test_a_port_can_be_silent() -> None:
    with silent_port() as port, closing(socket.socket()) as client:
        client.settimeout(0.3)
        with pytest.raises(TimeoutError):
            client.connect((LOOPBACK, port))
