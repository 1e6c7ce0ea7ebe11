"""The examination of a certificate: all its problems at once, under each store.

OpenSSL finds the path and judges all of it (see `openssl`): the order in which a server sent its chain does not matter
to it, nor what is superfluous. Names are judged here by a stricter rule, a stapled answer on revocation is read,
and what cannot be read is told.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Final

from postroom.model.examination import Examination, Origin, StoreVerdict
from postroom.model.problems import AUTHORITY, PERIOD, IssuerEvidence, Problem, ProblemKind, WordsEvidence
from postroom.model.text import say
from postroom.net.examination.case import Case
from postroom.net.examination.names import name_evidence
from postroom.net.examination.objections import issuer_urls, problems_in
from postroom.net.examination.openssl import OpenSslVerdict, verify
from postroom.net.examination.revocation import stapled
from postroom.net.examination.stores import Store, Stores

_ORDER: Final = {kind: place for place, kind in enumerate(ProblemKind)}


def examine(
    chain: Sequence[bytes],
    host: str,
    stores: Stores,
    *,
    at: datetime,
    ocsp: bytes | None = None,
    at_hand: Sequence[bytes] = (),
) -> Examination:
    """Find everything that is wrong with a chain, for a host and a moment. Never raises, whatever was sent.

    `chain` is in DER as it was sent, the server's own certificate first; `ocsp` is the response that the server stapled
    (RFC 6066 section 8). `at_hand` are certificates that nobody trusts but that may be what the server forgot to send.
    """
    case = Case(chain, at_hand, host, at)
    asked = [_ask(store, case) for store in (stores.system, stores.portable)]
    longest = max((verdict.path for verdict, _ in asked), key=len)
    revocation, revoked = stapled(ocsp, [case.certificate(der) for der in longest[:2]], at)
    common = [*_unreadable(case), *_name(case)]
    if revoked is not None:
        common.append(case.problem(ProblemKind.REVOKED, case.sent[0], revoked))
    system, portable = (
        _conclude(store, case, verdict, [*common, *problems])
        for store, (verdict, problems) in zip((stores.system, stores.portable), asked, strict=True)
    )
    return Examination(
        host=host,
        at=at,
        chain=tuple(case.facts(der) for der in chain),
        system=system,
        portable=portable,
        revocation=revocation,
    )


def _ask(store: Store, case: Case) -> tuple[OpenSslVerdict, list[Problem]]:
    """Ask OpenSSL about the chain as sent and, where it leads nowhere, about the chain with what is at hand."""
    if not case.presentable:
        return OpenSslVerdict((), ()), []
    verdict = verify(case.presentable, store.anchors, case.at)
    problems = problems_in(verdict, case)
    if case.at_hand and _unanchored(problems):
        completed = verify([*case.presentable, *case.at_hand], store.anchors, case.at)
        others = problems_in(completed, case)
        if not _unanchored(others):
            return completed, [_incomplete(completed, case), *others]
    return verdict, problems


def _incomplete(verdict: OpenSslVerdict, case: Case) -> Problem:
    """Say what was not sent of a path that leads to an authority."""
    links = [case.link(der) for der in verdict.path]
    gap = next(place for place, link in enumerate(links) if link.origin is Origin.AT_HAND)
    missing = tuple(link.certificate.subject for link in links if link.origin is Origin.AT_HAND)
    last = case.certificate(verdict.path[gap - 1])
    evidence = IssuerEvidence(links[gap - 1].certificate.issuer, issuer_urls(last), missing)
    return case.problem(ProblemKind.INCOMPLETE_CHAIN, last, evidence)


def _unreadable(case: Case) -> Iterable[Problem]:
    """Name what cannot be read, wherever in the chain it is: nobody can tell what it was for."""
    if not case.sent:
        words = say("the server sent no certificate")
        yield Problem(ProblemKind.MALFORMED, None, "", WordsEvidence("Postroom", words))
    for certificate in case.sent:
        if certificate.trouble:
            yield case.problem(
                ProblemKind.MALFORMED, certificate, WordsEvidence("Postroom", certificate.trouble)
            )
        elif certificate.der not in case.loadable:
            words = say("it is not encoded as the standard asks")
            yield case.problem(ProblemKind.MALFORMED, certificate, WordsEvidence("OpenSSL", words))


def _name(case: Case) -> Iterable[Problem]:
    """Judge the names, where they can be read."""
    if case.sent and not case.sent[0].trouble:
        evidence = name_evidence(case.sent[0], case.host)
        if evidence is not None:
            yield case.problem(ProblemKind.NAME, case.sent[0], evidence)


def _conclude(store: Store, case: Case, verdict: OpenSslVerdict, problems: list[Problem]) -> StoreVerdict:
    found = sorted(_with_last_word(store, case, problems), key=_place)
    path = tuple(case.link(der) for der in verdict.path)
    doubtful = any(problem.kind in {*AUTHORITY, ProblemKind.MALFORMED} for problem in found)
    return StoreVerdict(store.mode, path, bool(path) and not doubtful, tuple(found))


def _with_last_word(store: Store, case: Case, problems: list[Problem]) -> list[Problem]:
    """Let the operating system decide on authorities, and add what it alone objects to."""
    if store.operating_system is None or not case.presentable:
        return problems
    objection = store.operating_system(case.presentable)
    if objection is None:
        return [problem for problem in problems if problem.kind not in AUTHORITY]
    alike = next((group for group in (AUTHORITY, PERIOD) if objection.kind in group), {objection.kind})
    if any(problem.kind in alike for problem in problems):
        return problems
    words = WordsEvidence(objection.source, objection.words, objection.code)
    return [*problems, case.problem(objection.kind, case.sent[0], words)]


def _unanchored(problems: Iterable[Problem]) -> bool:
    return any(problem.kind in AUTHORITY for problem in problems)


def _place(problem: Problem) -> tuple[int, bool, int]:
    """Sort by kind, and within a kind from the server's certificate upwards."""
    return _ORDER[problem.kind], problem.position is None, problem.position or 0
