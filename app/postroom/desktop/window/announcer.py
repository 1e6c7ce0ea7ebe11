"""Says every change of a session's state: in the status bar, and to those who listen to a screen reader."""

from __future__ import annotations

from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QGuiApplication

from postroom.desktop.parts.elided import ElidedLabel
from postroom.desktop.session.reading import fact, reading
from postroom.engine.changes import SessionKey
from postroom.model.session import SessionSnapshot, SessionState
from postroom.model.text import say


class Announcer:
    """Writes to `label`, and announces what it writes."""

    def __init__(self, label: ElidedLabel) -> None:
        self._label = label
        self._states: dict[SessionKey, SessionState] = {}

    def say(self, words: str) -> None:
        """Say `words` once."""
        self._label.setText(words)
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self._label, words))

    def copy(self, text: str, words: str) -> None:
        """Put `text` on the clipboard, and confirm it with `words`."""
        QGuiApplication.clipboard().setText(text)
        self.say(words)

    def session_changed(self, key: SessionKey, snapshot: SessionSnapshot | None) -> None:
        """Say how a session stands now, if that is something else than before."""
        if snapshot is None or self._states.get(key) is snapshot.state:
            return
        self._states[key] = snapshot.state
        self.say(sentence(key, snapshot))


def sentence(key: SessionKey, snapshot: SessionSnapshot) -> str:
    """Say how a session stands."""
    who = {"protocol": key.protocol.label, "account": key.account}
    word = reading(snapshot).word
    if snapshot.error is not None:
        return say(
            "{protocol} of {account}: {word}. {message}", word=word, message=snapshot.error.message, **who
        )
    if snapshot.state is SessionState.OPENING:
        return say("{protocol} of {account}: starting.", **who)
    if snapshot.state is SessionState.READY:
        return say("{protocol} of {account}: {word}, {fact}.", word=word, fact=fact(snapshot), **who)
    return say("{protocol} of {account}: {word}.", word=word, **who)
