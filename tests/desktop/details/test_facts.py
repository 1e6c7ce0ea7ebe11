from __future__ import annotations

from datetime import UTC, datetime

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from postroom.desktop.details.capabilities_view import CapabilitiesView
from postroom.desktop.details.certificate_view import CertificateView, facts, trust_in_words
from postroom.desktop.details.facts_tree import FactsTree
from postroom.desktop.details.meanings import meaning, split_capability
from postroom.model.endpoint import Protocol
from tests.desktop import samples

NOW = datetime(2025, 11, 23, 12, 0, tzinfo=UTC)


def rows(tree: FactsTree) -> list[tuple[str, ...]]:
    """Every row, the ones below others included."""
    shown: list[tuple[str, ...]] = []
    pending = [tree.topLevelItem(n) for n in range(tree.topLevelItemCount())]
    while pending:
        item = pending.pop(0)
        assert item is not None
        shown.append(tuple(item.text(column) for column in range(tree.columnCount())))
        pending[:0] = [item.child(n) for n in range(item.childCount())]
    return shown


def test_the_connection_and_every_certificate_are_told(qtbot: QtBot) -> None:
    view = CertificateView(now=lambda: NOW)
    qtbot.addWidget(view)
    view.show_tls(samples.TLS)
    told = rows(view)
    assert ("Cipher", "TLS_AES_256_GCM_SHA384") in told
    assert ("Trusted by", "the operating system") in told
    assert ("Names", "pop.example.com, smtp.example.com, mail.example.com") in told
    assert ("Valid until", "2025-12-30 00:00:00 UTC, 36 days left") in told
    assert [head for head, _ in told].count("Subject") == 2


def test_the_same_facts_are_not_shown_anew(qtbot: QtBot) -> None:
    view = CertificateView(now=lambda: NOW)
    qtbot.addWidget(view)
    view.show_tls(samples.TLS)
    item = view.topLevelItem(0)
    view.show_tls(samples.TLS)
    assert view.topLevelItem(0) is item
    view.show_tls(None)
    assert rows(view) == []


@pytest.mark.parametrize(
    ("now", "said"),
    [
        (datetime(2025, 12, 29, tzinfo=UTC), "1 day left"),
        (datetime(2026, 1, 2, tzinfo=UTC), "expired 3 days ago"),
    ],
)
def test_the_end_of_a_certificate_is_told_in_days(now: datetime, said: str) -> None:
    assert dict(facts(samples.CERTIFICATE, now))["Valid until"].endswith(said)


def test_a_fingerprint_is_told_in_pairs() -> None:
    assert dict(facts(samples.CERTIFICATE, NOW))["SHA-256"].startswith("5f:3a:9c")


@pytest.mark.parametrize(
    ("trust", "said"),
    [
        ("system", "the operating system"),
        ("system+ca", "the operating system, and your own files"),
        ("portable", "the bundle of Postroom"),
        ("portable+ca", "the bundle of Postroom, and your own files"),
    ],
)
def test_trust_is_told_in_words(trust: str, said: str) -> None:
    assert trust_in_words(trust) == said


@pytest.mark.parametrize(
    ("line", "parts"),
    [
        ("SIZE 52428800", ("SIZE", "52428800")),
        ("pipelining", ("PIPELINING", "")),
        ("AUTH=PLAIN LOGIN", ("AUTH", "PLAIN LOGIN")),
        ("AUTH=PLAIN", ("AUTH", "PLAIN")),
    ],
)
def test_a_capability_is_a_keyword_and_parameters(line: str, parts: tuple[str, str]) -> None:
    assert split_capability(line) == parts


def test_a_capability_is_explained_by_its_protocol() -> None:
    assert "RFC 2920" in meaning(Protocol.SMTP, "PIPELINING")
    assert "RFC 2449" in meaning(Protocol.POP3, "PIPELINING")
    assert meaning(Protocol.SMTP, "X-UNHEARD-OF") == ""


def test_what_the_server_offers_is_listed_and_can_be_copied(qtbot: QtBot) -> None:
    view = CapabilitiesView()
    qtbot.addWidget(view)
    view.show_capabilities(Protocol.SMTP, samples.ready(Protocol.SMTP).capabilities)
    assert rows(view)[1] == ("SIZE", "52428800", "The largest message, in bytes (RFC 1870)")
    view.show()
    size = view.topLevelItem(1)
    assert size is not None
    view.setCurrentItem(size)
    QTest.keyClick(view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == "SIZE\t52428800\tThe largest message, in bytes (RFC 1870)"
    view.show_capabilities(Protocol.SMTP, ())
    assert rows(view) == []
    view.copy()
