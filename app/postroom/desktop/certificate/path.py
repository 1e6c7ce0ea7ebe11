"""The path from a server's certificate to an authority, link by link, with what is wrong at each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from postroom.desktop.certificate.words import kind_name, validity
from postroom.desktop.look.icons import Icon
from postroom.desktop.look.theme import Role
from postroom.model.examination import Link, Origin, StoreVerdict
from postroom.model.problems import Problem, ProblemKind
from postroom.model.text import say, say_count
from postroom.model.tls import CertificateFacts, TlsFacts
from postroom.model.trust_words.wording import short


@dataclass(frozen=True, slots=True)
class PathLink:
    """A certificate of the path, or the gap at its end."""

    name: str
    about: str
    """What it is and where it came from, in small."""
    flaw: str = ""
    """What is wrong with it; empty where nothing is."""
    certificate: CertificateFacts | None = None
    """None for one that is missing."""
    icon: Icon = Icon.OK
    role: Role = Role.PROVED

    @property
    def sentence(self) -> str:
        """The link, read aloud."""
        if self.flaw:
            return say("{name}: {flaw}. {about}", name=self.name, flaw=self.flaw, about=self.about)
        return say("{name}. {about}", name=self.name, about=self.about)


def path(tls: TlsFacts, now: datetime) -> tuple[PathLink, ...]:
    """Give the path by which the list that decides has judged; without any, the chain as it was sent."""
    verdict = tls.verdict
    if verdict is None or not verdict.path:
        problems = () if verdict is None else verdict.problems
        sent = [Link(Origin.SENT, place, certificate) for place, certificate in enumerate(tls.chain)]
        return tuple(_link(link, problems, now, vouched=False) for link in sent)
    return tuple(_whole(verdict, now))


def superfluous(tls: TlsFacts) -> str:
    """Say how many of the certificates that were sent the path does not need; empty for none."""
    if tls.verdict is None or not tls.verdict.path:
        return ""
    used = {link.certificate.sha256 for link in tls.verdict.path}
    count = len({certificate.sha256 for certificate in tls.chain} - used)
    if not count:
        return ""
    return say_count("{n} more was sent and is not needed.", "{n} more were sent and are not needed.", count)


def _whole(verdict: StoreVerdict, now: datetime) -> Iterator[PathLink]:
    vouched = verdict.anchored or verdict.path[-1].origin is Origin.STORE
    for link in verdict.path:
        yield _link(link, verdict.problems, now, vouched=vouched)
    if not verdict.anchored:
        yield from _gap(verdict)


def _gap(verdict: StoreVerdict) -> Iterator[PathLink]:
    """Tell of the authority in which the path should have ended."""
    top = verdict.path[-1]
    if top.origin is not Origin.STORE and top.certificate.issuer != top.certificate.subject:
        about = say("not sent, and not known here")
        yield PathLink(short(top.certificate.issuer), about, icon=Icon.UNTRIED, role=Role.UNTRIED)


def _link(link: Link, problems: tuple[Problem, ...], now: datetime, *, vouched: bool) -> PathLink:
    certificate = link.certificate
    flaw = _flaws(link, problems)
    about = say(
        "{origin}, {validity}", origin=_origin(link.origin), validity=validity(certificate.not_after, now)
    )
    icon, role = _look(link, flaw, vouched=vouched)
    return PathLink(_name(certificate), about, flaw, certificate, icon, role)


def _look(link: Link, flaw: str, *, vouched: bool) -> tuple[Icon, Role]:
    if flaw:
        return Icon.FAILED, Role.FAILED
    if not vouched:
        return Icon.UNTRIED, Role.UNTRIED
    return (Icon.ATTENTION, Role.ATTENTION) if link.origin is Origin.AT_HAND else (Icon.OK, Role.PROVED)


def _name(certificate: CertificateFacts) -> str:
    """Name a certificate by its subject, which may be empty where it has other names (RFC 5280 section 4.2.1.6)."""
    return short(certificate.subject) or next(iter(certificate.names), say("without a name"))


def _origin(origin: Origin) -> str:
    return {
        Origin.SENT: say("sent"),
        Origin.STORE: say("trusted authority"),
        Origin.AT_HAND: say("not sent, but known"),
    }[origin]


def _flaws(link: Link, problems: tuple[Problem, ...]) -> str:
    own = {problem.kind for problem in problems if _is_about(problem, link)}
    return ", ".join(kind_name(kind) for kind in ProblemKind if kind in own)


def _is_about(problem: Problem, link: Link) -> bool:
    if problem.position is not None or link.position is not None:
        return problem.position == link.position
    return problem.subject == link.certificate.subject
