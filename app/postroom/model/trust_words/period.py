"""Certificates out of their time, and clocks that make them look so."""

from __future__ import annotations

from postroom.model.problems import PeriodEvidence
from postroom.model.text import say, say_count
from postroom.model.trust_words.wording import About, Explanation, Who, day


def expired(about: About) -> Explanation:
    """Say since when a certificate counts no more, or that the clock is ahead."""
    what = _server_expired(about) if about.server else _issuer_expired(about)
    if all_off(about):
        return _clock(about, what)
    danger = say(
        "Nobody watches over an expired certificate: if its key was stolen since, the thief could pose as {host}.",
        host=about.host,
    )
    if about.server:
        remedy = say("Whoever runs the server has to renew the certificate, and to start the server again.")
        return Explanation(what, danger, Who.SERVER, remedy)
    if about.problem.position is not None:
        remedy = say(
            "Whoever runs the server has to replace this certificate in its chain by the current one of the authority."
        )
        return Explanation(what, danger, Who.SERVER, remedy)
    remedy = say(
        "It is one of the authorities that this computer trusts: install the updates of the system and of Postroom. If "
        "it is one of the account's trusted files, ask whoever gave it to you for a newer one."
    )
    return Explanation(what, danger, Who.YOU, remedy)


def not_yet_valid(about: About) -> Explanation:
    """Say from when on a certificate counts, or that the clock is behind."""
    what = _server_early(about) if about.server else _issuer_early(about)
    if all_off(about):
        return _clock(about, what)
    danger = say(
        "It may have been made for another time, or with a wrong clock: it proves nothing about {host} yet.",
        host=about.host,
    )
    remedy = say(
        "Check the clock of this computer, which says {now}. If it is right, whoever runs the server has to use a "
        "certificate that is valid today.",
        now=day(about.examination.at),
    )
    return Explanation(what, danger, Who.SERVER, remedy)


def all_off(about: About) -> bool:
    """Tell whether every certificate on a path of several is out of its time in the same way: then it is the clock."""
    at, path = about.examination.at, about.verdict.path
    behind = all(link.certificate.not_before > at for link in path)
    ahead = all(link.certificate.not_after <= at for link in path)
    return len(path) > 1 and (behind or ahead)


def _clock(about: About, what: str) -> Explanation:
    danger = say("With a wrong clock nobody can tell a certificate that counts from one that no longer does.")
    remedy = say(
        "All certificates of this server look out of time, so check the clock of this computer first: it says {now}.",
        now=day(about.examination.at),
    )
    return Explanation(what, danger, Who.YOU, remedy)


def _server_expired(about: About) -> str:
    evidence = about.problem.evidence
    if not isinstance(evidence, PeriodEvidence):
        return say("The server's certificate has expired.")
    days = (evidence.at - evidence.not_after).days
    if days < 1:
        return say(
            "The server's certificate expired on {date}, within the last day.", date=day(evidence.not_after)
        )
    return say_count(
        "The server's certificate expired on {date}, {n} day ago.",
        "The server's certificate expired on {date}, {n} days ago.",
        days,
        date=day(evidence.not_after),
    )


def _issuer_expired(about: About) -> str:
    evidence = about.problem.evidence
    if not isinstance(evidence, PeriodEvidence):
        return say(
            "The certificate of {subject}, which vouches for the server's, has expired.",
            subject=about.subject,
        )
    return say(
        "The certificate of {subject}, which vouches for the server's, expired on {date}.",
        subject=about.subject,
        date=day(evidence.not_after),
    )


def _server_early(about: About) -> str:
    evidence = about.problem.evidence
    if not isinstance(evidence, PeriodEvidence):
        return say("The server's certificate is not valid yet.")
    return say(
        "The server's certificate is valid from {date} on, and not before.", date=day(evidence.not_before)
    )


def _issuer_early(about: About) -> str:
    evidence = about.problem.evidence
    if not isinstance(evidence, PeriodEvidence):
        return say(
            "The certificate of {subject}, which vouches for the server's, is not valid yet.",
            subject=about.subject,
        )
    return say(
        "The certificate of {subject}, which vouches for the server's, is valid from {date} on, and not before.",
        subject=about.subject,
        date=day(evidence.not_before),
    )
