"""The main job, by real clicks and keys against real servers: enter an account, start both sessions, understand."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest

from postroom.desktop.window.password_dialog import PasswordDialog
from postroom.model.account import KeepSecret
from postroom.model.endpoint import Protocol, Security
from postroom.model.errors import ErrorCode
from postroom.model.session import SessionState
from tests.desktop.conftest import Open, click, fill_in, until
from tests.support.ca import Certificates
from tests.support.dovecot_files import ADA
from tests.support.fixtures import MailServers, StartHostileServer
from tests.support.steps import Silence

pytestmark = pytest.mark.qt_loop_only

POP3, SMTP = Protocol.POP3, Protocol.SMTP


def enter_account(
    opened: Open, pop3_port: int, smtp_port: int, security: Security, *, password: str, authority: str = ""
) -> None:
    """Fill the form of a new account in as one does: by clicking and typing."""
    click(opened.window.welcome.add_button)
    form = opened.desk.page.settings.form
    assert form.login.user.hasFocus()
    fill_in(form.login.user, ADA.name)
    fill_in(form.login.password.line, password)
    form.login.keep.choose(KeepSecret.ASK.value)
    form.login.keep.activated.emit(form.login.keep.currentIndex())
    fill_in(form.servers[POP3].host, "localhost")
    for protocol, port in ((POP3, pop3_port), (SMTP, smtp_port)):
        fields = form.servers[protocol]
        fields.security.choose(security.value)
        fields.security.activated.emit(fields.security.currentIndex())
        fill_in(fields.port, str(port))
    if authority:
        click(form.more)
        fill_in(form.advanced.authorities.editor, authority)


async def test_both_sessions_become_ready_and_are_stopped(
    opened: Open, mail_servers: MailServers, test_ca: Certificates
) -> None:
    ports = mail_servers.dovecot.port, mail_servers.postfix.ports.starttls
    enter_account(
        opened, *ports, Security.STARTTLS, password=ADA.password.reveal(), authority=str(test_ca.root)
    )
    click(opened.desk.page.settings.form.start_button)
    await until(lambda: opened.state(POP3) is opened.state(SMTP) is SessionState.READY)
    page = opened.desk.page
    await until(lambda: {panel._title._word.text() for panel in page.panels.values()} == {"Ready"})
    assert page.panels[POP3]._fact.text().startswith("3 messages, ")
    assert not page.settings.is_open
    assert page.details.transcript.model().rowCount() > 10
    click(page.header.stop_button)
    await until(lambda: opened.state(POP3) is opened.state(SMTP) is SessionState.CLOSED)
    await until(lambda: page.panels[SMTP]._title._word.text() == "Closed")
    assert not page.header.stop_button.isEnabled()


async def test_a_wrong_password_is_told_and_mended_in_place(
    opened: Open, mail_servers: MailServers, test_ca: Certificates
) -> None:
    ports = mail_servers.dovecot.tls_port, mail_servers.postfix.ports.tls
    enter_account(opened, *ports, Security.TLS, password="wrong", authority=str(test_ca.root))
    click(opened.desk.page.settings.form.start_button)
    await until(lambda: opened.state(POP3) is opened.state(SMTP) is SessionState.FAILED)
    failed = opened.snapshot(SMTP)
    assert failed is not None
    assert failed.error is not None
    assert failed.error.code is ErrorCode.AUTH_REJECTED
    page = opened.desk.page
    verdict = page.panels[POP3].verdict
    await until(verdict.remedy_button.isVisible)
    assert verdict.remedy_button.text() == "Edit password"
    click(verdict.remedy_button)
    line = page.settings.form.login.password.line
    assert line.hasFocus()
    QTest.keyClicks(line, ADA.password.reveal())
    QTest.keyClick(line, Qt.Key.Key_Return)
    await until(lambda: not page.settings.is_open)
    click(page.header.start_button)
    await until(lambda: opened.state(POP3) is opened.state(SMTP) is SessionState.READY)


@pytest.mark.parametrize("by_key", [False, True])
async def test_a_server_that_hangs_is_cancelled(
    opened: Open, hostile_server: StartHostileServer, by_key: bool
) -> None:
    pop3, smtp = hostile_server((Silence(),)), hostile_server((Silence(),))
    enter_account(opened, pop3.port, smtp.port, Security.NONE, password="x")
    click(opened.desk.page.settings.form.start_button)
    page = opened.desk.page
    await until(page.header.cancel_button.isVisible)
    await until(lambda: "greeting" in page.panels[POP3].verdict.accessibleName())
    if by_key:
        QTest.keyClick(opened.window.sidebar.view, Qt.Key.Key_Escape)
    else:
        click(page.header.cancel_button)
    await until(lambda: opened.state(POP3) is opened.state(SMTP) is SessionState.FAILED)
    await until(lambda: page.panels[POP3]._title._word.text() == "Cancelled")
    assert page.header.start_button.isEnabled()


async def test_one_session_is_started_cancelled_and_retried_by_itself(
    opened: Open, hostile_server: StartHostileServer
) -> None:
    pop3 = hostile_server((Silence(),), (Silence(),))
    enter_account(opened, pop3.port, pop3.port, Security.NONE, password="x")
    click(opened.desk.page.settings.form.apply_button)
    panel = opened.desk.page.panels[POP3]
    await until(panel.isVisible)
    click(panel._title.button)
    await until(lambda: panel._title.button.text() == "Cancel")
    click(panel._title.button)
    await until(lambda: panel._title.button.text() == "Retry")
    assert opened.state(SMTP) is None


async def test_the_report_is_copied_without_the_password(
    opened: Open, mail_servers: MailServers, test_ca: Certificates
) -> None:
    ports = mail_servers.dovecot.tls_port, mail_servers.postfix.ports.tls
    enter_account(opened, *ports, Security.TLS, password="quetzal-9", authority=str(test_ca.root))
    click(opened.desk.page.settings.form.start_button)
    await until(lambda: opened.state(POP3) is opened.state(SMTP) is SessionState.FAILED)
    await until(opened.desk.page.panels[SMTP].verdict.report_button.isVisible)
    click(opened.desk.page.panels[SMTP].verdict.report_button)
    report = QGuiApplication.clipboard().text()
    assert report.startswith("# SMTP session with localhost:")
    assert "auth-rejected" in report
    assert "quetzal" not in report
    assert opened.window.status.text() == "The report is copied."


async def test_a_password_that_is_not_known_is_asked_for(
    opened: Open, mail_servers: MailServers, test_ca: Certificates
) -> None:
    ports = mail_servers.dovecot.tls_port, mail_servers.postfix.ports.tls
    enter_account(opened, *ports, Security.TLS, password="", authority=str(test_ca.root))
    click(opened.desk.page.settings.form.start_button)
    dialog = await asked(opened)
    QTest.keyClicks(dialog.field.line, ADA.password.reveal())
    click(dialog.log_in)
    await until(lambda: opened.state(POP3) is opened.state(SMTP) is SessionState.READY)


async def test_a_password_that_is_not_given_starts_nothing(opened: Open) -> None:
    enter_account(opened, 1, 1, Security.NONE, password="")
    click(opened.desk.page.settings.form.start_button)
    dialog = await asked(opened)
    assert not dialog.log_in.isEnabled()
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    await until(lambda: not dialogs(opened))
    assert opened.state(POP3) is None
    assert opened.state(SMTP) is None


def dialogs(opened: Open) -> list[PasswordDialog]:
    return [d for d in opened.window.findChildren(PasswordDialog) if d.isVisible()]


async def asked(opened: Open) -> PasswordDialog:
    await until(lambda: dialogs(opened))
    return dialogs(opened)[0]
