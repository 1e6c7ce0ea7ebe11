"""A Postfix that keeps mail until it is told to deliver."""

from __future__ import annotations

import smtplib

from tests.support.ports import LOOPBACK
from tests.support.postfix_relay import running_relay
from tests.support.receiver import Receiver


def test_it_takes_mail_and_passes_it_on_when_it_is_told_to() -> None:
    with Receiver() as receiver, running_relay(receiver.port) as relay:
        relay.accept()
        with smtplib.SMTP(LOOPBACK, relay.port, timeout=5) as client:
            for _ in range(5):
                client.sendmail("ada@example.com", ["bob@example.com"], "Subject: one\r\n\r\nhello\r\n")
        assert (relay.queued, len(receiver.letters)) == (5, 0)
        relay.deliver()
        receiver.register.wait_until(lambda: len(receiver.letters) == 5)
    assert {letter.recipients for letter in receiver.letters} == {("bob@example.com",)}
