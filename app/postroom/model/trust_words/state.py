"""What is wrong with a certificate itself: its names, its purpose, its strength, its revocation, its form."""

from __future__ import annotations

import ipaddress
from collections.abc import Sequence

from postroom.model.problems import (
    KeyEvidence,
    NameEvidence,
    PurposeEvidence,
    RevocationEvidence,
    SignatureEvidence,
    WordsEvidence,
)
from postroom.model.text import say
from postroom.model.trust_words.wording import About, Explanation, Who, day, listed


def name(about: About) -> Explanation:
    """Say which names count, and which of them may have been meant."""
    danger = say(
        "Whoever owns a certificate for another name could pose as {host}, and read your password and your mail.",
        host=about.host,
    )
    evidence = about.problem.evidence
    if not isinstance(evidence, NameEvidence) or not evidence.valid_for:
        return Explanation(_nameless(about), danger, Who.SERVER, _rename(about))
    what = _other_names(evidence)
    likely = _likely(evidence.typed, evidence.valid_for)
    if likely is None:
        return Explanation(what, danger, Who.SERVER, _rename(about))
    remedy = say(
        "If {likely} is the server that you mean, type that name. If not, whoever runs the server has to add {host} to "
        "the names of its certificate.",
        likely=likely,
        host=about.host,
    )
    return Explanation(what, danger, Who.YOU, remedy)


def wrong_purpose(about: About) -> Explanation:
    """Say what a certificate may not be used for, and was."""
    evidence = about.problem.evidence
    if not about.server or not isinstance(evidence, PurposeEvidence):
        return _wrong_issuer(about)
    what = say(
        "The certificate is not meant for servers: it is for {found}, and would need {needed}.",
        found=listed(evidence.found) or say("nothing that is known"),
        needed=evidence.needed,
    )
    danger = say(
        "It may belong to a person or a program: whoever has its key could pose as {host}.", host=about.host
    )
    remedy = say(
        "Whoever runs the server has to get a certificate that is issued for servers, and use that one."
    )
    return Explanation(what, danger, Who.SERVER, remedy)


def weak(about: About) -> Explanation:
    """Say what could be computed by an attacker."""
    gaps: dict[str, object] = {"subject": about.subject}
    match about.problem.evidence:
        case KeyEvidence(key, _, least):
            what = say(
                "The key of {subject} is too short: {key}, where {least} bits are the least.",
                key=key,
                least=least,
                **gaps,
            )
        case SignatureEvidence(algorithm):
            what = say(
                "The certificate of {subject} is signed with {algorithm}, which can be forged.",
                algorithm=algorithm,
                **gaps,
            )
        case _:
            what = say(
                "The certificate of {subject} is weaker than {source} allows.", source=_source(about), **gaps
            )
    danger = say(
        "An attacker with enough computers could forge it, pose as {host}, and read your password and your mail.",
        host=about.host,
    )
    remedy = say(
        "Whoever runs the server has to get a new certificate, with a new key and a signature of today, from an "
        "authority that is up to date."
    )
    if about.problem.position is None:
        remedy = say("It is a trusted authority of this computer: ask whoever added it for a newer one.")
        return Explanation(what, danger, Who.COMPANY, remedy)
    return Explanation(what, danger, Who.SERVER, remedy)


def revoked(about: About) -> Explanation:
    """Say when a certificate was taken back."""
    evidence = about.problem.evidence
    what = say("The authority that issued the certificate has taken it back.")
    if isinstance(evidence, RevocationEvidence):
        what = say(
            "The authority that issued the certificate took it back on {date}.", date=day(evidence.revoked_at)
        )
    danger = say(
        "Most often the key was stolen: the thief could pose as {host}, and read your password and your mail.",
        host=about.host,
    )
    remedy = say(
        "Do not log in. Whoever runs the server has to get a new certificate with a new key. If you have logged in "
        "since then, change your password when it is replaced."
    )
    return Explanation(what, danger, Who.SERVER, remedy)


def malformed(about: About) -> Explanation:
    """Say that nobody can tell what a certificate is worth."""
    if about.problem.position is None and not about.problem.subject:
        what = say("The server sent no certificate.")
    else:
        what = say(
            "The certificate of {subject} cannot be relied on. {source} says: {words}.",
            subject=about.subject,
            source=_source(about),
            words=_words(about),
        )
    danger = say(
        "It was damaged, made by a faulty program, or forged: nobody can tell, so nothing about {host} is proved.",
        host=about.host,
    )
    remedy = say("Whoever runs the server has to replace it by a certificate that an authority issued.")
    return Explanation(what, danger, Who.SERVER, remedy)


def _wrong_issuer(about: About) -> Explanation:
    what = say(
        "The certificate of {subject} was used to issue another one, which it may not do.",
        subject=about.subject,
    )
    if isinstance(about.problem.evidence, WordsEvidence):
        what = say(
            "An authority has issued what it may not issue. {source} says of the certificate of {subject}: {words}.",
            subject=about.subject,
            source=_source(about),
            words=_words(about),
        )
    danger = say(
        "This is what a forgery looks like: anybody who has some certificate could make one for {host} in this way.",
        host=about.host,
    )
    remedy = say(
        "Do not go on before you know why. Whoever runs the server has to get a certificate from an authority that may "
        "issue it."
    )
    return Explanation(what, danger, Who.SERVER, remedy)


def _other_names(evidence: NameEvidence) -> str:
    gaps: dict[str, object] = {"typed": evidence.typed, "names": listed(evidence.valid_for)}
    if evidence.typed in evidence.valid_for:
        return say("The certificate has {typed} as a name, where it should have it as an address.", **gaps)
    if any("*" in each for each in evidence.valid_for):
        return say(
            "You typed {typed}, but the certificate is for {names}. A star stands for the first part of a name only, "
            "up to its first dot, and for the whole of it.",
            **gaps,
        )
    return say("You typed {typed}, but the certificate is for {names}.", **gaps)


def _nameless(about: About) -> str:
    evidence = about.problem.evidence
    if isinstance(evidence, NameEvidence) and evidence.common_name:
        return say(
            "The certificate has {name} only as its common name, an old field that counts no more.",
            name=evidence.common_name,
        )
    return say("The certificate says for no server that it is for it.")


def _rename(about: About) -> str:
    return say(
        "Whoever runs the server has to get a certificate that has {host} among its names.", host=about.host
    )


def _likely(typed: str, names: Sequence[str]) -> str | None:
    """Give the name that was most likely meant: one of the same domain if there is any, and no pattern or address."""
    plain = [each for each in names if "*" not in each and not _is_address(each)]
    domain = typed.lower().partition(".")[2]
    alike = (each for each in plain if domain and f".{each.lower()}".endswith(f".{domain}"))
    return next(alike, plain[0] if plain else None)


def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True


def _source(about: About) -> str:
    evidence = about.problem.evidence
    return evidence.source if isinstance(evidence, WordsEvidence) else "Postroom"


def _words(about: About) -> str:
    evidence = about.problem.evidence
    return evidence.words if isinstance(evidence, WordsEvidence) else ""
