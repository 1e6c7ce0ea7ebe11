"""What there is to say about a certificate, without any widget: the verdict, the path, the problems, both stores."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from postroom.desktop.certificate.words import day, in_pairs, kinds_in_words, store_name
from postroom.desktop.look.icons import Icon
from postroom.desktop.look.theme import Role
from postroom.model.endpoint import Endpoint
from postroom.model.examination import Examination, RevocationStatus, StoreVerdict
from postroom.model.problems import IssuerEvidence, Problem, ProblemKind
from postroom.model.session import SessionSnapshot
from postroom.model.text import say, say_count
from postroom.model.tls import TlsFacts
from postroom.model.trust import BoundException, Judgement
from postroom.model.trust_words import Explanation, Who, explain
from postroom.model.trust_words.brief import let_through
from postroom.model.trust_words.stores import difference


@dataclass(frozen=True, slots=True)
class Charge:
    """A problem in words. `excuse` says what let it through; empty where it blocks."""

    problem: Problem
    explanation: Explanation
    excuse: str
    can_complete: bool
    """Whether the chain that the server should send is at hand."""

    @property
    def who(self) -> str:
        """Who must act."""
        return {
            Who.SERVER: say("Whoever runs the server"),
            Who.YOU: say("You, on this computer"),
            Who.COMPANY: say("Whoever runs your network"),
        }[self.explanation.who]

    @property
    def icon(self) -> Icon:
        return Icon.ATTENTION if self.excuse else Icon.FAILED

    @property
    def role(self) -> Role:
        return Role.ATTENTION if self.excuse else Role.FAILED


@dataclass(frozen=True, slots=True)
class StoreOpinion:
    """What one list of authorities says; `decides` is that of the list whose word counts."""

    name: str
    icon: Icon
    role: Role
    words: str
    decides: bool


@dataclass(frozen=True, slots=True)
class ChangedKey:
    """An exception that does not count, since the server shows another key. Fingerprints are in pairs."""

    exception: BoundException
    old: str
    new: str

    @property
    def words(self) -> str:
        return say(
            "There is an exception for {host} until {day}, but for another key than the server shows now. Either "
            "whoever runs the server has made a new key, or somebody else answers in its place: ask before you accept "
            "it.",
            host=self.exception.host,
            day=day(self.exception.until),
        )


@dataclass(frozen=True, slots=True)
class Court:
    """All that the page of a certificate shows."""

    endpoint: Endpoint
    tls: TlsFacts
    icon: Icon
    role: Role
    headline: str
    remark: str
    charges: tuple[Charge, ...]
    opinions: tuple[StoreOpinion, ...]
    difference: str
    """Why the two lists disagree; empty where they do not."""
    revocation: str
    changed_key: ChangedKey | None

    @property
    def blocking(self) -> frozenset[ProblemKind]:
        """The kinds of problems that an exception would have to let pass."""
        return frozenset(charge.problem.kind for charge in self.charges if not charge.excuse)

    @property
    def can_be_excused(self) -> bool:
        """Whether an exception may be made at all: never for what cannot be read."""
        key = "" if self.tls.examination is None else self.tls.examination.key_sha256
        return bool(self.blocking) and ProblemKind.MALFORMED not in self.blocking and bool(key)


def court(snapshot: SessionSnapshot | None) -> Court | None:
    """Say what there is to say about the certificate of a session; None where it showed none."""
    if snapshot is None or snapshot.tls is None:
        return None
    tls, endpoint = snapshot.tls, snapshot.plan.endpoint
    charges = tuple(_charges(tls))
    icon, role, headline, remark = _verdict(endpoint.host, tls, charges)
    return Court(
        endpoint=endpoint,
        tls=tls,
        icon=icon,
        role=role,
        headline=headline,
        remark=remark,
        charges=charges,
        opinions=tuple(_opinions(tls)),
        difference="" if tls.examination is None else difference(tls.examination),
        revocation="" if tls.examination is None else _revocation(tls.examination),
        changed_key=_changed_key(tls),
    )


def _charges(tls: TlsFacts) -> Iterator[Charge]:
    verdict, examination = tls.verdict, tls.examination
    if verdict is None or examination is None:
        return
    excuses = {let.problem: let_through(let) for let in tls.let_through}
    for problem in verdict.problems:
        yield Charge(
            problem,
            explain(problem, examination, verdict),
            excuses.get(problem, ""),
            problem.kind is ProblemKind.INCOMPLETE_CHAIN and _is_at_hand(problem, verdict),
        )


def _is_at_hand(problem: Problem, verdict: StoreVerdict) -> bool:
    evidence = problem.evidence
    return isinstance(evidence, IssuerEvidence) and bool(evidence.missing) and bool(verdict.full_chain)


def _verdict(host: str, tls: TlsFacts, charges: tuple[Charge, ...]) -> tuple[Icon, Role, str, str]:
    blocking = sum(not charge.excuse for charge in charges)
    if blocking:
        return (
            Icon.FAILED,
            Role.FAILED,
            say_count(
                "The certificate of {host} has {n} problem.",
                "The certificate of {host} has {n} problems.",
                len(charges),
                host=host,
            ),
            say("It was rejected before anything was sent: the server has not seen your password."),
        )
    if charges:
        return (
            Icon.ATTENTION,
            Role.ATTENTION,
            say_count(
                "{n} problem of the certificate of {host} was let through.",
                "{n} problems of the certificate of {host} were let through.",
                len(charges),
                host=host,
            ),
            say("Logging in under an exception is a risk: have the server put right."),
        )
    if tls.examination is None:
        return Icon.INFO, Role.UNTRIED, say("The certificate of {host} was not examined.", host=host), ""
    return (
        Icon.OK,
        Role.PROVED,
        say("Nothing is wrong with the certificate of {host}.", host=host),
        say("An authority that is trusted vouches for it."),
    )


def _opinions(tls: TlsFacts) -> Iterator[StoreOpinion]:
    examination = tls.examination
    if examination is None:
        return
    for verdict in (examination.system, examination.portable):
        if verdict.problems:
            icon, role = Icon.FAILED, Role.FAILED
            words = kinds_in_words(verdict.kinds)
        else:
            icon, role, words = Icon.OK, Role.PROVED, say("no problem")
        yield StoreOpinion(store_name(verdict.store), icon, role, words, verdict is tls.verdict)


def _revocation(examination: Examination) -> str:
    status, why = examination.revocation.status, examination.revocation.why
    if status is RevocationStatus.GOOD:
        return say("not revoked, says its authority")
    if status is RevocationStatus.REVOKED:
        return say("revoked")
    return say("not checked: {why}", why=why) if why else say("not checked: the server brings no proof along")


def _changed_key(tls: TlsFacts) -> ChangedKey | None:
    judgement: Judgement | None = tls.judgement
    if judgement is None or judgement.changed_key is None or tls.examination is None:
        return None
    old = judgement.changed_key
    return ChangedKey(old, in_pairs(old.key_sha256), in_pairs(tls.examination.key_sha256))
