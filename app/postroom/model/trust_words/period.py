"""Certificates out of their time, and clocks that make them look so."""

from __future__ import annotations

from postroom.model.problems import PeriodEvidence
from postroom.model.text import say, say_count
from postroom.model.trust_words.wording import About, Explanation, Who, day


def expired(about: About) -> Explanation:
    """Say since when a certificate counts no more, or that the clock is ahead."""
    what = _expired(about)
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
        "It comes from the list of trusted authorities on this computer: install the system's updates."
    )
    return Explanation(what, danger, Who.YOU, remedy)


def not_yet_valid(about: About) -> Explanation:
    """Say from when on a certificate counts, or that the clock is behind."""
    evidence = about.problem.evidence
    if not isinstance(evidence, PeriodEvidence):
        what = say("The certificate of {subject} is not valid yet.", subject=about.subject)
    else:
        what = say(
            "The certificate of {subject} is valid from {date} on, and not before.",
            subject=about.subject,
            date=day(evidence.not_before),
        )
    if all_off(about):
        return _clock(about, what)
    danger = say(
        "The certificate may have been made for another time, or with a wrong clock: it proves nothing yet."
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


def _expired(about: About) -> str:
    evidence = about.problem.evidence
    if not isinstance(evidence, PeriodEvidence):
        return say("The certificate of {subject} has expired.", subject=about.subject)
    days = (evidence.at - evidence.not_after).days
    if days < 1:
        return say(
            "The certificate of {subject} expired on {date}, within the last day.",
            subject=about.subject,
            date=day(evidence.not_after),
        )
    return say_count(
        "The certificate of {subject} expired on {date}, {n} day ago.",
        "The certificate of {subject} expired on {date}, {n} days ago.",
        days,
        subject=about.subject,
        date=day(evidence.not_after),
    )
