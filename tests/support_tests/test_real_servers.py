"""The real servers do what the tests of sessions rely on, as seen by the standard library's clients."""

from __future__ import annotations

import base64
import poplib
import smtplib
import ssl
from collections.abc import Iterator
from contextlib import closing

import pytest

from tests.support import oauth
from tests.support.ca import HOST, Certificates
from tests.support.dovecot import running_dovecot
from tests.support.dovecot_files import ADA, ELSEWHERE, GRACE, DovecotOptions, User
from tests.support.fixtures import MailServers
from tests.support.ports import LOOPBACK

MECHANISMS = {"PLAIN", "LOGIN", "CRAM-MD5", "SCRAM-SHA-1", "SCRAM-SHA-256", "XOAUTH2", "OAUTHBEARER"}


@pytest.fixture
def trusting(test_ca: Certificates) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=test_ca.root)


@pytest.fixture
def pop3(mail_servers: MailServers) -> Iterator[poplib.POP3]:
    with closing(poplib.POP3(HOST, mail_servers.dovecot.port)) as client:
        yield client


def say(client: poplib.POP3, line: str) -> bytes:
    client.sock.sendall(line.encode() + b"\r\n")
    return client.file.readline()


def bearer(token: str) -> str:
    return base64.b64encode(f"user=ada\x01auth=Bearer {token}\x01\x01".encode()).decode()


def log_in(client: poplib.POP3, user: User) -> tuple[int, int]:
    client.encoding = "utf-8"
    client.user(user.name)
    client.pass_(user.password.reveal())
    return client.stat()


@pytest.mark.parametrize("user", [ADA, GRACE], ids=lambda user: user.name)
def test_dovecot_measures_each_mailbox(pop3: poplib.POP3, user: User) -> None:
    assert log_in(pop3, user) == (len(user.messages), user.octets)


def test_dovecot_offers_every_mechanism(pop3: poplib.POP3) -> None:
    assert set(pop3.capa()["SASL"]) == MECHANISMS


def test_dovecot_takes_apop(pop3: poplib.POP3) -> None:
    assert pop3.apop(ADA.name, ADA.password.reveal()).startswith(b"+OK")


def test_dovecot_takes_a_token(pop3: poplib.POP3) -> None:
    assert say(pop3, "AUTH XOAUTH2 " + bearer(oauth.token("ada").reveal())).startswith(b"+OK")
    assert pop3.stat() == (len(ADA.messages), ADA.octets)


def test_dovecot_says_what_is_wrong_with_a_token_that_has_ended(pop3: poplib.POP3) -> None:
    challenge = say(pop3, "AUTH XOAUTH2 " + bearer(oauth.token("ada", lifetime=-60).reveal()))
    assert b'"status":"401"' in base64.b64decode(challenge.removeprefix(b"+ "))
    assert say(pop3, "").startswith(b"-ERR [AUTH]")


def test_dovecot_does_not_punish_wrong_passwords_with_ever_longer_delays(mail_servers: MailServers) -> None:
    for _ in range(3):
        with closing(poplib.POP3(HOST, mail_servers.dovecot.port, timeout=2)) as client:
            client.user("ada")
            with pytest.raises(poplib.error_proto, match=r"\[AUTH\]"):
                client.pass_("wrong")


def test_dovecot_speaks_tls_after_stls_and_from_the_first_byte(
    pop3: poplib.POP3, mail_servers: MailServers, trusting: ssl.SSLContext
) -> None:
    pop3.stls(trusting)
    assert log_in(pop3, ADA) == (3, ADA.octets)
    with closing(poplib.POP3_SSL(HOST, mail_servers.dovecot.tls_port, context=trusting)) as client:
        assert log_in(client, ADA) == (3, ADA.octets)


def test_dovecot_can_insist_on_tls_and_limit_connections(
    test_ca: Certificates, trusting: ssl.SSLContext
) -> None:
    options = DovecotOptions(identity=test_ca.good, clear_passwords=False, connections_per_user=1)
    with running_dovecot(options) as dovecot, closing(poplib.POP3(ELSEWHERE, dovecot.port)) as client:
        assert "USER" not in client.capa()
        with pytest.raises(poplib.error_proto, match="Plaintext authentication disallowed"):
            client.user("ada")
        client.stls(trusting)
        client.user("ada")
        busy = r"\[(IN-USE|SYS/TEMP)\] Maximum number of connections"
        with dovecot.open_mailbox(ADA), pytest.raises(poplib.error_proto, match=busy):
            client.pass_(ADA.password.reveal())


def test_dovecot_can_do_without_tls() -> None:
    with running_dovecot(DovecotOptions(identity=None)) as dovecot:
        with closing(poplib.POP3(LOOPBACK, dovecot.port)) as client:
            assert "STLS" not in client.capa()


@pytest.mark.parametrize("service", ["clear", "starttls", "starttls_first", "tls"])
def test_postfix_takes_logins(mail_servers: MailServers, trusting: ssl.SSLContext, service: str) -> None:
    port = getattr(mail_servers.postfix.ports, service)
    tls = service == "tls"
    client = smtplib.SMTP_SSL(HOST, port, context=trusting) if tls else smtplib.SMTP(HOST, port)
    with client:
        client.ehlo()
        if service.startswith("starttls"):
            assert client.has_extn("auth") == (service == "starttls")
            client.starttls(context=trusting)
            client.ehlo()
        assert set(client.esmtp_features["auth"].split()) == MECHANISMS
        assert client.login(ADA.name, ADA.password.reveal())[0] == 235


def test_postfix_rejects_a_wrong_password(mail_servers: MailServers) -> None:
    with smtplib.SMTP(HOST, mail_servers.postfix.ports.clear) as client:
        client.ehlo()
        wrong = base64.b64encode(b"\0ada\0wrong").decode()
        assert client.docmd("AUTH PLAIN", wrong)[0] == 535


def test_postfix_has_ports_that_are_old_closed_or_take_no_logins(mail_servers: MailServers) -> None:
    ports = mail_servers.postfix.ports
    with smtplib.SMTP(HOST, ports.helo_only) as client:
        assert client.ehlo()[0] == 500
        assert client.helo()[0] == 250
    with smtplib.SMTP(HOST, ports.no_login) as client:
        client.ehlo()
        assert not client.has_extn("auth")
    for port, code in ((ports.busy, 421), (ports.closed, 554)):
        with pytest.raises(smtplib.SMTPConnectError) as caught:
            smtplib.SMTP(HOST, port)
        assert caught.value.smtp_code == code
