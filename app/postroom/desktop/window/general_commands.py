"""Shows the general settings, and lets what is applied there count."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from postroom.desktop.general.values import GeneralSettings
from postroom.desktop.window.main_window import MainWindow
from postroom.engine.changes import Changes
from postroom.engine.engine import Engine
from postroom.model.spool_errors import SpoolError
from postroom.model.text import say

if TYPE_CHECKING:
    from postroom.desktop.general.dialog import GeneralDialog


def general_settings(engine: Engine) -> GeneralSettings:
    """Give what counts now."""
    saved = engine.preferences
    return GeneralSettings(
        saved.trust,
        saved.timeout,
        saved.ignore_incoming,
        saved.ignore_outgoing,
        saved.history_days,
        saved.on_close,
        not engine.spooler.switches.enabled,
    )


class GeneralCommands(QObject):
    """Keeps one dialog at most."""

    def __init__(self, engine: Engine, window: MainWindow) -> None:
        super().__init__(window)
        self._engine = engine
        self._window = window
        self._dialog: GeneralDialog | None = None
        self._stop: Callable[[], None] = _nothing

    @Slot()
    def edit(self) -> None:
        """Show the settings."""
        from postroom.desktop.general.dialog import GeneralDialog

        if self._dialog is None:
            self._dialog = GeneralDialog(general_settings(self._engine), self._window)
            self._dialog.apply_wanted.connect(self.apply)
            self._dialog.finished.connect(self._let_go)
            self._stop = self._engine.subscribe(self._follow)
            self._follow_spooler()
        self._dialog.open()

    @Slot(object)
    def apply(self, settings: GeneralSettings) -> None:
        """Let `settings` count from now on."""
        changed = replace(
            self._engine.preferences,
            trust=settings.trust,
            timeout=settings.timeout,
            ignore_incoming=settings.ignore_incoming,
            ignore_outgoing=settings.ignore_outgoing,
            history_days=settings.history_days,
            on_close=settings.on_close,
        )
        try:
            self._engine.change_preferences(changed)
        except OSError as error:
            self._window.complain(say("The settings could not be saved: {error}", error=error))
            return
        self._window.announcer.say(say("The general settings are saved."))
        if settings.spooler_disabled is self._engine.spooler.switches.enabled:
            self._engine.spawn(self._switch(disable=settings.spooler_disabled), name="switch the spooler")
        if self._dialog is not None:
            saved = replace(general_settings(self._engine), spooler_disabled=settings.spooler_disabled)
            self._dialog.show_saved(saved)

    async def _switch(self, *, disable: bool) -> None:
        spooler = self._engine.spooler
        try:
            await (spooler.disable() if disable else spooler.enable())
        except SpoolError as error:
            self._window.complain(str(error))
        self._follow_spooler()

    def _follow(self, changes: Changes) -> None:
        if changes.spooler:
            self._follow_spooler()

    def _follow_spooler(self) -> None:
        spooler = self._engine.spooler
        if self._dialog is not None:
            self._dialog.follow_spooler(usable=spooler.is_open, disabled=not spooler.switches.enabled)

    @Slot()
    def _let_go(self) -> None:
        self._stop()
        if self._dialog is not None:
            self._dialog.deleteLater()
            self._dialog = None


def _nothing() -> None:
    """Stands for the end of listening while nobody listens."""
