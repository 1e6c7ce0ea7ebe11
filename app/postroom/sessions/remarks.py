"""What is said about a session that went well: why this mechanism, what deserves a second look, what was not proved."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from postroom.model.endpoint import Protocol, Security, is_loopback
from postroom.model.examination import RevocationStatus
from postroom.model.plan import SessionPlan
from postroom.model.problem_kinds import ProblemKind
from postroom.model.text import say
from postroom.model.tls import TlsFacts, TrustMode
from postroom.protocol.choice import Choice, Reason

_REASONS: Final = {
    Reason.STRONGEST: "The server offers {offered}. {chosen} is the strongest of them that fits.",
    Reason.WANTED: "The server offers {offered}. {chosen} was taken because the account asks for {wanted}.",
    Reason.NONE_OFFERED: "The server offers no way to log in.",
    Reason.NONE_IN_COMMON: "The server offers {offered}. None of them fits.",
    Reason.WANTED_NOT_OFFERED: "The server offers {offered}. The account asks for {wanted}.",
    Reason.NEEDS_PASSWORD: "The server offers {offered}. What fits needs a password instead of a token.",
    Reason.NEEDS_TOKEN: "The server offers {offered}. What fits needs a token instead of a password.",
    Reason.NEEDS_ENCRYPTION: "The server offers {offered}. What fits shows the secret, and nothing hides it.",
}


def mechanism_reason(choice: Choice, plan: SessionPlan) -> str:
    """Say which mechanisms were offered, and why this one was taken, or none."""
    return say(
        _REASONS[choice.reason],
        offered=", ".join(choice.offered),
        chosen=choice.chosen,
        wanted=plan.mechanism.upper(),
    )


def notes_on(plan: SessionPlan, choice: Choice | None, *, bare_line_feeds: int) -> Iterator[str]:
    """Say what deserves a second look in a session that is ready."""
    if plan.endpoint.security is Security.NONE:
        yield say("The connection is not encrypted: whoever can read it reads all that passes.")
    if choice is None:
        yield say("Connected, not authenticated.")
    elif choice.in_clear and is_loopback(plan.endpoint.host):
        yield say("The password travelled without encryption, inside this computer only.")
    elif choice.in_clear:
        yield say("The password travelled without encryption, as the account allows.")
    if bare_line_feeds:
        yield say("The server ends lines with LF alone, where the standard asks for CR LF.")


def tls_in_a_line(tls: TlsFacts) -> str:
    """Say what was agreed on, and what the store whose verdict counts has against the certificate."""
    gaps: dict[str, object] = {"version": tls.version, "cipher": tls.cipher, "list": tls.trust}
    if not tls.problems:
        return say("{version}, {cipher}, trusted by {list}", **gaps)
    from postroom.model.trust_words.brief import all_in_brief

    return say("{version}, {cipher}, by {list}: {problems}", problems=all_in_brief(tls.problems), **gaps)


def trust_notes(plan: SessionPlan, tls: TlsFacts) -> Iterator[str]:
    """Say which store had to decide, and what was let through by which exception."""
    if plan.trust.mode is TrustMode.AUTO and tls.trust.startswith(TrustMode.PORTABLE):
        yield say("The system does not know the issuer of the certificate; Postroom's own list does.")
    if tls.let_through:
        from postroom.model.trust_words.brief import let_through

        yield from map(let_through, tls.let_through)


def unproved_by(plan: SessionPlan, tls: TlsFacts | None) -> Iterator[str]:
    """Say what a ready session has not proved."""
    doubtful = tls is None or any(each.problem.kind is not ProblemKind.WEAK for each in tls.let_through)
    if doubtful:
        yield say(
            "That {server} is the server it says it is: nothing vouches for it.", server=plan.endpoint.host
        )
    if tls is not None and not _known_as_good(tls):
        yield say("That the certificate was not revoked: nobody was asked.")
    if plan.protocol is Protocol.SMTP:
        yield from _unproved_by_smtp(plan)
    else:
        yield from _unproved_by_pop3(plan)


def _known_as_good(tls: TlsFacts) -> bool:
    return (
        tls.examination is not None and tls.examination.revocation.status is not RevocationStatus.NOT_CHECKED
    )


def _unproved_by_smtp(plan: SessionPlan) -> Iterator[str]:
    yield say("That a message is accepted, or that it arrives: none was sent.")
    if plan.credentials is None:
        yield say("That the server takes messages from here without a login.")
    else:
        yield say("Under which sender addresses {user} may send.", user=plan.credentials.user)


def _unproved_by_pop3(plan: SessionPlan) -> Iterator[str]:
    if plan.credentials is None:
        yield say("That anybody can log in, and that there is a mailbox.")
    else:
        yield say("That messages can be read and deleted: they were counted only.")
