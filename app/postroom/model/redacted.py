"""A session's values without its secret, before they are shown, kept or sent: a server may echo a password anywhere."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import fields, is_dataclass, replace
from enum import Enum
from typing import Any, Final, TypeVar

from postroom.model.plan import SessionPlan
from postroom.model.redaction import Redactor
from postroom.model.session import SessionSnapshot
from postroom.model.transcript import TranscriptLine
from postroom.model.trust import BoundException

T = TypeVar("T")

_DIGESTS: Final = frozenset({"sha256", "key_sha256"})
"""What we computed ourselves; exceptions are bound to it, and four digits of it may well be somebody's password."""


def redacted(
    snapshot: SessionSnapshot, lines: Sequence[TranscriptLine] = ()
) -> tuple[SessionSnapshot, tuple[TranscriptLine, ...]]:
    """Give the session and its conversation with every form of its secret taken out of all that came from outside."""
    credentials = snapshot.plan.credentials
    if credentials is None:
        return snapshot, tuple(lines)
    redactor = Redactor((credentials.secret,), (credentials.user,))
    return cleaned(snapshot, redactor), cleaned(tuple(lines), redactor)


def cleaned(value: T, redact: Callable[[str], str]) -> T:
    """Give `value` with every text in it as `redact` leaves it; plans and bound exceptions are ours and stay."""
    clean: T = _cleaned(value, redact)
    return clean


def _cleaned(value: Any, redact: Callable[[str], str]) -> Any:
    if isinstance(value, str) and not isinstance(value, Enum):
        return redact(value)
    if isinstance(value, tuple):
        items = [_cleaned(item, redact) for item in value]
        return value._make(items) if hasattr(value, "_make") else tuple(items)
    if is_dataclass(value) and not isinstance(value, type | SessionPlan | BoundException):
        return replace(value, **_changes(value, (field.name for field in fields(value)), redact))
    if hasattr(value, "__struct_fields__"):  # whoever made it has loaded its library
        from msgspec import structs

        return structs.replace(value, **_changes(value, value.__struct_fields__, redact))
    return value


def _changes(value: Any, names: Iterable[str], redact: Callable[[str], str]) -> dict[str, Any]:
    return {name: _cleaned(getattr(value, name), redact) for name in names if name not in _DIGESTS}
