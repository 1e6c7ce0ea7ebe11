"""The receiver and the sink do what the tests of delivery rely on, as seen by the standard library's client."""

from __future__ import annotations

import smtplib
import ssl

import pytest

from postroom.model.endpoint import Security
from tests.support.answers import CLOSING, DROP, GREYLISTED, LATER, LOST, OK, RESET, TOO_MANY, UNKNOWN
from tests.support.ca import HOST, Certificates
from tests.support.ports import LOOPBACK
from tests.support.receiver import Manners, Receiver
from tests.support.smtp_sink import running_smtp_sink

SENDER, BOB, EVE = "ada@example.com", "bob@example.com", "eve@example.com"
MESSAGE = b"Subject: Dots\r\n\r\n.\r\n..\r\n.a\r\nbare \n and \r\r\n"


def client_of(receiver: Receiver) -> smtplib.SMTP:
    client = smtplib.SMTP(LOOPBACK, receiver.port, timeout=5)
    client.ehlo()
    return client


def hand_in(client: smtplib.SMTP, *recipients: str) -> list[int]:
    """Deliver and give every code."""
    codes = [client.mail(SENDER)[0], *(client.rcpt(each)[0] for each in recipients)]
    code, _ = client.docmd("DATA")
    if code == 354:
        client.send(MESSAGE.replace(b"\r\n.", b"\r\n..") + b".\r\n")
        code, _ = client.getreply()
    return [*codes, code]


def test_it_keeps_what_arrives_byte_for_byte() -> None:
    with Receiver() as receiver, client_of(receiver) as client:
        assert hand_in(client, BOB, EVE) == [250, 250, 250, 250]
    (letter,) = receiver.letters
    assert letter.content == MESSAGE
    assert letter.recipients == (BOB, EVE)
    assert SENDER in letter.mail
    assert receiver.register.verbs() == ["EHLO", "MAIL", "RCPT", "RCPT", "DATA", "QUIT"]


def test_it_answers_by_plan_and_in_turn() -> None:
    plan = {BOB: (GREYLISTED, OK), EVE: (UNKNOWN,), "RCPT": (TOO_MANY,), ".": (LATER, OK)}
    with Receiver(plan) as receiver, client_of(receiver) as client:
        assert hand_in(client, BOB, EVE, "carl@example.com") == [250, 450, 550, 452, 554]
        assert hand_in(client, BOB, EVE) == [250, 250, 550, 451]
        assert hand_in(client, BOB) == [250, 250, 250]
    assert [letter.recipients for letter in receiver.letters] == [(BOB,)]


@pytest.mark.parametrize("answer", [DROP, RESET, LOST], ids=["drop", "reset", "lost"])
def test_it_can_leave_behind_the_final_dot(answer: object) -> None:
    with Receiver({".": (answer,)}) as receiver:  # type: ignore[dict-item]
        with pytest.raises((smtplib.SMTPServerDisconnected, ConnectionError)):
            hand_in(client_of(receiver), BOB)
    assert len(receiver.letters) == (answer is LOST)


def test_it_can_close_down_and_be_old_fashioned() -> None:
    with Receiver({"CONNECT": (CLOSING,)}) as receiver, pytest.raises(smtplib.SMTPConnectError):
        client_of(receiver)
    with Receiver(manners=Manners(extensions=None)) as receiver, client_of(receiver) as client:
        assert client.helo()[0] == 250
        assert not client.esmtp_features


@pytest.mark.parametrize("security", [Security.STARTTLS, Security.TLS])
def test_it_speaks_tls(security: Security, test_ca: Certificates) -> None:
    trusting = ssl.create_default_context(cafile=test_ca.root)
    manners = Manners(security=security, context=test_ca.good.server_context())
    with Receiver(manners=manners) as receiver:
        if security is Security.TLS:
            client: smtplib.SMTP = smtplib.SMTP_SSL(HOST, receiver.port, context=trusting, timeout=5)
        else:
            client = smtplib.SMTP(HOST, receiver.port, timeout=5)
            client.starttls(context=trusting)
        with client:
            client.ehlo()
            assert not client.has_extn("starttls")
            assert hand_in(client, BOB) == [250, 250, 250]
    assert receiver.letters[0].content == MESSAGE


def test_the_sink_counts_and_writes_down() -> None:
    with running_smtp_sink("-c", "-D", "dump") as sink:
        with smtplib.SMTP(LOOPBACK, sink.port, timeout=5) as client:
            for _ in range(3):
                client.sendmail(SENDER, [BOB], "Subject: one\r\n\r\nhello\r\n")
        assert sink.messages == 3
        assert sink.dumped.count(b"X-Rcpt-Args: <bob@example.com>") == 3


def test_the_sink_refuses() -> None:
    with running_smtp_sink("-f", "DATA", "-r", "RCPT") as sink:
        with smtplib.SMTP(LOOPBACK, sink.port, timeout=5) as client:
            client.ehlo()
            assert client.mail(SENDER)[0] == 250
            assert client.rcpt(BOB)[0] == 450
            assert client.docmd("DATA")[0] == 500
