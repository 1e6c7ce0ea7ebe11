from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtTest import QSignalSpy, QTest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from postroom.desktop.certificate.court import Court
from postroom.desktop.certificate.page import CertificatePage
from postroom.desktop.certificate.view import CertificateView
from postroom.model.session import SessionSnapshot
from postroom.model.trust import Policy, Toggle
from tests.desktop.certificate.conftest import Met
from tests.desktop.certificate.test_court import exception
from tests.desktop.conftest import click
from tests.support.pki import NOW
from tests.support.situations import HOST


@pytest.fixture
def view(qtbot: QtBot) -> CertificateView:
    made = CertificateView(now=lambda: NOW)
    qtbot.addWidget(made)
    made.resize(900, 700)
    made.show()
    return made


def page(view: CertificateView) -> CertificatePage:
    """Give the page of the certificate that is shown."""
    assert view.page is not None
    return view.page


def shown(view: CertificateView, snapshot: SessionSnapshot | None) -> str:
    """Show a session, and give all that can be read."""
    view.show_session(snapshot)
    QCoreApplication.processEvents()
    return "\n".join(label.text() for label in page(view).findChildren(QLabel) if label.isVisible())


def emitted(spy: QSignalSpy) -> list[object]:
    assert spy.count() == 1
    return list(spy.at(0))


def test_a_rejected_certificate_shows_its_problems_and_what_to_do(view: CertificateView, met: Met) -> None:
    told = shown(view, met("name+expired"))
    assert f"The certificate of {HOST} has 2 problems." in told
    assert "Whoever runs the server has to renew the certificate" in told
    assert "Both lists of authorities" in told
    assert len(page(view).charges) == 2
    assert [button.link.flaw for button in page(view).path.links] == ["Another name, Expired", "", ""]


def test_a_good_certificate_is_summed_up(view: CertificateView, met: Met) -> None:
    told = shown(view, met("good"))
    assert "Nothing is wrong" in told
    assert "Issued by" in told
    assert page(view).decide is None


def test_the_same_certificate_is_not_shown_anew(view: CertificateView, met: Met) -> None:
    snapshot = met("expired")
    view.show_session(snapshot)
    first = view.page
    view.show_session(replace(snapshot, address="192.0.2.1"))
    assert view.page is first
    view.show_session(None)
    assert view.court is None


def test_trust_and_exceptions_are_asked_for_by_buttons(view: CertificateView, met: Met) -> None:
    shown(view, met("expired"))
    decide = page(view).decide
    assert decide is not None
    trusted, excused = QSignalSpy(view.trust_wanted), QSignalSpy(view.exception_wanted)
    click(decide.trust_button)
    click(decide.exception_button)
    assert isinstance(emitted(trusted)[0], Court)
    assert emitted(excused) == [view.court]
    assert not decide.trust_button.isDefault()


def test_nothing_can_be_decided_about_a_forgery(view: CertificateView, met: Met) -> None:
    told = shown(view, met("forged"))
    assert "no exception can be made" in told
    assert page(view).decide is None


def test_nothing_is_left_to_decide_where_all_was_let_through(view: CertificateView, met: Met) -> None:
    told = shown(view, met("expired", Policy(frozenset({Toggle.EXPIRED}))))
    assert "the account ignores expired." in told
    assert page(view).decide is None


def test_a_changed_key_is_shown_beside_the_old_one(view: CertificateView, met: Met) -> None:
    told = shown(view, met("expired", Policy(exceptions=(exception(),))))
    assert "another key than the exception is for" in told
    assert "cd:cd:cd" in told


def test_a_link_leads_to_its_facts(view: CertificateView, met: Met) -> None:
    shown(view, met("intermediate-over"))
    assert not page(view).facts.isVisible()
    QTest.mouseClick(page(view).path.links[1], Qt.MouseButton.LeftButton)
    assert page(view).facts.isVisible()
    item = page(view).facts.currentItem()
    assert item is not None
    assert item.text(1) == "CN=Test intermediate"
    assert item.isExpanded()


def test_a_link_is_reached_by_keys(view: CertificateView, met: Met) -> None:
    shown(view, met("intermediate-over"))
    link = page(view).path.links[0]
    link.setFocus()
    QTest.keyClick(link, Qt.Key.Key_Space)
    assert page(view).facts.isVisible()


def test_a_link_that_was_not_sent_has_no_facts_here(view: CertificateView, met: Met) -> None:
    shown(view, met("intermediate-over"))
    QTest.mouseClick(page(view).path.links[2], Qt.MouseButton.LeftButton)
    assert not page(view).facts.isVisible()


def test_the_page_and_the_certificates_can_be_copied(view: CertificateView, met: Met) -> None:
    shown(view, met("name+expired"))
    copied = QSignalSpy(view.copy_wanted)
    click(page(view).copy_button)
    click(page(view).disclosure)
    click(page(view).pem_button)
    text, pem = (list(copied.at(number)) for number in (0, 1))
    assert str(text[0]).startswith(f"The certificate of {HOST}")
    assert pem[0] == "".join(certificate.pem for certificate in view.court.tls.chain) if view.court else False
    page(view).facts.open_certificate(1)
    assert page(view).facts.chosen_pem.count("BEGIN CERTIFICATE") == 1


def test_the_chain_is_saved_as_sent(view: CertificateView, met: Met) -> None:
    shown(view, met("intermediate-at-hand"))
    saved = QSignalSpy(view.save_wanted)
    click(page(view).save_button)
    name, pem = emitted(saved)
    assert name == f"{HOST}-chain.pem"
    assert str(pem).count("BEGIN CERTIFICATE") == 1


def test_a_full_chain_is_saved_where_it_is_at_hand(view: CertificateView, met: Met) -> None:
    shown(view, met("intermediate-at-hand"))
    saved = QSignalSpy(view.save_wanted)
    click(page(view).charges[0].full_chain)
    name, pem = emitted(saved)
    assert name == "fullchain.pem"
    assert str(pem).count("BEGIN CERTIFICATE") == 2
