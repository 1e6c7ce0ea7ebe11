"""The page of a certificate as plain text, for a mail to whoever must act."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from postroom.desktop.certificate.court import Charge, Court
from postroom.desktop.certificate.facts import certificate_facts, connection_facts
from postroom.desktop.certificate.path import path
from postroom.model.text import say


def as_text(court: Court, now: datetime) -> str:
    """Give everything that the page shows."""
    return "\n".join(_lines(court, now)) + "\n"


def _lines(court: Court, now: datetime) -> Iterator[str]:
    yield court.headline
    yield say("Server: {server}", server=court.endpoint)
    for charge in court.charges:
        yield ""
        yield from _about(charge)
    yield ""
    yield say("Path of trust:")
    for link in path(court.tls, now):
        yield f"  {link.sentence}"
    for opinion in court.opinions:
        yield say("{store}: {words}", store=opinion.name, words=opinion.words)
    if court.difference:
        yield court.difference
    for name, value in connection_facts(court.tls):
        yield f"{name}: {value}"
    for certificate in court.tls.chain:
        yield ""
        yield from (f"{name}: {value}" for name, value in certificate_facts(certificate, now))


def _about(charge: Charge) -> Iterator[str]:
    words = charge.explanation
    yield f"[{charge.problem.kind}] {words.what}"
    yield say("What could happen: {danger}", danger=words.danger)
    yield say("Who must act: {who}", who=charge.who)
    yield say("What to do: {remedy}", remedy=words.remedy)
    if charge.excuse:
        yield charge.excuse
