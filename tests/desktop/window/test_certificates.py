"""Certificates in the window as a whole: rejected, looked at, trusted once, excused for a time."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog

from postroom.desktop.certificate.exception_dialog import ExceptionDialog
from postroom.desktop.certificate.page import CertificatePage
from postroom.desktop.details.details import CERTIFICATE
from postroom.desktop.window.actions import Act
from postroom.model.account import Account, Server
from postroom.model.endpoint import Protocol, Security
from postroom.model.problems import ProblemKind
from postroom.model.session import SessionState
from postroom.model.trust import Toggle
from postroom.settings.folders import Folders
from tests.desktop.conftest import Open, click, fill_in, until

pytestmark = pytest.mark.qt_loop_only

POP3, SMTP = Protocol.POP3, Protocol.SMTP
EXPIRED = "Expired certificate"


async def reject(opened: Open) -> CertificatePage:
    """Meet servers whose certificates have expired, and go to the one of the POP3 session."""
    await opened.start_demo()
    opened.desk.presenter.choose(EXPIRED)
    click(opened.desk.page.header.start_button)
    await until(lambda: opened.state(POP3) is opened.state(SMTP) is SessionState.FAILED)
    card = opened.desk.page.panels[POP3].verdict
    await until(lambda: card.remedy_button.text() == "See the certificate")
    click(card.remedy_button)
    page = opened.desk.page.details.certificate.page
    assert page is not None
    return page


async def test_a_rejected_certificate_opens_its_page(opened: Open) -> None:
    await opened.start_demo()
    opened.desk.presenter.choose(EXPIRED)
    click(opened.desk.page.header.start_button)
    await until(lambda: opened.state(POP3) is opened.state(SMTP) is SessionState.FAILED)
    details = opened.desk.page.details
    await until(lambda: details.tabs.currentIndex() == CERTIFICATE)
    details.show_tab(0)
    opened.desk.presenter.choose("All well")
    opened.desk.presenter.choose(EXPIRED)
    assert details.tabs.currentIndex() == 0, "it is pointed out once only"


async def test_the_page_can_have_the_place_of_the_sessions(opened: Open) -> None:
    page = await reject(opened)
    panel = opened.desk.page.panels[POP3]
    assert page.isVisible()
    assert not panel.isVisible()
    click(opened.desk.page.details.widen_button)
    assert panel.isVisible()


async def test_a_certificate_is_trusted_for_one_session(opened: Open) -> None:
    page = await reject(opened)
    assert page.decide is not None
    click(page.decide.trust_button)
    await until(lambda: opened.state(POP3) is SessionState.READY)
    snapshot = opened.snapshot(POP3)
    assert snapshot is not None
    assert snapshot.tls is not None
    assert [let.problem.kind for let in snapshot.tls.let_through] == [ProblemKind.EXPIRED]
    assert opened.state(SMTP) is SessionState.FAILED
    assert not opened.engine.exceptions
    assert opened.desk.page.panels[POP3].isVisible()
    opened.desk.shown.stop(POP3)
    await until(lambda: opened.state(POP3) is SessionState.CLOSED)
    opened.desk.shown.start(POP3)
    await until(lambda: opened.state(POP3) is SessionState.FAILED)


async def test_an_exception_is_made_by_who_has_seen_what_it_is_for(opened: Open) -> None:
    page = await reject(opened)
    assert page.decide is not None
    click(page.decide.exception_button)
    await until(lambda: opened.window.findChildren(ExceptionDialog))
    dialog = opened.window.findChildren(ExceptionDialog)[0]
    fill_in(dialog.reason, "a demo")
    assert not dialog.accept_button.isEnabled()
    click(dialog.consent.box)
    click(dialog.accept_button)
    await until(lambda: opened.state(POP3) is SessionState.READY)
    (kept,) = opened.engine.exceptions
    assert kept.bound.kinds == {ProblemKind.EXPIRED}
    assert kept.bound.reason == "a demo"
    assert (kept.bound.until - kept.bound.created).days == 30
    assert opened.state(SMTP) is SessionState.FAILED, "another port is never covered"


async def test_an_exception_that_is_not_wanted_after_all_changes_nothing(opened: Open) -> None:
    page = await reject(opened)
    assert page.decide is not None
    click(page.decide.exception_button)
    await until(lambda: opened.window.findChildren(ExceptionDialog))
    dialog = opened.window.findChildren(ExceptionDialog)[0]
    dialog.reject()
    await until(lambda: not opened.window.findChildren(ExceptionDialog))
    assert not opened.engine.exceptions
    assert opened.state(POP3) is SessionState.FAILED


async def test_the_page_is_copied(opened: Open) -> None:
    page = await reject(opened)
    click(page.copy_button)
    assert QGuiApplication.clipboard().text().startswith("The certificate of localhost has 1 problem.")
    assert opened.window.status.text() == "The page is copied as text."


async def test_the_chain_is_saved(opened: Open, tmp_path: Path) -> None:
    page = await reject(opened)
    click(page.save_button)
    await until(lambda: opened.window.findChildren(QFileDialog))
    (dialog,) = opened.window.findChildren(QFileDialog)
    dialog.fileSelected.emit(str(tmp_path / "chain.pem"))
    dialog.reject()
    assert "BEGIN CERTIFICATE" in (tmp_path / "chain.pem").read_text()
    await until(lambda: opened.window.status.text().endswith("is saved."))


async def test_a_chain_that_cannot_be_saved_is_told(opened: Open, tmp_path: Path) -> None:
    await reject(opened)
    opened.desk.certificates._write(tmp_path / "nowhere" / "chain.pem", "x")
    assert "could not be saved" in opened.window.complaint.words


async def test_an_exception_is_seen_everywhere_until_it_is_revoked(opened: Open) -> None:
    page = await reject(opened)
    account = opened.engine.account(EXPIRED)
    endpoint, court = account.endpoint(POP3), opened.desk.page.details.certificate.court
    assert page.decide is not None
    assert endpoint is not None
    assert court is not None
    assert court.tls.examination is not None
    assert not opened.window.exceptions.isVisible()
    key = court.tls.examination.key_sha256
    kept = opened.engine.add_exception(endpoint, key, court.blocking, reason="")
    await until(opened.window.exceptions.isVisible)
    assert opened.window.exceptions.text() == "1 certificate exception active"
    await until(lambda: [row.name for row in opened.window.sidebar.model.rows if row.excuses] == [EXPIRED])
    assert opened.desk.page.header.mark.isVisible()
    click(opened.window.exceptions)
    exceptions = opened.desk.exceptions.page
    assert exceptions.isVisible()
    exceptions.view.selectRow(0)
    click(exceptions.revoke_button)
    await until(lambda: not opened.window.exceptions.isVisible())
    assert opened.engine.exceptions[0].revoked is not None
    assert opened.engine.exceptions[0].id == kept.id
    assert not any(row.excuses for row in opened.window.sidebar.model.rows)


async def test_the_exceptions_are_left_by_choosing_an_account(opened: Open) -> None:
    await opened.start_demo()
    sidebar = opened.window.sidebar
    click(sidebar.certificates)
    assert opened.desk.exceptions.page.isVisible()
    assert sidebar.certificates.property("here") == "true"
    rect = sidebar.view.visualRect(sidebar.view.currentIndex())
    QTest.mouseClick(sidebar.view.viewport(), Qt.MouseButton.LeftButton, pos=rect.center())
    assert not opened.desk.exceptions.page.isVisible()
    assert opened.desk.page.isVisible()
    click(sidebar.certificates)
    opened.desk.presenter.choose(EXPIRED)
    assert opened.desk.page.isVisible()


async def test_the_toggles_of_an_account_lead_to_its_settings(opened: Open) -> None:
    server = Server("localhost", 1, Security.TLS)
    opened.engine.add_account(
        Account(name="ada", user="ada", pop3=server, ignore_incoming=frozenset({Toggle.ANY}))
    )
    await until(opened.window.exceptions.isVisible)
    assert opened.desk.page.header.mark.toolTip() == "POP3 ignores: Any problem"
    click(opened.desk.page.header.mark)
    page = opened.desk.exceptions.page
    page.view.selectRow(0)
    click(page.account_button)
    assert opened.desk.page.isVisible()
    assert opened.desk.page.settings.is_open


def break_file(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("this is not TOML")


async def test_exceptions_that_cannot_be_read_are_told_and_read_again(opened: Open, home: Folders) -> None:
    await opened.start_demo()
    break_file(home.exceptions_file)
    click(opened.window.sidebar.certificates)
    assert str(home.exceptions_file) in opened.desk.exceptions.page.trouble.words
    opened.window.actions_[Act.RELOAD].trigger()
    assert str(home.exceptions_file) in opened.window.trouble.words
    home.exceptions_file.unlink()
    opened.window.actions_[Act.RELOAD].trigger()
    assert opened.window.trouble.words == ""
