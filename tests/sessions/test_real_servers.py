"""Sessions with a real Dovecot and a real Postfix: each security, each mechanism, and what they refuse."""

from __future__ import annotations

import pytest

from postroom.model.endpoint import Protocol, Security
from postroom.model.errors import ErrorCode
from postroom.model.plan import Credentials, SessionPlan, Trust
from postroom.model.secret import Secret
from postroom.model.session import Mailbox, SessionSnapshot, SessionState
from postroom.model.step import Step, StepState
from postroom.model.tls import TrustMode
from postroom.sessions.session import Session
from tests.sessions.plans import plan
from tests.support import oauth
from tests.support.ca import HOST, Certificates
from tests.support.dovecot import running_dovecot
from tests.support.dovecot_files import ADA, ELSEWHERE, GRACE, DovecotOptions, User
from tests.support.fixtures import MailServers
from tests.support.leaks import no_leaks

NONE, STARTTLS, TLS = Security.NONE, Security.STARTTLS, Security.TLS
POP3, SMTP = Protocol.POP3, Protocol.SMTP

PASSWORD_MECHANISMS = ("scram-sha-256", "scram-sha-1", "cram-md5", "plain", "login")
TOKEN_MECHANISMS = ("oauthbearer", "xoauth2")


def login(user: User) -> Credentials:
    return Credentials(user.name, user.password)


async def outcome(plan: SessionPlan) -> SessionSnapshot:
    """Open a session and close it again, and leave nothing."""
    async with no_leaks():
        session = Session(plan)
        snapshot = await session.open()
        await session.close()
    assert session.snapshot.state is (
        SessionState.CLOSED if snapshot.state is SessionState.READY else SessionState.FAILED
    )
    return snapshot


def check_ready(snapshot: SessionSnapshot) -> None:
    assert snapshot.state is SessionState.READY, snapshot.error
    assert snapshot.ok
    assert tuple(record.step for record in snapshot.steps) == snapshot.plan.steps
    assert all(record.state is StepState.OK for record in snapshot.steps)
    assert snapshot.not_tried == ()
    assert snapshot.unproved
    encrypted = snapshot.plan.endpoint.security is not NONE
    assert (snapshot.tls is not None) is encrypted
    if snapshot.tls is not None:
        assert HOST in snapshot.tls.chain[0].names
        assert snapshot.tls.trust == "system+ca"


class TestDovecot:
    def plan(self, servers: MailServers, security: Security, **options: object) -> SessionPlan:
        dovecot = servers.dovecot
        port = dovecot.tls_port if security is TLS else dovecot.port
        return plan(POP3, security, port, **options)  # type: ignore[arg-type]

    @pytest.mark.parametrize("security", Security)
    @pytest.mark.parametrize("mechanism", ["auto", *PASSWORD_MECHANISMS, "apop"])
    @pytest.mark.parametrize("user", [ADA, GRACE], ids=lambda user: user.name)
    async def test_a_login_by_password(
        self, security: Security, mechanism: str, user: User, mail_servers: MailServers, test_ca: Certificates
    ) -> None:
        snapshot = await outcome(
            self.plan(mail_servers, security, ca=test_ca, mechanism=mechanism, credentials=login(user))
        )
        check_ready(snapshot)
        assert snapshot.authenticated
        assert snapshot.mechanism == ("SCRAM-SHA-256" if mechanism == "auto" else mechanism.upper())
        assert snapshot.mailbox == Mailbox(len(user.messages), user.octets)

    @pytest.mark.parametrize("security", [STARTTLS, TLS])
    @pytest.mark.parametrize("mechanism", ["auto", *TOKEN_MECHANISMS])
    async def test_a_login_by_token(
        self, security: Security, mechanism: str, mail_servers: MailServers, test_ca: Certificates
    ) -> None:
        token = Credentials(ADA.name, oauth.token(ADA.name), is_token=True)
        snapshot = await outcome(
            self.plan(mail_servers, security, ca=test_ca, mechanism=mechanism, credentials=token)
        )
        check_ready(snapshot)
        assert snapshot.mechanism == ("OAUTHBEARER" if mechanism == "auto" else mechanism.upper())

    @pytest.mark.parametrize("mechanism", TOKEN_MECHANISMS)
    async def test_a_token_that_has_ended(
        self, mechanism: str, mail_servers: MailServers, test_ca: Certificates
    ) -> None:
        token = Credentials(ADA.name, oauth.token(ADA.name, lifetime=-60), is_token=True)
        snapshot = await outcome(
            self.plan(mail_servers, TLS, ca=test_ca, mechanism=mechanism, credentials=token)
        )
        assert snapshot.error is not None
        assert (snapshot.error.step, snapshot.error.code) == (Step.AUTH, ErrorCode.AUTH_REJECTED)
        assert "The server's reason:" in snapshot.error.cause

    @pytest.mark.parametrize("mechanism", ["auto", "plain", "apop"])
    async def test_a_wrong_password(
        self, mechanism: str, mail_servers: MailServers, test_ca: Certificates
    ) -> None:
        wrong = Credentials(ADA.name, Secret("wrong"))
        snapshot = await outcome(
            self.plan(mail_servers, TLS, ca=test_ca, mechanism=mechanism, credentials=wrong)
        )
        assert snapshot.error is not None
        assert (snapshot.error.step, snapshot.error.code) == (Step.AUTH, ErrorCode.AUTH_REJECTED)
        assert snapshot.not_tried == (Step.READY,)
        assert snapshot.tls is not None
        assert snapshot.tls.chain

    @pytest.mark.parametrize("security", Security)
    async def test_without_credentials(
        self, security: Security, mail_servers: MailServers, test_ca: Certificates
    ) -> None:
        snapshot = await outcome(self.plan(mail_servers, security, ca=test_ca, credentials=None))
        check_ready(snapshot)
        assert not snapshot.authenticated
        assert "Connected, not authenticated." in snapshot.notes

    async def test_an_issuer_that_nobody_knows(self, mail_servers: MailServers) -> None:
        auto = self.plan(mail_servers, TLS, trust=Trust(TrustMode.AUTO), credentials=login(ADA))
        snapshot = await outcome(auto)
        assert snapshot.error is not None
        assert (snapshot.error.step, snapshot.error.code) == (Step.TLS, ErrorCode.CERTIFICATE_REJECTED)

    async def test_a_password_in_clear_that_it_does_not_take(self, test_ca: Certificates) -> None:
        options = DovecotOptions(identity=test_ca.good, clear_passwords=False, mechanisms=("plain", "login"))
        with running_dovecot(options) as dovecot:
            clear = plan(POP3, NONE, dovecot.port, host=ELSEWHERE, credentials=login(ADA))
            snapshot = await outcome(clear)
        assert snapshot.error is not None
        assert (snapshot.error.step, snapshot.error.code) == (Step.AUTH, ErrorCode.AUTH_NEEDS_TLS)

    async def test_more_sessions_than_it_takes(self, test_ca: Certificates) -> None:
        options = DovecotOptions(identity=test_ca.good, connections_per_user=1)
        with running_dovecot(options) as dovecot, dovecot.open_mailbox(ADA):
            snapshot = await outcome(plan(POP3, NONE, dovecot.port, credentials=login(ADA)))
        assert snapshot.error is not None
        assert (snapshot.error.step, snapshot.error.code) == (Step.AUTH, ErrorCode.MAILBOX_BUSY)
        assert "The password was accepted" in snapshot.error.cause

    async def test_no_tls_at_all(self) -> None:
        with running_dovecot(DovecotOptions(identity=None)) as dovecot:
            snapshot = await outcome(plan(POP3, STARTTLS, dovecot.port, credentials=login(ADA)))
        assert snapshot.error is not None
        assert (snapshot.error.step, snapshot.error.code) == (Step.TLS, ErrorCode.STARTTLS_UNAVAILABLE)


class TestPostfix:
    def plan(self, servers: MailServers, security: Security, **options: object) -> SessionPlan:
        ports = servers.postfix.ports
        port = {NONE: ports.clear, STARTTLS: ports.starttls, TLS: ports.tls}[security]
        return plan(SMTP, security, port, **options)  # type: ignore[arg-type]

    @pytest.mark.parametrize("security", Security)
    @pytest.mark.parametrize("mechanism", ["auto", *PASSWORD_MECHANISMS])
    @pytest.mark.parametrize("user", [ADA, GRACE], ids=lambda user: user.name)
    async def test_a_login_by_password(
        self, security: Security, mechanism: str, user: User, mail_servers: MailServers, test_ca: Certificates
    ) -> None:
        snapshot = await outcome(
            self.plan(mail_servers, security, ca=test_ca, mechanism=mechanism, credentials=login(user))
        )
        check_ready(snapshot)
        assert snapshot.authenticated
        assert snapshot.mechanism == ("SCRAM-SHA-256" if mechanism == "auto" else mechanism.upper())
        assert "PIPELINING" in snapshot.capabilities

    @pytest.mark.parametrize("security", [STARTTLS, TLS])
    @pytest.mark.parametrize("mechanism", ["auto", *TOKEN_MECHANISMS])
    async def test_a_login_by_token(
        self, security: Security, mechanism: str, mail_servers: MailServers, test_ca: Certificates
    ) -> None:
        token = Credentials(ADA.name, oauth.token(ADA.name), is_token=True)
        snapshot = await outcome(
            self.plan(mail_servers, security, ca=test_ca, mechanism=mechanism, credentials=token)
        )
        check_ready(snapshot)

    @pytest.mark.parametrize("mechanism", ["auto", "plain", "login", "cram-md5"])
    async def test_a_wrong_password(
        self, mechanism: str, mail_servers: MailServers, test_ca: Certificates
    ) -> None:
        wrong = Credentials(ADA.name, Secret("wrong"))
        snapshot = await outcome(
            self.plan(mail_servers, TLS, ca=test_ca, mechanism=mechanism, credentials=wrong)
        )
        assert snapshot.error is not None
        assert (snapshot.error.step, snapshot.error.code) == (Step.AUTH, ErrorCode.AUTH_REJECTED)
        assert snapshot.error.server_reply is not None
        assert (snapshot.error.server_reply.code, snapshot.error.server_reply.enhanced) == ("535", "5.7.8")

    @pytest.mark.parametrize("security", Security)
    async def test_without_credentials(
        self, security: Security, mail_servers: MailServers, test_ca: Certificates
    ) -> None:
        snapshot = await outcome(self.plan(mail_servers, security, ca=test_ca, credentials=None))
        check_ready(snapshot)
        assert not snapshot.authenticated

    @pytest.mark.parametrize(
        ("name", "security", "step", "code"),
        [
            ("clear", STARTTLS, Step.TLS, ErrorCode.STARTTLS_UNAVAILABLE),
            ("clear", TLS, Step.TLS, ErrorCode.TLS_FAILED),
            ("starttls_first", NONE, Step.AUTH, ErrorCode.AUTH_NEEDS_TLS),
            ("no_login", NONE, Step.AUTH, ErrorCode.AUTH_UNAVAILABLE),
            ("helo_only", NONE, Step.AUTH, ErrorCode.AUTH_UNAVAILABLE),
            ("busy", NONE, Step.GREETING, ErrorCode.GREETING_REJECTED),
            ("closed", NONE, Step.GREETING, ErrorCode.GREETING_REJECTED),
        ],
    )
    async def test_what_it_refuses(
        self, name: str, security: Security, step: Step, code: ErrorCode, mail_servers: MailServers
    ) -> None:
        port = getattr(mail_servers.postfix.ports, name)
        snapshot = await outcome(plan(SMTP, security, port, credentials=login(ADA)))
        assert snapshot.error is not None
        assert (snapshot.error.step, snapshot.error.code) == (step, code)

    async def test_a_server_that_knows_helo_only(self, mail_servers: MailServers) -> None:
        snapshot = await outcome(plan(SMTP, NONE, mail_servers.postfix.ports.helo_only, credentials=None))
        check_ready(snapshot)
        assert snapshot.capabilities == ()
        assert "HELO" in snapshot.steps[3].detail
