"""A problem of a made-up certificate, for the tests of what is said about it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from postroom.model.examination import Examination, Link, Origin, StoreVerdict
from postroom.model.problems import Evidence, Problem, ProblemKind
from postroom.model.tls import CertificateFacts, TrustMode
from postroom.model.trust_words.wording import About, Explanation

HOST = "mail.example.test"
NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
DAY = timedelta(days=1)

LEAF = CertificateFacts(
    subject=f"CN={HOST}",
    issuer="CN=R1,O=Example Authority",
    names=(HOST,),
    not_before=NOW - 30 * DAY,
    not_after=NOW + 60 * DAY,
    sha256="ab" * 32,
    serial="1",
    key="EC secp256r1",
    signature="ECDSA with SHA256",
)
ISSUER = replace(LEAF, subject="CN=R1,O=Example Authority", issuer="CN=Root,O=Example Authority", names=())


def about(
    kind: ProblemKind,
    evidence: Evidence,
    *,
    position: int | None = 0,
    subject: str = LEAF.subject,
    store: TrustMode = TrustMode.SYSTEM,
    other_knows: bool = False,
    chain: Sequence[CertificateFacts] = (LEAF, ISSUER),
) -> About:
    """Give a problem that one store sees; the other sees none where it knows better."""
    problem = Problem(kind, position, subject, evidence)
    path = tuple(Link(Origin.SENT, place, certificate) for place, certificate in enumerate(chain))
    verdict = StoreVerdict(store, path, False, (problem,))
    better = StoreVerdict(_other(store), path, other_knows, ())
    system, portable = (verdict, better) if store is TrustMode.SYSTEM else (better, verdict)
    examination = Examination(host=HOST, at=NOW, chain=tuple(chain), system=system, portable=portable)
    return About(problem, examination, verdict)


def check_is_readable(explanation: Explanation) -> None:
    """Assert that every part consists of whole sentences without gaps, and that none is missing."""
    for sentence in (explanation.what, explanation.danger, explanation.remedy):
        assert sentence[0].isupper()
        assert sentence.endswith(".")
        assert "{" not in sentence
        assert "None" not in sentence
        assert "  " not in sentence


def _other(store: TrustMode) -> TrustMode:
    return TrustMode.PORTABLE if store is TrustMode.SYSTEM else TrustMode.SYSTEM
