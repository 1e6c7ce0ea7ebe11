from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QModelIndex, Qt
from pytestqt.modeltest import ModelTester

from postroom.desktop.session.steps_model import StepsModel
from postroom.model.endpoint import Protocol
from tests.desktop import samples

ACCESSIBLE = Qt.ItemDataRole.AccessibleTextRole
TOOLTIP = Qt.ItemDataRole.ToolTipRole


@pytest.fixture
def model(qtmodeltester: ModelTester) -> StepsModel:
    model = StepsModel(Protocol.SMTP)
    qtmodeltester.check(model)  # type: ignore[no-untyped-call]
    return model


def told(model: StepsModel, role: Qt.ItemDataRole = ACCESSIBLE) -> list[str]:
    return [model.index(row).data(role) for row in range(model.rowCount())]


def test_what_is_planned_is_shown_before_it_is_tried(model: StepsModel) -> None:
    plan = samples.PLANS[Protocol.SMTP]
    model.show(plan.steps, ())
    assert told(model)[0] == "Resolve: not tried."
    assert model.rowCount() == len(plan.steps)


def test_rows_are_read_as_sentences(model: StepsModel) -> None:
    snapshot = samples.rejected()
    model.show(snapshot.plan.steps, snapshot.steps)
    assert told(model)[1] == "Connect: done in 31 ms. 192.0.2.17"
    assert told(model)[-2] == "Log in: failed after 9.0 ms. SCRAM-SHA-256"
    assert told(model)[-1] == "Ready: not tried."


def test_a_running_step_says_so(model: StepsModel) -> None:
    snapshot = samples.running(Protocol.SMTP, 3)
    model.show(snapshot.plan.steps, snapshot.steps)
    assert told(model)[2] == "Greeting: running. mx1.example.com ESMTP Postfix"


def test_the_tooltip_tells_every_address_that_was_dialled(model: StepsModel) -> None:
    snapshot = samples.rejected()
    model.show(snapshot.plan.steps, snapshot.steps)
    assert told(model, TOOLTIP)[1].splitlines() == [
        "Connects to an address of the host (TCP).",
        "192.0.2.17",
        "2001:db8:85a3::8a2e:370:7334: Network is unreachable, after 6.0 ms",
        "192.0.2.17: connected, after 25 ms",
        "Began at 4.0 ms, took 31 ms.",
    ]
    assert told(model, TOOLTIP)[-1].endswith("Not tried.")


def test_only_what_is_new_is_announced(model: StepsModel) -> None:
    steps = samples.PLANS[Protocol.SMTP].steps
    model.show(steps, samples.running(Protocol.SMTP, 3).steps)
    heard: list[tuple[int, int]] = []

    def hear(first: QModelIndex, last: QModelIndex) -> None:
        heard.append((first.row(), last.row()))

    model.dataChanged.connect(hear)
    model.modelReset.connect(lambda: heard.append((-1, -1)))
    model.show(steps, samples.running(Protocol.SMTP, 4).steps)
    model.show(steps, samples.running(Protocol.SMTP, 4).steps)
    assert heard == [(2, 3)]


def test_other_steps_are_shown_anew(model: StepsModel) -> None:
    model.show(samples.PLANS[Protocol.SMTP].steps, ())
    model.show(samples.PLANS[Protocol.POP3].steps, ())
    assert model.rowCount() == 7
    assert model.rowCount(model.index(0)) == 0
    assert model.data(QModelIndex()) is None
    assert model.index(0).data(Qt.ItemDataRole.FontRole) is None


def test_a_changed_plan_of_the_same_steps_keeps_its_rows(model: StepsModel) -> None:
    snapshot = samples.ready(Protocol.SMTP)
    model.show(snapshot.plan.steps, snapshot.steps)
    slower = tuple(replace(record, seconds=record.seconds * 2) for record in snapshot.steps)
    model.show(snapshot.plan.steps, slower)
    assert told(model)[1] == "Connect: done in 62 ms. 192.0.2.17"
