"""The drafts that have not been applied: kept while one looks elsewhere, and from one run to the next."""

from __future__ import annotations

from collections.abc import Mapping

from postroom.desktop.form.draft import Draft
from postroom.model.account_fields import Field, Value


class Drafts:
    """Drafts by the name of their account; the empty name is that of a new one."""

    def __init__(self, text: str = "") -> None:
        self._drafts = _read(text)

    def __contains__(self, name: str) -> bool:
        return name in self._drafts

    def get(self, name: str) -> Draft | None:
        """Give the draft of an account; None where it has none."""
        return self._drafts.get(name)

    def put(self, name: str, draft: Draft) -> None:
        """Keep `draft`."""
        self._drafts[name] = draft

    def drop(self, name: str) -> None:
        """Forget a draft; harmless where there is none."""
        self._drafts.pop(name, None)

    def keep_only(self, names: set[str]) -> None:
        """Forget the drafts of accounts that are gone."""
        self._drafts = {name: draft for name, draft in self._drafts.items() if name in names or not name}

    def as_text(self) -> str:
        """Give all drafts as one text, without the passwords that were typed."""
        import json

        return (
            json.dumps({name: _plain(draft.values) for name, draft in self._drafts.items()})
            if self._drafts
            else ""
        )


def _plain(values: Mapping[Field, Value]) -> dict[str, object]:
    return {
        field.value: list(value) if isinstance(value, tuple) else value for field, value in values.items()
    }


def _read(text: str) -> dict[str, Draft]:
    """Read drafts; a text that is none of ours gives none."""
    if not text:
        return {}
    import json

    try:
        kept = json.loads(text)
        return {
            name: Draft({Field(f): tuple(v) if isinstance(v, list) else v for f, v in values.items()})
            for name, values in kept.items()
        }
    except (ValueError, AttributeError, TypeError):
        return {}
