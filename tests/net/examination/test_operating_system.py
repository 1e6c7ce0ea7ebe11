"""Where the operating system judges by itself, its word on authorities is the last, and nothing it rejects passes."""

from __future__ import annotations

import ssl
import sys
from collections.abc import Sequence
from dataclasses import replace
from inspect import signature
from pathlib import Path
from types import ModuleType

import pytest

from postroom.model.problems import ProblemKind, WordsEvidence
from postroom.net.examination.examine import examine
from postroom.net.examination.operating_system import SystemObjection, SystemVerifier, system_verifier
from postroom.net.examination.stores import load_stores
from tests.net.examination.conftest import StoresFor
from tests.support.pki import NOW
from tests.support.situations import HOST, Situation, flawed, intermediate, root, said, situations

GOOD = next(situation for situation in situations() if situation.name == "good")


class FakeTruststore(ModuleType):
    """What truststore has on Windows and macOS: a verifier that takes a chain, and raises."""

    def __init__(self, error: OSError | None = None) -> None:
        super().__init__("truststore._api")
        self.error = error
        self.asked: list[tuple[list[bytes], int, bool]] = []

    def _verify_peercerts_impl(self, context: ssl.SSLContext, chain: list[bytes]) -> None:
        self.asked.append((chain, len(context.get_ca_certs()), context.check_hostname))
        if self.error is not None:
            raise self.error


def rejection(code: int, words: str) -> ssl.SSLCertVerificationError:
    error = ssl.SSLCertVerificationError(words)
    error.verify_code, error.verify_message = code, words
    return error


@pytest.fixture
def truststore(monkeypatch: pytest.MonkeyPatch) -> FakeTruststore:
    fake = FakeTruststore()
    monkeypatch.setitem(sys.modules, "truststore._api", fake)
    return fake


def test_truststore_still_has_the_verifier_that_its_connections_ask() -> None:
    from truststore._api import _verify_peercerts_impl  # type: ignore[attr-defined]

    assert list(signature(_verify_peercerts_impl).parameters) == [
        "ssl_context",
        "cert_chain",
        "server_hostname",
    ]


def windows(*ca_files: Path) -> SystemVerifier:
    verifier = system_verifier(ca_files, "win32")
    assert verifier is not None
    return verifier


def test_elsewhere_openssl_is_the_system_s_own() -> None:
    assert system_verifier([], "linux") is None
    assert load_stores().portable.operating_system is None


def test_the_whole_chain_is_shown_with_the_trusted_files_and_no_name(
    truststore: FakeTruststore, tmp_path: Path
) -> None:
    file = tmp_path / "root.pem"
    file.write_text(root().pem)
    assert windows(file)([b"leaf", b"issuer"]) is None
    assert truststore.asked == [([b"leaf", b"issuer"], 1, False)]


@pytest.mark.parametrize(
    ("error", "objection"),
    [
        (
            rejection(0x800B0109, "not trusted"),
            SystemObjection("Windows", ProblemKind.UNKNOWN_AUTHORITY, "not trusted", 0x800B0109),
        ),
        (rejection(4711, "news"), SystemObjection("Windows", ProblemKind.MALFORMED, "news", 4711)),
        (
            OSError(5, "no service"),
            SystemObjection("Windows", ProblemKind.MALFORMED, "[Errno 5] no service", 0),
        ),
    ],
)
def test_a_rejection_has_its_kind_or_the_worst(
    truststore: FakeTruststore, error: OSError, objection: SystemObjection
) -> None:
    truststore.error = error
    assert windows()([b"leaf"]) == objection


def examined(situation: Situation, verifier: SystemVerifier, stores_for: StoresFor) -> tuple[set[str], bool]:
    stores = stores_for(situation)
    asking = replace(stores, system=replace(stores.system, operating_system=verifier))
    found = examine(situation.chain, situation.host, asking, at=NOW, ocsp=situation.ocsp)
    assert {said(problem) for problem in found.portable.problems} == situation.expected
    return {said(problem) for problem in found.system.problems}, found.system.anchored


def content(_: Sequence[bytes]) -> None:
    """A system that knows every authority."""


@pytest.mark.parametrize("kind", ["self-signed", "unknown-authority", "incomplete-chain"])
def test_the_system_may_know_more_authorities_than_it_lists(kind: str, stores_for: StoresFor) -> None:
    assert examined(flawed(kind, "expired"), content, stores_for) == ({"expired@0"}, True)


@pytest.mark.parametrize(
    ("kind", "expected", "anchored"),
    [
        (ProblemKind.UNKNOWN_AUTHORITY, {"unknown-authority@0"}, False),
        (ProblemKind.WEAK, {"weak@0"}, True),
        (ProblemKind.MALFORMED, {"malformed@0"}, False),
    ],
)
def test_the_system_may_reject_what_openssl_accepts(
    kind: ProblemKind, expected: set[str], anchored: bool, stores_for: StoresFor
) -> None:
    objection = SystemObjection("macOS", kind, "distrusted by its owner", -67843)
    assert examined(GOOD, lambda _: objection, stores_for) == (expected, anchored)


@pytest.mark.parametrize(
    ("situation", "kind"),
    [
        (flawed("incomplete-chain"), ProblemKind.UNKNOWN_AUTHORITY),
        (flawed("not-yet-valid"), ProblemKind.EXPIRED),
        (flawed("weak", "name"), ProblemKind.WEAK),
    ],
)
def test_what_is_known_already_is_not_said_twice(
    situation: Situation, kind: ProblemKind, stores_for: StoresFor
) -> None:
    objection = SystemObjection("Windows", kind, "words", 1)
    assert examined(situation, lambda _: objection, stores_for)[0] == situation.expected


def test_the_system_s_words_are_the_evidence(stores_for: StoresFor) -> None:
    stores = stores_for(GOOD)
    objection = SystemObjection("macOS", ProblemKind.WEAK, "valid for too long", -67901)
    asking = replace(stores, system=replace(stores.system, operating_system=lambda _: objection))
    (problem,) = examine(GOOD.chain, HOST, asking, at=NOW).system.problems
    assert problem.evidence == WordsEvidence("macOS", "valid for too long", -67901)


def test_what_cannot_be_shown_is_not_asked_about(stores_for: StoresFor) -> None:
    def never(_: Sequence[bytes]) -> None:
        raise AssertionError("there is no certificate to ask about")

    stores = stores_for(GOOD)
    asking = replace(stores, system=replace(stores.system, operating_system=never))
    for chain in ([], [b"junk", intermediate().der]):
        assert not examine(chain, HOST, asking, at=NOW).system.anchored
