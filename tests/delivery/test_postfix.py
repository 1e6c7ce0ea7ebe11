"""A real Postfix as the receiver: every security, logins, and what it refuses; what needs a person holds the lane."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from postroom.model.account import Account, SmtpAuth
from postroom.model.endpoint import Protocol, Security
from postroom.model.message import MessageState
from postroom.model.plan import Trust
from postroom.model.secret import Secret
from postroom.model.tls import TrustMode
from tests.delivery.engines import ACCOUNT, Sending, account_for, sending
from tests.support.ca import Certificates
from tests.support.dovecot_files import ADA
from tests.support.fixtures import MailServers

SENT, QUEUED, DEFERRED = MessageState.SENT, MessageState.QUEUED, MessageState.DEFERRED
MANY = 30
PORTS = {Security.NONE: "clear", Security.STARTTLS: "starttls", Security.TLS: "tls"}


def account_at(servers: MailServers, port: str, security: Security, certificates: Certificates) -> Account:
    """Make an account of Ada's at a port of Postfix."""
    account = account_for(
        getattr(servers.postfix.ports, port),
        security=security,
        trust=Trust(TrustMode.SYSTEM, (certificates.root,)),
    )
    return replace(account, user=ADA.name, smtp_auth=SmtpAuth.SAME)


async def log_in(running: Sending, password: Secret) -> None:
    await running.engine.put_secret(ACCOUNT, Protocol.SMTP, password)


@pytest.mark.parametrize("security", Security)
async def test_messages_are_sent_with_a_login(
    security: Security, mail_servers: MailServers, test_ca: Certificates, tmp_path: Path
) -> None:
    account = account_at(mail_servers, PORTS[security], security, test_ca)
    async with sending(tmp_path, account, send=False) as running:
        await log_in(running, ADA.password)
        numbers = [
            await running.submit(message=b"Subject: one\r\n\r\n.\r\n..\r\n" + b"x" * 500) for _ in range(MANY)
        ]
        await running.engine.spooler.open(send=True)
        await running.until_empty()
        assert running.engine.spooler.counts.total([SENT]) == MANY
        fate = await running.fate(numbers[0])
    assert fate.words.startswith("250 2.0.0 Ok: queued as")
    assert not any(ADA.password.reveal() in line.text for line in fate.attempts[0].transcript)


async def test_a_wrong_password_holds_the_lane_and_costs_no_attempt(
    mail_servers: MailServers, test_ca: Certificates, tmp_path: Path
) -> None:
    async with sending(tmp_path, account_at(mail_servers, "clear", Security.NONE, test_ca)) as running:
        spooler = running.engine.spooler
        await log_in(running, Secret("wrong"))
        numbers = [await running.submit() for _ in range(MANY)]
        await running.until(lambda: any(lane.held for lane in spooler.lanes.values()))
        assert "refused the login by" in spooler.lanes[ACCOUNT].reason
        for number in numbers:
            await running.until_queued(number)
        assert "535 5.7.8" in await spooler.explain(numbers[0])
        assert [await spooler.attempts(number) for number in numbers] == [()] * MANY
        await log_in(running, ADA.password)
        await spooler.open_lane(ACCOUNT)
        await running.until_empty()
        assert spooler.counts.total([SENT]) == MANY


@pytest.mark.parametrize(
    ("port", "security", "words"),
    [
        ("no_login", Security.NONE, "offers no way to log in"),
        ("starttls_first", Security.NONE, "STARTTLS"),
        ("clear", Security.STARTTLS, "STARTTLS"),
    ],
)
async def test_what_a_person_has_to_look_after_holds_the_lane(
    port: str,
    security: Security,
    words: str,
    mail_servers: MailServers,
    test_ca: Certificates,
    tmp_path: Path,
) -> None:
    async with sending(tmp_path, account_at(mail_servers, port, security, test_ca)) as running:
        spooler = running.engine.spooler
        await log_in(running, ADA.password)
        number = await running.submit()
        await running.until(lambda: any(lane.held for lane in spooler.lanes.values()))
        assert words in spooler.lanes[ACCOUNT].reason
        await running.until_queued(number)
        assert words in await spooler.explain(number)
        assert await spooler.attempts(number) == ()


async def test_a_certificate_that_nobody_believes_holds_the_lane(
    mail_servers: MailServers, test_ca: Certificates, tmp_path: Path
) -> None:
    account = replace(account_at(mail_servers, "tls", Security.TLS, test_ca), trust=Trust(TrustMode.PORTABLE))
    async with sending(tmp_path, account) as running:
        spooler = running.engine.spooler
        await log_in(running, ADA.password)
        number = await running.submit()
        await running.until(lambda: any(lane.held for lane in spooler.lanes.values()))
        assert "certificate" in spooler.lanes[ACCOUNT].reason
        assert await spooler.attempts(number) == ()


@pytest.mark.parametrize(("port", "words"), [("busy", "421 4.3.2"), ("closed", "554 5.7.1")])
async def test_a_greeting_that_turns_away_defers_one_message_and_rests_the_lane(
    port: str, words: str, mail_servers: MailServers, test_ca: Certificates, tmp_path: Path
) -> None:
    async with sending(
        tmp_path, account_at(mail_servers, port, Security.NONE, test_ca), send=False
    ) as running:
        spooler = running.engine.spooler
        await log_in(running, ADA.password)
        numbers = [await running.submit() for _ in range(MANY)]
        await spooler.open(send=True)
        await running.until(lambda: bool(spooler.counts.total([DEFERRED])))
        await running.until(lambda: spooler.counts.total([QUEUED]) == MANY - 1)
        assert words in (await running.fate(numbers[0])).words
        await running.until_queued(numbers[-1])
        assert "rests until" in await spooler.explain(numbers[-1])


async def test_the_trouble_of_one_account_does_not_slow_another(
    mail_servers: MailServers, test_ca: Certificates, tmp_path: Path
) -> None:
    good = account_at(mail_servers, "clear", Security.NONE, test_ca)
    bad = replace(account_at(mail_servers, "busy", Security.NONE, test_ca), name="bad")
    async with sending(tmp_path, good, bad, send=False) as running:
        spooler = running.engine.spooler
        await log_in(running, ADA.password)
        await running.engine.put_secret("bad", Protocol.SMTP, ADA.password)
        for _ in range(MANY):
            await running.submit(account="bad")
            await running.submit()
        await spooler.open(send=True)
        await running.until(lambda: spooler.counts.total([SENT], [ACCOUNT]) == MANY)
        assert spooler.counts.total([SENT], ["bad"]) == 0
        assert spooler.counts.total(accounts=["bad"]) == MANY
