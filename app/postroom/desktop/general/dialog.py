"""The general settings: entered, then applied, restored to what is saved, or set back to what is usual."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Final

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from postroom.desktop.form.authorities import AuthorityFiles, trust_modes
from postroom.desktop.form.editors import ChoiceEditor, Editor, TextEditor
from postroom.desktop.form.field_box import Hint, labelled
from postroom.desktop.form.ignore_fields import IgnoreFields
from postroom.desktop.general.spooler_fields import SpoolerFields
from postroom.desktop.general.values import GeneralSettings
from postroom.desktop.look.fonts import Face, font
from postroom.desktop.parts.kind import set_kind, set_role
from postroom.desktop.parts.wrapped import wrapped
from postroom.model.account_errors import Problem, Severity
from postroom.model.account_fields import Field
from postroom.model.account_rules import TIMEOUT_RANGE
from postroom.model.endpoint import Protocol
from postroom.model.plan import DEFAULT_TIMEOUT, Trust
from postroom.model.text import say
from postroom.model.tls import TrustMode

_WIDTH: Final = 760


class GeneralDialog(QDialog):
    """Shows and edits `GeneralSettings`; what is applied takes effect at once, and the dialog stays open."""

    apply_wanted = Signal(object)
    """The `GeneralSettings` that are to count from now on."""

    def __init__(self, saved: GeneralSettings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._saved = saved
        self.setWindowTitle(say("General settings"))
        self.trust = ChoiceEditor(trust_modes())
        self.authorities = AuthorityFiles()
        self.timeout = TextEditor(placeholder=f"{DEFAULT_TIMEOUT:g}", fixed=True)
        self.ignore = IgnoreFields()
        self.spooler = SpoolerFields()
        self.hint = Hint()
        self.apply_button = QPushButton(say("&Apply"))
        self.restore_button = QPushButton(say("Resto&re"))
        self.default_button = QPushButton(say("&Default"))
        self.close_button = QPushButton(say("Close"))
        self._connect()
        self._lay_out()
        self._show(saved)
        self.ensurePolished()
        self._fit()

    def _connect(self) -> None:
        editors: tuple[Editor, ...] = (self.trust, self.authorities.editor, self.timeout)
        for edited in (*(editor.edited for editor in editors), self.ignore.edited, self.spooler.edited):
            edited.connect(self._refresh)
        self.ignore.switch.toggled.connect(self._fit)
        self.apply_button.clicked.connect(self._apply)
        self.restore_button.clicked.connect(self._restore)
        self.default_button.clicked.connect(self._set_back)
        self.close_button.clicked.connect(self.reject)

    def _lay_out(self) -> None:
        trust = QHBoxLayout()
        trust.setSpacing(8)
        trust.addLayout(labelled(say("&Believe the authorities of"), self.trust), 1)
        trust.addLayout(labelled(say("Further authorities (PEM files)"), self.authorities), 2)
        new = QHBoxLayout()
        new.addLayout(labelled(say("&Time-out in s"), self.timeout))
        self.timeout.setFixedWidth(96)
        new.addStretch(1)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addWidget(self.default_button)
        buttons.addStretch(1)
        for button in (self.close_button, self.restore_button, self.apply_button):
            buttons.addWidget(button)
        self.apply_button.setDefault(True)
        set_kind(self.apply_button, "primary")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 20, 24, 16)
        layout.setSpacing(8)
        layout.addWidget(_heading(say("Certificates")))
        layout.addLayout(trust)
        layout.addWidget(_remark(say("Counts for every account that does not choose for itself.")))
        layout.addSpacing(8)
        layout.addWidget(_heading(say("New accounts")))
        layout.addLayout(new)
        layout.addWidget(self.ignore)
        layout.addSpacing(8)
        layout.addWidget(_heading(say("Spooler")))
        layout.addWidget(self.spooler)
        layout.addWidget(self.hint)
        layout.addLayout(buttons)

    def show_saved(self, saved: GeneralSettings) -> None:
        """Note what counts now; what was entered since stays."""
        self._saved = saved
        self._refresh()

    def follow_spooler(self, *, usable: bool, disabled: bool) -> None:
        """Let the switch follow the spooler, unless somebody has been at it; allow it where there is a spooler."""
        if self.spooler.disabled.isChecked() == self._saved.spooler_disabled:
            self.spooler.disabled.setChecked(disabled)
        self.spooler.disabled.setEnabled(usable)
        if disabled is not self._saved.spooler_disabled:
            self.show_saved(replace(self._saved, spooler_disabled=disabled))

    @property
    def entered(self) -> GeneralSettings | None:
        """What was entered; None where it cannot count."""
        timeout, days = self._timeout(), self.spooler.history_days
        if timeout is None or days is None:
            return None
        toggles = {protocol: editor.chosen for protocol, editor in self.ignore.grid.editors.items()}
        return GeneralSettings(
            Trust(TrustMode(str(self.trust.read())), tuple(map(Path, self.authorities.files))),
            timeout,
            toggles[Protocol.POP3],
            toggles[Protocol.SMTP],
            days,
            self.spooler.answer,
            self.spooler.disabled.isChecked(),
        )

    def _timeout(self) -> float | None:
        lowest, highest = TIMEOUT_RANGE
        try:
            seconds = float(self.timeout.text().strip() or DEFAULT_TIMEOUT)
        except ValueError:
            return None
        return seconds if lowest <= seconds <= highest else None

    def _show(self, settings: GeneralSettings) -> None:
        self.trust.write(settings.trust.mode.value)
        self.authorities.editor.write(tuple(map(str, settings.trust.ca_files)) or None)
        self.timeout.write(None if settings.timeout == DEFAULT_TIMEOUT else settings.timeout)
        ignored = {
            Field.POP3_IGNORE: tuple(settings.ignore_incoming),
            Field.SMTP_IGNORE: tuple(settings.ignore_outgoing),
        }
        self.ignore.write({field: kinds for field, kinds in ignored.items() if kinds})
        self.spooler.show_values(settings.history_days, settings.on_close, disabled=settings.spooler_disabled)
        self._refresh()

    @Slot()
    def _refresh(self) -> None:
        entered = self.entered
        self.timeout.mark("" if self._timeout() else Severity.ERROR.value)
        self.spooler.mark()
        if entered is None:
            self.hint.show_problems(self._wrong())
        elif entered.ignore_incoming | entered.ignore_outgoing:
            sentence = say("Every new account will have its certificates checked less than it could.")
            self.hint.show_problems([Problem(Field.POP3_IGNORE, Severity.WARNING, sentence)])
        else:
            self.hint.show_remark("")
        self.apply_button.setEnabled(entered is not None and entered != self._saved)
        self.restore_button.setEnabled(entered != self._saved)
        self.default_button.setEnabled(entered != GeneralSettings())

    def _wrong(self) -> list[Problem]:
        sentences = []
        if self._timeout() is None:
            sentences.append(say("The time-out must be between 1 and 600 seconds."))
        sentences.append(self.spooler.problem)
        return [Problem("", Severity.ERROR, sentence) for sentence in sentences if sentence]

    @Slot()
    def _fit(self) -> None:
        """Be as high as what is shown."""
        for widget in (self.ignore, self):
            layout = widget.layout()
            if layout is not None:
                layout.activate()
        self.resize(_WIDTH, self.heightForWidth(_WIDTH))

    @Slot()
    def _apply(self) -> None:
        self.apply_wanted.emit(self.entered)

    @Slot()
    def _restore(self) -> None:
        self._show(self._saved)

    @Slot()
    def _set_back(self) -> None:
        """Enter what is usual; it counts once it is applied."""
        self._show(GeneralSettings())


def _heading(words: str) -> QLabel:
    label = QLabel(words)
    label.setFont(font(Face.STRONG))
    return label


def _remark(words: str) -> QLabel:
    label = wrapped(words)
    label.setFont(font(Face.SMALL))
    set_role(label, "muted")
    return label
