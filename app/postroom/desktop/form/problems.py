"""Tells the problems of a draft beside the fields that they are about."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import cast

from PySide6.QtWidgets import QWidget

from postroom.desktop.form.group import FieldGroup
from postroom.model.account_errors import Problem, Severity
from postroom.model.account_fields import Field


class ProblemTeller:
    """Marks the fields of `groups`, each of which tells its gravest problems; untouched fields tell none."""

    def __init__(self, groups: Sequence[FieldGroup]) -> None:
        self._groups = groups
        self._touched: set[Field] = set()

    def begin(self, touched: Iterable[Field]) -> None:
        """Begin with a new draft, of which the fields `touched` count as touched."""
        self._touched = set(touched)

    def touch(self, fields: Iterable[Field]) -> None:
        """Note that somebody has been at `fields`."""
        self._touched.update(fields)

    def tell(self, problems: Sequence[Problem]) -> None:
        """Tell `problems`, errors before warnings."""
        told = [p for p in problems if Field(p.field) in self._touched]
        told.sort(key=lambda problem: problem.severity is not Severity.ERROR)
        for group in self._groups:
            own = [problem for problem in told if Field(problem.field) in group.editors]
            for field, editor in group.editors.items():
                marks = [problem.severity.value for problem in own if problem.field == field]
                editor.mark(marks[0] if marks else "")
            if own:
                group.hint.show_problems([p for p in own if p.severity is own[0].severity])
            else:
                group.hint.show_remark(group.remark)

    def first_error(self, problems: Iterable[Problem]) -> tuple[FieldGroup, QWidget] | None:
        """Find the field of the first problem that forbids to save."""
        for problem in problems:
            if problem.severity is Severity.ERROR:
                for group in self._groups:
                    editor = group.editors.get(Field(problem.field))
                    if editor is not None:
                        return group, cast("QWidget", editor)
        return None
