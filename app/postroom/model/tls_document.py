"""TLS and certificates in documents: the connection, the chain, and what each store has against it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from msgspec import Struct

from postroom.model.examination import Examination, Link, Origin, RevocationStatus, StoreVerdict
from postroom.model.problems import Evidence, Problem, ProblemKind
from postroom.model.tls import CertificateFacts, TlsFacts
from postroom.model.trust import LetThrough, Toggle
from postroom.model.trust_words import Who, explain


class CertificateDocument(Struct, frozen=True):
    """A certificate; `sha256` is of the whole of it and `key_sha256` of its public key, in lower-case hex."""

    subject: str
    issuer: str
    names: tuple[str, ...]
    not_before: datetime
    not_after: datetime
    sha256: str
    serial: str
    key: str
    signature: str
    key_sha256: str
    is_ca: bool
    key_usages: tuple[str, ...]
    extended_usages: tuple[str, ...]


class FindingDocument(Struct, frozen=True):
    """A problem with what proves it and the words for it. `position` is that in the chain, null for a trusted one.

    `ignored_by` is the toggle that lets it pass, or `exception`; null where it blocks.
    """

    kind: ProblemKind
    position: int | None
    subject: str
    evidence: Evidence
    what: str
    danger: str
    who: Who
    remedy: str
    ignored_by: str | None


class LinkDocument(Struct, frozen=True):
    """A certificate of a path; `position` is that in the chain, null where it was not sent."""

    origin: Origin
    position: int | None
    subject: str
    sha256: str


class JudgementDocument(Struct, frozen=True):
    """What one store has against a certificate; `anchored` where its path leads to something trusted."""

    problems: tuple[ProblemKind, ...]
    anchored: bool
    path: tuple[LinkDocument, ...]
    findings: tuple[FindingDocument, ...]


class JudgementsDocument(Struct, frozen=True):
    """The verdicts of both stores."""

    system: JudgementDocument
    portable: JudgementDocument


class RevocationDocument(Struct, frozen=True):
    """The server's stapled word on revocation; `why` says why it does not count."""

    status: RevocationStatus
    why: str


class TlsDocument(Struct, frozen=True):
    """The TLS connection; `trust` names the store that decided, and `chain` begins with the server's own certificate.

    `problems` are all that this store has against it, and `ignored` those of them that were let pass.
    """

    version: str
    cipher: str
    trust: str
    problems: tuple[ProblemKind, ...]
    ignored: tuple[ProblemKind, ...]
    chain: tuple[CertificateDocument, ...]
    findings: tuple[FindingDocument, ...]
    revocation: RevocationDocument | None


def tls_document(tls: TlsFacts) -> TlsDocument:
    """Give what is known of a TLS connection."""
    asked, verdict = tls.examination, tls.verdict
    return TlsDocument(
        version=tls.version,
        cipher=tls.cipher,
        trust=tls.trust,
        problems=_kinds(tls.problems),
        ignored=_kinds(each.problem for each in tls.let_through),
        chain=tuple(map(_certificate, tls.chain)),
        findings=() if asked is None or verdict is None else _findings(asked, verdict, tls.let_through),
        revocation=None
        if asked is None
        else RevocationDocument(asked.revocation.status, asked.revocation.why),
    )


def judgements_document(tls: TlsFacts) -> JudgementsDocument | None:
    """Give the verdicts of both stores; None where they were not asked."""
    if tls.examination is None:
        return None
    system, portable = (
        _judgement(tls.examination, verdict, tls.let_through)
        for verdict in (tls.examination.system, tls.examination.portable)
    )
    return JudgementsDocument(system, portable)


def _judgement(
    examination: Examination, verdict: StoreVerdict, let_through: Iterable[LetThrough]
) -> JudgementDocument:
    return JudgementDocument(
        problems=_kinds(verdict.problems),
        anchored=verdict.anchored,
        path=tuple(map(_link, verdict.path)),
        findings=_findings(examination, verdict, let_through),
    )


def _kinds(problems: Iterable[Problem]) -> tuple[ProblemKind, ...]:
    return tuple(dict.fromkeys(problem.kind for problem in problems))


def _findings(
    examination: Examination, verdict: StoreVerdict, let_through: Iterable[LetThrough]
) -> tuple[FindingDocument, ...]:
    ignored_by = [(each.problem, _name(each)) for each in let_through]
    return tuple(
        _finding(problem, examination, verdict, next((by for one, by in ignored_by if one == problem), None))
        for problem in verdict.problems
    )


def _name(each: LetThrough) -> str:
    return each.by.value if isinstance(each.by, Toggle) else "exception"


def _finding(
    problem: Problem,
    examination: Examination,
    verdict: StoreVerdict,
    ignored_by: str | None,
) -> FindingDocument:
    words = explain(problem, examination, verdict)
    return FindingDocument(
        kind=problem.kind,
        position=problem.position,
        subject=problem.subject,
        evidence=problem.evidence,
        what=words.what,
        danger=words.danger,
        who=words.who,
        remedy=words.remedy,
        ignored_by=ignored_by,
    )


def _link(link: Link) -> LinkDocument:
    return LinkDocument(link.origin, link.position, link.certificate.subject, link.certificate.sha256)


def _certificate(facts: CertificateFacts) -> CertificateDocument:
    return CertificateDocument(
        subject=facts.subject,
        issuer=facts.issuer,
        names=facts.names,
        not_before=facts.not_before,
        not_after=facts.not_after,
        sha256=facts.sha256,
        serial=facts.serial,
        key=facts.key,
        signature=facts.signature,
        key_sha256=facts.key_sha256,
        is_ca=facts.is_ca,
        key_usages=facts.key_usages,
        extended_usages=facts.extended_usages,
    )
