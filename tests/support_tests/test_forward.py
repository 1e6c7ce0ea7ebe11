"""A conversation with a real server can be read off the wire, up to where TLS begins."""

from __future__ import annotations

import poplib
import ssl
from contextlib import closing

from tests.support.ca import HOST, Certificates
from tests.support.dovecot_files import ADA
from tests.support.fixtures import MailServers, StartHostileServer
from tests.support.forward import Forward

PASSWORD = ADA.password.reveal()


def test_what_a_client_sends_in_clear_is_read(
    hostile_server: StartHostileServer, mail_servers: MailServers
) -> None:
    tap = hostile_server((Forward(mail_servers.dovecot.port),))
    with closing(poplib.POP3(HOST, tap.port)) as client:
        client.user(ADA.name)
        client.pass_(PASSWORD)
        client.quit()
    assert tap.connection().lines == [f"USER {ADA.name}", f"PASS {PASSWORD}", "QUIT"]


def test_what_a_client_sends_under_tls_is_not(
    hostile_server: StartHostileServer, mail_servers: MailServers, test_ca: Certificates
) -> None:
    tap = hostile_server((Forward(mail_servers.dovecot.port),))
    with closing(poplib.POP3(HOST, tap.port)) as client:
        client.stls(ssl.create_default_context(cafile=test_ca.root))
        client.user(ADA.name)
        client.pass_(PASSWORD)
        assert client.stat() == (len(ADA.messages), ADA.octets)
        client.quit()
    in_clear, _, encrypted = tap.connection().wire.partition(b"STLS\r\n")
    assert in_clear == b"CAPA\r\n"
    assert encrypted.startswith(b"\x16\x03")
    assert PASSWORD.encode() not in encrypted
