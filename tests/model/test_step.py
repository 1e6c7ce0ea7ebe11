"""The steps and their order."""

from __future__ import annotations

import pytest

from postroom.model.endpoint import Security
from postroom.model.step import Step, not_tried, planned_steps
from tests.model.samples import records


@pytest.mark.parametrize(
    ("security", "auth", "steps"),
    [
        (Security.NONE, False, "resolve connect greeting hello ready"),
        (Security.NONE, True, "resolve connect greeting hello auth ready"),
        (Security.TLS, True, "resolve connect tls greeting hello auth ready"),
        (Security.STARTTLS, True, "resolve connect greeting hello tls hello auth ready"),
        (Security.STARTTLS, False, "resolve connect greeting hello tls hello ready"),
    ],
)
def test_tls_stands_where_it_starts(security: Security, auth: bool, steps: str) -> None:
    assert " ".join(planned_steps(security, auth=auth)) == steps


def test_not_tried_is_what_has_no_record() -> None:
    planned = planned_steps(Security.STARTTLS, auth=False)
    tried = records(Step.RESOLVE, Step.CONNECT, Step.GREETING, Step.HELLO)
    assert not_tried(planned, tried) == (Step.TLS, Step.HELLO, Step.READY)
    assert not_tried(planned, ()) == planned
