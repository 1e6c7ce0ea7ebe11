"""Whatever a server sends, its page can be shown, copied and opened to the last fact."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import cryptography_vectors
import pytest
from pytestqt.qtbot import QtBot

from postroom.desktop.certificate.court import court
from postroom.desktop.certificate.text import as_text
from postroom.desktop.certificate.view import CertificateView
from postroom.model.endpoint import Protocol
from postroom.model.tls import TlsFacts
from postroom.model.trust import Policy, judge
from postroom.net.examination.examine import examine
from postroom.net.examination.stores import load_stores
from tests.desktop import samples
from tests.desktop.certificates import PORT
from tests.support.pki import NOW
from tests.support.situations import HOST

VECTORS = Path(cryptography_vectors.__file__).parent / "x509"
PEM = re.compile(rb"-----BEGIN [A-Z0-9 ]+-----(.*?)-----END", re.DOTALL)


def sent(path: Path) -> Iterator[bytes]:
    """Give what a file holds as DER, whether or not it is a certificate."""
    raw = path.read_bytes()
    yield raw
    for block in PEM.findall(raw):
        yield base64.b64decode(block.rpartition(b"\n\n")[2])


@pytest.mark.parametrize(
    "folder", sorted({path.parent for path in VECTORS.rglob("*")}), ids=lambda path: path.name
)
def test_no_certificate_of_the_corpus_stops_the_page(folder: Path, qtbot: QtBot) -> None:
    view = CertificateView(now=lambda: NOW)
    qtbot.addWidget(view)
    view.resize(900, 600)
    view.show()
    for path in sorted(each for each in folder.iterdir() if each.is_file()):
        for der in sent(path):
            found = examine([der], HOST, load_stores(), at=NOW)
            judged = judge(
                found.system.problems, Policy(), host=HOST, port=PORT, key_sha256=found.key_sha256, now=NOW
            )
            tls = TlsFacts("TLSv1.3", "TLS_AES_256_GCM_SHA384", "system", found.chain, found, judged)
            snapshot = replace(samples.ready(Protocol.POP3), tls=tls)
            shown = court(snapshot)
            assert shown is not None
            assert shown.charges
            assert as_text(shown, NOW)
            view.show_session(snapshot)
            assert view.page is not None
            view.page.show_facts(True)
            assert view.page.facts.chosen_pem.startswith("-----BEGIN CERTIFICATE-----")
