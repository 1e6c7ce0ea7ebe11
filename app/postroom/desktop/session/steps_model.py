"""The steps of a session as rows: those on record, then those that were not tried."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from postroom.desktop.parts.plain_tip import plain_tip
from postroom.desktop.words import duration, step_meaning, step_name
from postroom.model.endpoint import Protocol
from postroom.model.step import Step, StepRecord, StepState
from postroom.model.text import say

ROW: Final = Qt.ItemDataRole.UserRole
"""Gives the `StepRow`."""

Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class StepRow:
    """A planned step, and its record where it was begun."""

    step: Step
    record: StepRecord | None


class StepsModel(QAbstractListModel):
    """Rows of `StepRow`; the tooltip tells all that is known, the accessible text is a sentence."""

    def __init__(self, protocol: Protocol, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._protocol = protocol
        self.rows: tuple[StepRow, ...] = ()

    def show(self, planned: Sequence[Step], records: Sequence[StepRecord]) -> None:
        """Show a session that is to go through `planned` and has gone through `records`."""
        known = [*records, *[None] * (len(planned) - len(records))]
        rows = tuple(StepRow(step, record) for step, record in zip(planned, known, strict=False))
        if [row.step for row in rows] != [row.step for row in self.rows]:
            self.beginResetModel()
            self.rows = rows
            self.endResetModel()
            return
        changed = [i for i, (old, new) in enumerate(zip(self.rows, rows, strict=True)) if old != new]
        self.rows = rows
        if changed:
            self.dataChanged.emit(self.index(changed[0]), self.index(changed[-1]))

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        row = self.rows[index.row()]
        match role:
            case Qt.ItemDataRole.UserRole:
                return row
            case Qt.ItemDataRole.DisplayRole:
                return step_name(row.step)
            case Qt.ItemDataRole.AccessibleTextRole:
                return sentence(row)
            case Qt.ItemDataRole.ToolTipRole:
                return plain_tip(story(row, self._protocol))
            case Qt.ItemDataRole.AccessibleDescriptionRole:
                return story(row, self._protocol)
        return None


def sentence(row: StepRow) -> str:
    """Read a row aloud."""
    name = step_name(row.step)
    if row.record is None:
        return say("{step}: not tried.", step=name)
    time = duration(row.record.seconds)
    template = {
        StepState.OK: say("{step}: done in {time}. {detail}"),
        StepState.FAILED: say("{step}: failed after {time}. {detail}"),
        StepState.RUNNING: say("{step}: running. {detail}"),
    }[row.record.state]
    return template.format(step=name, time=time, detail=row.record.detail).strip()


def story(row: StepRow, protocol: Protocol) -> str:
    """Tell all that is known of a step: what it is for, its fact, when it ran, and every address that was dialled."""
    lines = [step_meaning(row.step, protocol)]
    if row.record is None:
        return "\n".join([*lines, say("Not tried.")])
    if row.record.detail:
        lines.append(row.record.detail)
    for attempt in row.record.attempts:
        result = attempt.error or say("connected")
        lines.append(
            say(
                "{address}: {result}, after {time}",
                address=attempt.address,
                result=result,
                time=duration(attempt.seconds),
            )
        )
    lines.append(
        say(
            "Began at {start}, took {time}.",
            start=duration(row.record.started),
            time=duration(row.record.seconds),
        )
    )
    return "\n".join(lines)
