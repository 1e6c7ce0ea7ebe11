"""Brings the rows of a model to what they are to be by removing, inserting and moving, and never by a reset."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

from PySide6.QtCore import QAbstractItemModel, QModelIndex

R = TypeVar("R")


def arrange(model: QAbstractItemModel, rows: list[R], wanted: Sequence[R], key: Callable[[R], str]) -> None:
    """Let `rows`, which `model` shows, have the keys of `wanted` in their order. What changed inside is not told."""
    keys = {key(row) for row in wanted}
    for place in reversed(range(len(rows))):
        if key(rows[place]) not in keys:
            model.beginRemoveRows(QModelIndex(), place, place)
            del rows[place]
            model.endRemoveRows()
    if rows:
        for place, row in enumerate(wanted):
            _put(model, rows, place, row, key)
    elif wanted:
        model.beginInsertRows(QModelIndex(), 0, len(wanted) - 1)
        rows[:] = wanted
        model.endInsertRows()


def _put(model: QAbstractItemModel, rows: list[R], place: int, row: R, key: Callable[[R], str]) -> None:
    if place < len(rows) and key(rows[place]) == key(row):
        return
    former = next((n for n in range(place, len(rows)) if key(rows[n]) == key(row)), None)
    if former is None:
        model.beginInsertRows(QModelIndex(), place, place)
        rows.insert(place, row)
        model.endInsertRows()
    else:
        model.beginMoveRows(QModelIndex(), former, former, QModelIndex(), place)
        rows.insert(place, rows.pop(former))
        model.endMoveRows()


def spans(places: Sequence[int]) -> Iterable[tuple[int, int]]:
    """Give the first and the last of each unbroken run in `places`, which are in order."""
    start = previous = None
    for place in places:
        if start is None or previous is None:
            start = place
        elif place != previous + 1:
            yield start, previous
            start = place
        previous = place
    if start is not None and previous is not None:
        yield start, previous
