"""A session's values without its secret, before they are shown, kept or sent: a server may echo a password anywhere."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields, is_dataclass, replace
from enum import Enum
from typing import Any

from postroom.model.plan import SessionPlan
from postroom.model.redaction import Redactor
from postroom.model.session import SessionSnapshot
from postroom.model.transcript import TranscriptLine
from postroom.model.trust import BoundException


def redacted(
    snapshot: SessionSnapshot, lines: Sequence[TranscriptLine] = ()
) -> tuple[SessionSnapshot, tuple[TranscriptLine, ...]]:
    """Give the session and its conversation with every form of its secret taken out of all that came from outside."""
    credentials = snapshot.plan.credentials
    if credentials is None:
        return snapshot, tuple(lines)
    redactor = Redactor((credentials.secret,), (credentials.user,))
    clean: SessionSnapshot = _clean(snapshot, redactor)
    return clean, _clean(tuple(lines), redactor)


def _clean(value: Any, redactor: Redactor) -> Any:
    if isinstance(value, str) and not isinstance(value, Enum):
        return redactor(value)
    if isinstance(value, tuple):
        return tuple(_clean(item, redactor) for item in value)
    if is_dataclass(value) and not isinstance(value, type | SessionPlan | BoundException):
        changes = {field.name: _clean(getattr(value, field.name), redactor) for field in fields(value)}
        return replace(value, **changes)
    if hasattr(value, "__struct_fields__"):  # whoever made it has loaded its library
        from msgspec import structs

        changes = {name: _clean(getattr(value, name), redactor) for name in value.__struct_fields__}
        return structs.replace(value, **changes)
    return value
