"""Whatever a server sends, the examination says what is wrong with it and goes on."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator
from pathlib import Path

import cryptography_vectors
import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from postroom.model.examination import Examination
from postroom.model.problems import Problem
from postroom.model.trust_words import explain
from postroom.net.examination.examine import examine
from postroom.net.examination.stores import Stores, load_stores
from tests.support.pki import NOW
from tests.support.situations import HOST, intermediate, root, server

VECTORS = Path(cryptography_vectors.__file__).parent / "x509"
PEM = re.compile(rb"-----BEGIN [A-Z0-9 ]+-----(.*?)-----END", re.DOTALL)
GOOD_CHAIN = (server(intermediate()).der, intermediate().der)


@pytest.fixture(scope="module")
def stores(tmp_path_factory: pytest.TempPathFactory) -> Stores:
    path = tmp_path_factory.mktemp("trusted") / "root.pem"
    path.write_text(root().pem)
    return load_stores([path])


def certificates(path: Path) -> Iterator[bytes]:
    """Give what a file holds as DER, whether or not it is a certificate."""
    raw = path.read_bytes()
    blocks = PEM.findall(raw)
    yield raw
    for block in blocks:
        yield base64.b64decode(block.rpartition(b"\n\n")[2])


def check(examination: Examination) -> None:
    """Assert that an examination can be stored and shown, in words too."""
    for verdict in (examination.system, examination.portable):
        text = msgspec.json.encode(verdict.problems)
        assert msgspec.json.decode(text, type=tuple[Problem, ...]) == verdict.problems
        for problem in verdict.problems:
            explanation = explain(problem, examination, verdict)
            assert f"{explanation.what}{explanation.danger}{explanation.remedy}".isprintable()
    for facts in examination.chain:
        assert f"{facts.subject}{facts.issuer}{facts.names}{facts.key}{facts.signature}".isprintable()


@pytest.mark.parametrize(
    "folder", sorted({path.parent for path in VECTORS.rglob("*")}), ids=lambda path: path.name
)
def test_no_certificate_of_the_corpus_stops_it_or_passes(folder: Path, stores: Stores) -> None:
    for path in filter(Path.is_file, sorted(folder.iterdir())):
        for der in certificates(path):
            alone = examine([der], HOST, stores, at=NOW)
            assert alone.system.problems, path
            check(alone)
            examine([GOOD_CHAIN[0], der], HOST, stores, at=NOW, ocsp=der, at_hand=[der])


@given(st.lists(st.binary(max_size=200), max_size=4), st.binary(max_size=200))
def test_no_junk_stops_it_or_passes(stores: Stores, chain: list[bytes], ocsp: bytes) -> None:
    found = examine(chain, HOST, stores, at=NOW, ocsp=ocsp, at_hand=chain)
    assert not found.system.anchored
    assert found.system.problems
    check(found)


@given(st.integers(0), st.binary(min_size=1, max_size=3), st.booleans())
def test_no_change_to_a_good_chain_passes(stores: Stores, place: int, junk: bytes, issuer: bool) -> None:
    changed = list(GOOD_CHAIN)
    der = changed[issuer]
    place %= len(der)
    changed[issuer] = der[:place] + junk + der[place + len(junk) :]
    found = examine(changed, HOST, stores, at=NOW)
    assert bool(found.system.problems) == (tuple(changed) != GOOD_CHAIN)
    check(found)


def test_a_server_that_sends_nothing_is_told(stores: Stores) -> None:
    found = examine([], HOST, stores, at=NOW)
    (problem,) = found.system.problems
    assert explain(problem, found, found.system).what == "The server sent no certificate."


def test_a_chain_beyond_all_measure_does_not_pass(stores: Stores) -> None:
    found = examine([*GOOD_CHAIN, *[root().der] * 300], HOST, stores, at=NOW)
    assert {problem.kind for problem in found.system.problems} == {"malformed"}
