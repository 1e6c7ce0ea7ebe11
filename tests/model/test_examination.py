"""Whose verdict counts, and what a server should have sent."""

from __future__ import annotations

import ssl
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from postroom.model.examination import Examination, Link, Origin, RevocationStatus, StoreVerdict
from postroom.model.problems import Problem, ProblemKind, WordsEvidence
from postroom.model.tls import CertificateFacts, TrustMode
from tests.model.samples import CERTIFICATE

LEAF = replace(CERTIFICATE, issuer="CN=R1", key_sha256="cd" * 32, der=b"leaf")
ISSUER = replace(CERTIFICATE, subject="CN=R1", issuer="CN=Root", der=b"issuer")
ROOT = replace(CERTIFICATE, subject="CN=Root", issuer="CN=Root", der=b"root")
SENT, STORE, AT_HAND = Origin.SENT, Origin.STORE, Origin.AT_HAND


def verdict(
    store: TrustMode, *kinds: ProblemKind, path: tuple[tuple[Origin, CertificateFacts], ...] = ((SENT, LEAF),)
) -> StoreVerdict:
    problems = tuple(Problem(kind, 0, LEAF.subject, WordsEvidence("test", "")) for kind in kinds)
    unanchored = {ProblemKind.UNKNOWN_AUTHORITY, ProblemKind.INCOMPLETE_CHAIN, ProblemKind.SELF_SIGNED}
    links = tuple(Link(origin, None, certificate) for origin, certificate in path)
    return StoreVerdict(store, links, not unanchored & set(kinds), problems)


def examination(system: StoreVerdict, portable: StoreVerdict) -> Examination:
    moment = datetime(2026, 3, 1, tzinfo=UTC)
    return Examination(host="pop.example.com", at=moment, chain=(LEAF,), system=system, portable=portable)


@pytest.mark.parametrize("missing", [ProblemKind.UNKNOWN_AUTHORITY, ProblemKind.INCOMPLETE_CHAIN])
def test_the_bundle_counts_where_it_alone_knows_the_issuer(missing: ProblemKind) -> None:
    found = examination(verdict(TrustMode.SYSTEM, missing), verdict(TrustMode.PORTABLE, ProblemKind.NAME))
    assert found.deciding(TrustMode.AUTO) is found.portable
    assert found.deciding(TrustMode.SYSTEM) is found.system
    assert found.deciding(TrustMode.PORTABLE) is found.portable
    assert found.differences == {missing, ProblemKind.NAME}


@pytest.mark.parametrize(
    ("system", "portable"),
    [
        ((), ()),
        ((ProblemKind.EXPIRED,), ()),
        ((ProblemKind.SELF_SIGNED,), ()),
        ((ProblemKind.UNKNOWN_AUTHORITY,), (ProblemKind.UNKNOWN_AUTHORITY,)),
        ((), (ProblemKind.UNKNOWN_AUTHORITY,)),
    ],
)
def test_otherwise_the_system_s_verdict_counts(
    system: tuple[ProblemKind, ...], portable: tuple[ProblemKind, ...]
) -> None:
    found = examination(verdict(TrustMode.SYSTEM, *system), verdict(TrustMode.PORTABLE, *portable))
    assert found.deciding(TrustMode.AUTO) is found.system


@pytest.mark.parametrize(
    ("path", "kinds", "expected"),
    [
        (((SENT, LEAF), (SENT, ISSUER), (STORE, ROOT)), (), (LEAF, ISSUER)),
        (((SENT, LEAF), (AT_HAND, ISSUER), (STORE, ROOT)), (ProblemKind.INCOMPLETE_CHAIN,), (LEAF, ISSUER)),
        (((SENT, LEAF), (STORE, ISSUER)), (), (LEAF, ISSUER)),
        (((SENT, ROOT),), (), (ROOT,)),
        (((SENT, LEAF), (SENT, ISSUER)), (ProblemKind.UNKNOWN_AUTHORITY,), ()),
    ],
    ids=[
        "root in the store",
        "intermediate at hand",
        "intermediate in the store",
        "trusted itself",
        "leads nowhere",
    ],
)
def test_a_full_chain_has_all_but_the_root(
    path: tuple[tuple[Origin, CertificateFacts], ...],
    kinds: tuple[ProblemKind, ...],
    expected: tuple[CertificateFacts, ...],
) -> None:
    found = verdict(TrustMode.SYSTEM, *kinds, path=path)
    assert found.full_chain == "".join(ssl.DER_cert_to_PEM_cert(certificate.der) for certificate in expected)


def test_the_key_for_exceptions_is_the_server_s() -> None:
    found = examination(verdict(TrustMode.SYSTEM), verdict(TrustMode.PORTABLE))
    assert found.key_sha256 == LEAF.key_sha256
    assert replace(found, chain=()).key_sha256 == ""


def test_nothing_is_known_of_a_revocation_unless_the_server_says_so() -> None:
    found = examination(verdict(TrustMode.SYSTEM), verdict(TrustMode.PORTABLE))
    assert found.revocation.status is RevocationStatus.NOT_CHECKED
