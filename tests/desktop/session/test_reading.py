from __future__ import annotations

from dataclasses import replace

import pytest

from postroom.desktop.look.icons import Icon
from postroom.desktop.look.theme import Role
from postroom.desktop.session.reading import fact, reading
from postroom.model.endpoint import Protocol
from postroom.model.errors import ErrorCode
from postroom.model.session import SessionSnapshot, SessionState
from postroom.model.step import Step
from tests.desktop import samples
from tests.desktop.samples import RUNNING

POP3, SMTP = Protocol.POP3, Protocol.SMTP


def cancelled() -> SessionSnapshot:
    snapshot = samples.rejected()
    assert snapshot.error is not None
    return replace(snapshot, error=replace(snapshot.error, code=ErrorCode.CANCELLED))


def lost() -> SessionSnapshot:
    error = samples.rejected().error
    assert error is not None
    return replace(
        samples.ready(POP3),
        state=SessionState.FAILED,
        error=replace(error, code=ErrorCode.DISCONNECTED, step=Step.READY),
    )


CASES = [
    (None, Icon.UNTRIED, Role.UNTRIED, "Not started"),
    (SessionSnapshot(plan=samples.PLANS[POP3]), Icon.UNTRIED, Role.UNTRIED, "Not started"),
    (samples.running(POP3, 3), Icon.RUNNING, Role.RUNNING, "TLS"),
    (samples.running(POP3, 7), Icon.RUNNING, Role.RUNNING, "Proving"),
    (replace(samples.running(POP3), steps=()), Icon.RUNNING, Role.RUNNING, "Resolve"),
    (samples.ready(SMTP), Icon.OK, Role.PROVED, "Ready"),
    (replace(samples.ready(SMTP), state=SessionState.CLOSING), Icon.RUNNING, Role.RUNNING, "Closing"),
    (replace(samples.ready(SMTP), state=SessionState.CLOSED), Icon.CLOSED, Role.UNTRIED, "Closed"),
    (samples.rejected(), Icon.FAILED, Role.FAILED, "Stopped at log in"),
    (cancelled(), Icon.CANCELLED, Role.UNTRIED, "Cancelled"),
    (lost(), Icon.FAILED, Role.FAILED, "Connection lost"),
    (replace(samples.rejected(), error=None), Icon.FAILED, Role.FAILED, "Failed"),
]


@pytest.mark.parametrize(("snapshot", "icon", "role", "word"), CASES)
def test_a_state_is_told_by_shape_colour_and_word(
    snapshot: SessionSnapshot | None, icon: Icon, role: Role, word: str
) -> None:
    read = reading(snapshot)
    assert (read.icon, read.role, read.word) == (icon, role, word)


def test_verdicts_differ_in_shape_and_not_in_colour_alone() -> None:
    shapes = {reading(snapshot).icon for snapshot, *_ in CASES}
    assert len(shapes) == 6


def test_the_name_of_tls_keeps_its_capitals() -> None:
    error = samples.rejected().error
    assert error is not None
    snapshot = replace(samples.rejected(), error=replace(error, step=Step.TLS))
    assert reading(snapshot).word == "Stopped at TLS"


def test_the_fact_of_a_session() -> None:
    assert fact(None) == ""
    assert fact(samples.running(POP3)) == ""
    assert fact(samples.ready(POP3)) == "3 messages, 12 KB, 0.19 s"
    assert fact(samples.ready(SMTP)) == "logged in, 0.21 s"
    assert fact(replace(samples.ready(SMTP), authenticated=False)) == "not logged in, 0.21 s"
    assert fact(samples.rejected()) == "0.19 s"
    assert samples.running(POP3).steps[-1].state is RUNNING
