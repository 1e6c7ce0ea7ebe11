from __future__ import annotations

from datetime import UTC, datetime

import pytest
from pytestqt.qtbot import QtBot

from postroom.desktop.certificate.facts import certificate_facts, trust_in_words
from postroom.desktop.certificate.facts_view import FactsView
from tests.desktop import samples
from tests.desktop.details.test_facts import rows

NOW = datetime(2025, 11, 23, 12, 0, tzinfo=UTC)


def test_the_connection_and_every_certificate_are_told(qtbot: QtBot) -> None:
    view = FactsView(lambda: NOW)
    qtbot.addWidget(view)
    view.show_tls(samples.TLS)
    told = rows(view)
    assert ("Cipher", "TLS_AES_256_GCM_SHA384") in told
    assert ("Judged by", "the operating system") in told
    assert ("Names", "pop.example.com, smtp.example.com, mail.example.com") in told
    assert ("Valid until", "2025-12-30 00:00:00 UTC, 36 days left") in told
    assert [head for head, _ in told].count("Subject") == 2


def test_a_fingerprint_is_told_in_pairs() -> None:
    assert dict(certificate_facts(samples.CERTIFICATE, NOW))["SHA-256"].startswith("5f:3a:9c")


def test_what_a_certificate_does_not_say_is_left_out() -> None:
    assert "Key usage" not in dict(certificate_facts(samples.CERTIFICATE, NOW))


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
