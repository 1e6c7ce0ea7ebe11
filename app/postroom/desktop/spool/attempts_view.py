"""The attempts at a message, the last one first, and what was said in the one that is chosen."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QSplitter, QWidget

from postroom.desktop.details.facts_tree import FactsTree
from postroom.desktop.details.transcript_view import TranscriptView
from postroom.desktop.parts.empty import OrEmpty
from postroom.desktop.spool.times import to_the_second
from postroom.desktop.words import duration
from postroom.model.spool_attempt import DeliveryAttempt
from postroom.model.text import say
from postroom.model.transcript import TranscriptLine


@dataclass(frozen=True, slots=True)
class _Said:
    """The transcript of an attempt, as a conversation that is over."""

    all: tuple[TranscriptLine, ...]

    @property
    def count(self) -> int:
        return len(self.all)

    def lines(self, since: int = 0) -> tuple[TranscriptLine, ...]:
        return self.all[since:]


class AttemptsView(QSplitter):
    """Shows `DeliveryAttempt`s."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._attempts: tuple[DeliveryAttempt, ...] = ()
        headings = (say("No."), say("Time"), say("Took"), say("Server"), say("What it came to"))
        self.list = FactsTree(headings, fixed=frozenset({3, 4}))
        self.list.setRootIsDecorated(False)
        self.list.setAccessibleName(say("Attempts"))
        self.transcript = TranscriptView()
        self._said = OrEmpty(self.transcript)
        self.addWidget(self.list)
        self.addWidget(self._said)
        self.setSizes([520, 380])
        self.setChildrenCollapsible(False)
        self.setHandleWidth(5)
        self.setFocusProxy(self.list)
        self.list.currentItemChanged.connect(self._follow)

    def show_attempts(self, attempts: tuple[DeliveryAttempt, ...]) -> None:
        """Show `attempts`, which come in their order."""
        self._attempts = tuple(reversed(attempts))
        self.list.clear()
        for each in self._attempts:
            started = to_the_second(each.started_at)
            self.list.add((str(each.number), started, duration(each.seconds), each.server, each.summary))
        self.list.fit_columns()
        newest = self.list.topLevelItem(0)
        if newest is not None:
            self.list.setCurrentItem(newest)
        self._follow()

    @Slot()
    def _follow(self) -> None:
        row = self.list.currentIndex().row()
        lines = self._attempts[row].transcript if 0 <= row < len(self._attempts) else ()
        self.transcript.show_conversation(_Said(lines))
        self._said.say_empty("" if lines else say("Nothing was said in this attempt, or it was not kept."))
