"""Problems of certificates are values that travel in JSON."""

from __future__ import annotations

from datetime import UTC, datetime

import msgspec
import pytest

from postroom.model.problem_kinds import ProblemKind
from postroom.model.problems import (
    Evidence,
    IssuerEvidence,
    KeyEvidence,
    NameEvidence,
    PeriodEvidence,
    Problem,
    PurposeEvidence,
    RevocationEvidence,
    SignatureEvidence,
    WordsEvidence,
)

MOMENT = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)

EVIDENCE: dict[ProblemKind, Evidence] = {
    ProblemKind.NAME: NameEvidence("mail.test", ("imap.test",), "mail.test"),
    ProblemKind.EXPIRED: PeriodEvidence(MOMENT, MOMENT, MOMENT),
    ProblemKind.NOT_YET_VALID: PeriodEvidence(MOMENT, MOMENT, MOMENT),
    ProblemKind.SELF_SIGNED: IssuerEvidence("CN=mail.test"),
    ProblemKind.UNKNOWN_AUTHORITY: IssuerEvidence("CN=Stranger", ("http://ca.test/ca.cer",)),
    ProblemKind.INCOMPLETE_CHAIN: IssuerEvidence("CN=R1", missing=("CN=R1",)),
    ProblemKind.WRONG_PURPOSE: PurposeEvidence(("clientAuth",), "serverAuth"),
    ProblemKind.WEAK: KeyEvidence("RSA 1024 bits", 1024, 2048),
    ProblemKind.REVOKED: RevocationEvidence(MOMENT, "keyCompromise"),
    ProblemKind.MALFORMED: WordsEvidence("OpenSSL", "certificate signature failure", 7),
}


@pytest.mark.parametrize("kind", ProblemKind)
def test_a_problem_travels_in_json_with_its_evidence(kind: ProblemKind) -> None:
    problem = Problem(kind, 0, "CN=mail.test", EVIDENCE[kind])
    assert msgspec.json.decode(msgspec.json.encode(problem), type=Problem) == problem
    assert hash(problem) == hash(Problem(kind, 0, "CN=mail.test", EVIDENCE[kind]))


def test_json_says_what_the_evidence_is_about() -> None:
    problem = Problem(ProblemKind.WEAK, None, "CN=Root", SignatureEvidence("RSA with SHA1"))
    assert msgspec.to_builtins(problem) == {
        "kind": "weak",
        "position": None,
        "subject": "CN=Root",
        "evidence": {"about": "signature", "algorithm": "RSA with SHA1"},
    }
