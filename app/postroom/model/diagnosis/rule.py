"""A rule says what a failure means: when it holds, and then the code and the sentences.

Rules stand in tables, the particular before the general; the first that holds is the answer. Their sentences are
templates whose gaps `gaps` fills. A rule that guesses says so twice: by its flag, and in the words of its cause.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from postroom.model.diagnosis.failure import EVIDENCE_LINES, Failure, Hurdle, Seen
from postroom.model.endpoint import Protocol, Security
from postroom.model.errors import ErrorCode, SessionError
from postroom.model.service import Service
from postroom.model.step import Step
from postroom.model.text import say
from postroom.model.tls import TlsFacts

_QUOTE_LIMIT: Final = 160


@dataclass(frozen=True, slots=True)
class When:
    """A condition on a failure; conditions combine with `&`, `|` and `~`."""

    holds: Callable[[Failure], bool]

    def __and__(self, other: When) -> When:
        return When(lambda failure: self.holds(failure) and other.holds(failure))

    def __or__(self, other: When) -> When:
        return When(lambda failure: self.holds(failure) or other.holds(failure))

    def __invert__(self) -> When:
        return When(lambda failure: not self.holds(failure))


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """When it holds, `code`, `message`, `cause` and `advice` are what the failure means."""

    when: When
    code: ErrorCode
    message: str
    cause: str
    advice: str
    guess: bool = False


def judge(failure: Failure, rules: tuple[Rule, ...]) -> SessionError:
    """Give what the first rule that holds says. The last of `rules` must hold always."""
    rule = next(rule for rule in rules if rule.when.holds(failure))
    filled = gaps(failure)
    return SessionError(
        code=rule.code,
        step=failure.step,
        message=say(rule.message, **filled),
        cause=say(rule.cause, **filled),
        guess=rule.guess,
        advice=say(rule.advice, **filled),
        server_reply=failure.reply,
        evidence=failure.transcript[-EVIDENCE_LINES:],
    )


def gaps(failure: Failure) -> dict[str, str]:
    """Give what sentences can name of a failure."""
    plan, endpoint = failure.plan, failure.plan.endpoint
    service = failure.service or Service(plan.protocol.value)
    user = plan.credentials.user if plan.credentials is not None else ""
    return {
        "server": str(endpoint),
        "host": endpoint.host,
        "port": str(endpoint.port),
        "protocol": service.label,
        "kind": service.server,
        "step": failure.step.value,
        "seconds": f"{failure.waited:g}",
        "starttls": service.starttls,
        "tls_port": str(service.usual_port(Security.TLS)),
        "starttls_port": str(service.usual_port(Security.STARTTLS)),
        "command": failure.command,
        "user": user,
        "mechanism": failure.mechanism,
        "offered": ", ".join(failure.offered),
        "reply": _quoted(failure.said),
        "words": _quoted(failure.words),
        "first": failure.first_line,
        "addresses": ", ".join(failure.addresses),
        "attempts": "; ".join(f"{each.address}: {each.error}" for each in failure.attempts if each.error),
        **_about_certificate(failure.tls),
    }


def _about_certificate(tls: TlsFacts | None) -> dict[str, str]:
    """Give what sentences can say of a certificate that was judged."""
    if tls is None or tls.examination is None or tls.verdict is None or tls.judgement is None:
        return {"problems": "", "what": "", "remedy": ""}
    from postroom.model.trust_words.brief import all_in_brief, causes, remedies

    found = tls.judgement.blocking, tls.examination, tls.verdict
    return {"problems": all_in_brief(found[0]), "what": causes(*found), "remedy": remedies(*found)}


def _quoted(text: str) -> str:
    return text if len(text) <= _QUOTE_LIMIT else text[:_QUOTE_LIMIT].rstrip() + "..."


ALWAYS: Final = When(lambda failure: True)
ENCRYPTED: Final = When(lambda failure: failure.encrypted)
WAS_READY: Final = When(lambda failure: failure.was_ready)


def seen(*facts: Seen) -> When:
    """It was one of these that was seen."""
    return When(lambda failure: failure.seen in facts)


def at(*steps: Step) -> When:
    """It was seen at one of these steps."""
    return When(lambda failure: failure.step in steps)


def speaks(protocol: Protocol) -> When:
    """The session is one of `protocol`."""
    return When(lambda failure: failure.plan.protocol is protocol)


def on_port(*ports: int) -> When:
    """The server was dialled on one of these ports."""
    return When(lambda failure: failure.plan.endpoint.port in ports)


def wants(*securities: Security) -> When:
    """The session was to have one of these securities."""
    return When(lambda failure: failure.plan.endpoint.security in securities)


def offers(keyword: str) -> When:
    """The server lists `keyword` among its capabilities."""
    return When(lambda failure: failure.offers(keyword))


def replied(pattern: str) -> When:
    """The reply's code, such as `535`, matches wholly."""
    compiled = re.compile(pattern)
    return When(lambda failure: failure.reply is not None and bool(compiled.fullmatch(failure.reply.code)))


def enhanced(pattern: str) -> When:
    """The reply's enhanced status code or response code matches wholly."""
    compiled = re.compile(pattern)
    return When(
        lambda failure: failure.reply is not None and bool(compiled.fullmatch(failure.reply.enhanced or ""))
    )


def says(pattern: str) -> When:
    """The server's words hold the pattern, in any case."""
    compiled = re.compile(pattern, re.IGNORECASE)
    return When(lambda failure: failure.reply is not None and bool(compiled.search(failure.reply.text)))


def begins(pattern: bytes) -> When:
    """What the server sent where something else was expected begins like this, in any case."""
    compiled = re.compile(pattern, re.IGNORECASE)
    return When(lambda failure: bool(compiled.match(failure.first)))


def hurdles(*which: Hurdle) -> When:
    """Addresses were tried, and each failed for one of these reasons."""
    return When(lambda failure: bool(failure.hurdles) and set(failure.hurdles) <= set(which))


def any_hurdle(which: Hurdle) -> When:
    """At least one address failed for this reason."""
    return When(lambda failure: which in failure.hurdles)
