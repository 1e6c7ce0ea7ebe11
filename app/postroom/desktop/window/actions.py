"""Everything that can be done, by name and shortcut: menus, buttons and the palette all lead here."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget

from postroom.desktop.look.icons import Icon, qicon
from postroom.model.text import say


class Act(Enum):
    """What can be done."""

    ADD = auto()
    START = auto()
    STOP = auto()
    CANCEL = auto()
    START_POP3 = auto()
    START_SMTP = auto()
    SETTINGS = auto()
    GENERAL = auto()
    PASSWORD = auto()
    APPLY = auto()
    RESTORE = auto()
    REMOVE = auto()
    UNDO = auto()
    REPORT = auto()
    COMPACT = auto()
    FILTER = auto()
    FIND = auto()
    TRANSCRIPT = auto()
    CERTIFICATE = auto()
    CAPABILITIES = auto()
    WIDEN = auto()
    SHOW_POP3 = auto()
    SHOW_SMTP = auto()
    EXCEPTIONS = auto()
    SPOOLER = auto()
    DISABLE_SPOOLER = auto()
    PAUSE_SPOOLER = auto()
    NUDGE_SPOOLER = auto()
    SEARCH_MESSAGES = auto()
    CHOOSE_MESSAGES = auto()
    SHOW_MESSAGES = auto()
    RETRY_MESSAGES = auto()
    HOLD_MESSAGES = auto()
    RELEASE_MESSAGES = auto()
    CANCEL_MESSAGES = auto()
    REQUEUE_MESSAGES = auto()
    RESOLVE_AS_SENT = auto()
    RESOLVE_BY_RESENDING = auto()
    STOP_MESSAGES = auto()
    EXPORT_MESSAGES = auto()
    COPY_MESSAGES = auto()
    NEXT = auto()
    PREVIOUS = auto()
    DEMO = auto()
    END_DEMO = auto()
    RELOAD = auto()
    PALETTE = auto()
    QUIT = auto()


@dataclass(frozen=True, slots=True)
class Spec:
    """How an action is called, what it looks like, and its keys."""

    text: str
    keys: str = ""
    icon: Icon | None = None
    checkable: bool = False


def specs() -> dict[Act, Spec]:
    """Name every action."""
    return {
        Act.ADD: Spec(say("Add account"), "Ctrl+N", Icon.PLUS),
        Act.START: Spec(say("&Start both"), "F5", Icon.PLAY),
        Act.STOP: Spec(say("Sto&p"), "Shift+F5", Icon.STOP),
        Act.CANCEL: Spec(say("&Cancel"), "Ctrl+.", Icon.CLOSE),
        Act.START_POP3: Spec(say("Start POP3"), "Ctrl+Shift+1", Icon.PLAY),
        Act.START_SMTP: Spec(say("Start SMTP"), "Ctrl+Shift+2", Icon.PLAY),
        Act.SETTINGS: Spec(say("Edit settings"), "Ctrl+E", Icon.EDIT),
        Act.GENERAL: Spec(say("General settings"), "Ctrl+,", Icon.GEAR),
        Act.PASSWORD: Spec(say("Edit password"), "Ctrl+P", Icon.KEY),
        Act.APPLY: Spec(say("Apply the settings"), "Ctrl+S"),
        Act.RESTORE: Spec(say("Restore the settings"), "Ctrl+R", Icon.RETRY),
        Act.REMOVE: Spec(say("Delete account"), "Ctrl+Backspace", Icon.TRASH),
        Act.UNDO: Spec(say("Undo"), "Ctrl+Z"),
        Act.REPORT: Spec(say("Copy report"), "Ctrl+Shift+C", Icon.COPY),
        Act.COMPACT: Spec(say("Compact list of accounts"), "Ctrl+Shift+L", checkable=True),
        Act.FILTER: Spec(say("Filter accounts"), "Ctrl+L", Icon.SEARCH),
        Act.FIND: Spec(say("Find in what is shown"), "Ctrl+F", Icon.SEARCH),
        Act.TRANSCRIPT: Spec(say("Show the transcript"), "Ctrl+3"),
        Act.CERTIFICATE: Spec(say("Show the certificate"), "Ctrl+4", Icon.LOCK),
        Act.CAPABILITIES: Spec(say("Show the capabilities"), "Ctrl+5"),
        Act.WIDEN: Spec(say("Give the details the whole page"), "Ctrl+6", Icon.CHEVRON_UP),
        Act.SHOW_POP3: Spec(say("Show the POP3 session"), "Ctrl+1"),
        Act.SHOW_SMTP: Spec(say("Show the SMTP session"), "Ctrl+2"),
        Act.EXCEPTIONS: Spec(say("Certificate exceptions"), "Ctrl+7", Icon.LOCK),
        Act.SPOOLER: Spec(say("Spooler"), "Ctrl+8", Icon.MAIL),
        Act.DISABLE_SPOOLER: Spec(say("Disable the email spooler"), "Ctrl+Shift+X", checkable=True),
        Act.PAUSE_SPOOLER: Spec(say("Pause the spooler"), "Ctrl+Shift+P", Icon.PAUSE),
        Act.NUDGE_SPOOLER: Spec(say("Try waiting accounts again now"), "Ctrl+Shift+N", Icon.RETRY),
        Act.SEARCH_MESSAGES: Spec(say("Search messages"), "", Icon.SEARCH),
        Act.CHOOSE_MESSAGES: Spec(say("Choose all messages that match"), "Ctrl+Shift+A", Icon.CHECK),
        Act.SHOW_MESSAGES: Spec(say("Show all messages"), "", Icon.MAIL),
        Act.RETRY_MESSAGES: Spec(say("Retry messages now"), "Ctrl+Shift+T", Icon.RETRY),
        Act.HOLD_MESSAGES: Spec(say("Hold messages"), "Ctrl+Shift+H", Icon.PAUSE),
        Act.RELEASE_MESSAGES: Spec(say("Release messages"), "Ctrl+Shift+G", Icon.PLAY),
        Act.CANCEL_MESSAGES: Spec(say("Cancel messages"), "", Icon.CANCELLED),
        Act.REQUEUE_MESSAGES: Spec(say("Queue messages again"), "Ctrl+Shift+Q", Icon.RETRY),
        Act.RESOLVE_AS_SENT: Spec(say("Resolve messages as sent"), "", Icon.CHECK),
        Act.RESOLVE_BY_RESENDING: Spec(say("Resolve messages: send again"), "", Icon.RETRY),
        Act.STOP_MESSAGES: Spec(say("Stop what is done to messages"), "Ctrl+Shift+S", Icon.STOP),
        Act.EXPORT_MESSAGES: Spec(say("Export messages as .eml"), "Ctrl+Shift+E", Icon.REPORT),
        Act.COPY_MESSAGES: Spec(say("Copy messages as text"), "", Icon.COPY),
        Act.NEXT: Spec(say("Next account"), "Ctrl+PgDown"),
        Act.PREVIOUS: Spec(say("Previous account"), "Ctrl+PgUp"),
        Act.DEMO: Spec(say("Try the demo"), "Ctrl+D", Icon.SERVER),
        Act.END_DEMO: Spec(say("End the demo"), "", Icon.SERVER),
        Act.RELOAD: Spec(say("Read the files again"), "Ctrl+Shift+R"),
        Act.PALETTE: Spec(say("Find a command"), "Ctrl+K", Icon.COMMAND),
        Act.QUIT: Spec(say("Quit"), "Ctrl+Q"),
    }


class Actions:
    """The actions of `window`, which has all their shortcuts."""

    def __init__(self, window: QWidget) -> None:
        self._actions = {act: _make(spec, window) for act, spec in specs().items()}

    def __getitem__(self, act: Act) -> QAction:
        return self._actions[act]

    def __iter__(self) -> Iterator[QAction]:
        return iter(self._actions.values())

    def enable(self, *acts: Act, when: bool) -> None:
        """Allow `acts`, or forbid them."""
        for act in acts:
            self._actions[act].setEnabled(when)


def _make(spec: Spec, window: QWidget) -> QAction:
    action = QAction(spec.text, window)
    plain = spec.text.replace("&", "")
    action.setToolTip(plain)
    action.setCheckable(spec.checkable)
    if spec.icon is not None:
        action.setIcon(qicon(spec.icon))
    if spec.keys:
        keys = QKeySequence(spec.keys)
        action.setShortcut(keys)
        action.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
        shown = keys.toString(QKeySequence.SequenceFormat.NativeText)
        action.setToolTip(say("{action} ({keys})", action=plain, keys=shown))
    window.addAction(action)
    return action
