"""What `postroom certificate` shows to people: a verdict, the path with its faulty links, and what to do."""

from __future__ import annotations

from collections.abc import Iterator

from postroom.console.page import Page, Style
from postroom.console.words import security_words
from postroom.model.errors import SessionError
from postroom.model.examination import Examination, Link, Origin, StoreVerdict
from postroom.model.look import Looked
from postroom.model.problems import Problem
from postroom.model.text import say, say_count
from postroom.model.tls import CertificateFacts, TlsFacts
from postroom.model.trust_words import explain
from postroom.model.trust_words.brief import all_in_brief, in_brief
from postroom.model.trust_words.stores import difference

_INDENT = 2


def write_look(page: Page, looked: Looked) -> None:
    """Write all that was seen."""
    endpoint = looked.plan.endpoint
    where = f"{looked.plan.service.label} {endpoint} ({security_words(endpoint.security)})"
    tls = looked.tls
    if looked.error is not None:
        page.line(f"{where}  {say('NO CERTIFICATE')}", Style.BAD)
        _failure(page, looked.error)
    elif tls is not None and tls.examination is not None and tls.verdict is not None:
        verdict = (say("IN ORDER"), Style.GOOD) if looked.ok else (say("REJECTED"), Style.BAD)
        page.line(f"{where}  {verdict[0]}", verdict[1])
        _connection(page, tls, tls.examination)
        _path(page, tls.verdict, tls.examination)
        _problems(page, tls.verdict, tls.examination)
        _stores(page, tls.examination)
        _certificates(page, tls, tls.examination)


def _failure(page: Page, error: SessionError) -> None:
    page.line(error.message, Style.BAD, indent=_INDENT)
    if error.server_reply is not None:
        page.line(say("The server said: {reply}", reply=error.server_reply), indent=_INDENT)
    if error.cause:
        name = say("Likely cause") if error.guess else say("Cause")
        page.line(f"{name}: {error.cause}", indent=_INDENT)
    page.line(say("What to do: {advice}", advice=error.advice), indent=_INDENT)
    page.line(say("Code: {code}", code=error.code.value), indent=_INDENT)


def _connection(page: Page, tls: TlsFacts, examination: Examination) -> None:
    page.line(f"{tls.version}, {tls.cipher}", indent=_INDENT)
    revocation = examination.revocation
    said = f"{revocation.status}: {revocation.why}" if revocation.why else revocation.status.value
    page.line(say("revocation: {said}", said=said), indent=_INDENT)


def _path(page: Page, verdict: StoreVerdict, examination: Examination) -> None:
    page.line()
    page.line(say("Path, from the server's certificate upwards:"), Style.TITLE)
    for depth, link in enumerate(verdict.path):
        faults = [problem for problem in verdict.problems if _is_about(problem, link)]
        mark = "x" if faults else " "
        line = f"{mark} {'  ' * depth}{link.certificate.subject}  ({_origin(link)})"
        page.line(line, Style.BAD if faults else Style.PLAIN)
        for fault in faults:
            page.line(f"  {'  ' * depth}  {in_brief(fault)}", Style.BAD)
    if not verdict.path:
        page.line(f"x {say('none can be built from what was sent')}", Style.BAD)
    elif not verdict.anchored:
        page.line(f"x {'  ' * len(verdict.path)}{say('nothing trusted')}", Style.BAD)


def _is_about(problem: Problem, link: Link) -> bool:
    return problem.position == link.position and problem.subject == link.certificate.subject


def _origin(link: Link) -> str:
    return {
        Origin.SENT: say("sent"),
        Origin.STORE: say("trusted"),
        Origin.AT_HAND: say("not sent, but known"),
    }[link.origin]


def _problems(page: Page, verdict: StoreVerdict, examination: Examination) -> None:
    for problem in verdict.problems:
        words = explain(problem, examination, verdict)
        page.line()
        page.line(f"{problem.kind}: {words.what}", Style.BAD)
        page.line(words.danger, indent=_INDENT)
        page.line(say("What to do: {remedy}", remedy=words.remedy), indent=_INDENT)


def _stores(page: Page, examination: Examination) -> None:
    page.line()
    page.line(say("What each store says:"), Style.TITLE)
    for verdict in (examination.system, examination.portable):
        said = all_in_brief(verdict.problems) or say("nothing is wrong")
        style = Style.PLAIN if verdict.problems else Style.GOOD
        page.line(f"{verdict.store:<9} {said}", style, indent=_INDENT)
    if why := difference(examination):
        page.line(why, indent=_INDENT)


def _certificates(page: Page, tls: TlsFacts, examination: Examination) -> None:
    for number, certificate in enumerate(tls.chain, 1):
        page.line()
        title = say("Server's certificate") if number == 1 else say("Certificate {number}", number=number)
        page.line(title, Style.TITLE)
        facts = list(_facts(certificate, certificate.days_left(examination.at)))
        longest = max(len(name) for name, _ in facts)
        for name, text in facts:
            page.line(f"{name:<{longest}}  {text}", indent=_INDENT)


def _left(days: int) -> str:
    if days >= 0:
        return say_count("{n} day left", "{n} days left", days)
    since = -days - 1
    return say_count("{n} day ago", "{n} days ago", since) if since else say("within the last day")


def _facts(certificate: CertificateFacts, days: int) -> Iterator[tuple[str, str]]:
    yield say("subject"), certificate.subject
    yield say("issuer"), certificate.issuer
    if certificate.names:
        yield say("names"), ", ".join(certificate.names)
    yield say("valid from"), f"{certificate.not_before:%Y-%m-%d %H:%M} UTC"
    yield say("valid until"), f"{certificate.not_after:%Y-%m-%d %H:%M} UTC, {_left(days)}"
    yield say("key"), certificate.key
    yield say("signature"), certificate.signature
    yield say("serial"), certificate.serial
    if usages := (*certificate.key_usages, *certificate.extended_usages):
        yield say("usages"), ", ".join(usages)
    yield say("SHA-256"), certificate.sha256
    yield say("SHA-256 of the key"), certificate.key_sha256
