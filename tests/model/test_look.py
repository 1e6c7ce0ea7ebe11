"""What is to be looked at, and what was seen."""

from __future__ import annotations

from dataclasses import replace

import pytest

from postroom.model.endpoint import Endpoint, Security
from postroom.model.look import Looked, LookPlan, complete_look
from postroom.model.service import Service
from postroom.model.trust import Judgement
from tests.model.samples import REJECTED_TLS, TLS

SMTP, POP3, IMAP = Service.SMTP, Service.POP3, Service.IMAP
STARTTLS, SINCE_THE_START = Security.STARTTLS, Security.TLS
PLAN = LookPlan(service=SMTP, endpoint=Endpoint("mail.example.com", 465, SINCE_THE_START))


@pytest.mark.parametrize(
    ("port", "service", "security", "found"),
    [
        (None, None, None, (SMTP, 465, SINCE_THE_START)),
        (None, IMAP, None, (IMAP, 993, SINCE_THE_START)),
        (None, POP3, STARTTLS, (POP3, 110, STARTTLS)),
        (None, None, STARTTLS, (SMTP, 587, STARTTLS)),
        (993, None, None, (IMAP, 993, SINCE_THE_START)),
        (143, None, None, (IMAP, 143, STARTTLS)),
        (25, None, None, (SMTP, 25, STARTTLS)),
        (995, None, None, (POP3, 995, SINCE_THE_START)),
        (2525, None, None, (SMTP, 2525, STARTTLS)),
        (2525, IMAP, SINCE_THE_START, (IMAP, 2525, SINCE_THE_START)),
    ],
)
def test_what_was_not_said_is_filled_in(
    port: int | None,
    service: Service | None,
    security: Security | None,
    found: tuple[Service, int, Security],
) -> None:
    chosen, endpoint = complete_look("mail.example.com", port, service, security)
    assert (chosen, endpoint.port, endpoint.security) == found
    assert endpoint.host == "mail.example.com"


def test_all_is_well_where_nothing_blocks() -> None:
    accepted = replace(REJECTED_TLS, judgement=Judgement((), (), None))
    assert Looked(plan=PLAN, tls=accepted).ok
    assert not Looked(plan=PLAN, tls=REJECTED_TLS).ok
    assert not Looked(plan=PLAN, tls=TLS).ok
    assert not Looked(plan=PLAN).ok
