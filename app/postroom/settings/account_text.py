"""Accounts in the text of `accounts.toml`: changed key by key, so that comments, order and unknown keys stay.

Each edit touches one section of the text, a table's header and its keys; a comment above the next header belongs to
what follows. A text written in a way that is not foreseen here comes out wrong: the caller reads the outcome back.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import groupby
from typing import Any

from postroom.model.account import Account
from postroom.model.account_fields import ARRAY, PRESENCE, Field, Value, values_of
from postroom.settings.toml_layout import Route, Section, layout

Delta = Mapping[Field, Value | None]
"""New values; None takes a value away."""


class CannotEdit(ValueError):
    """The text is written in a way that is not foreseen here."""


def added(text: str, account: Account) -> str:
    """Give the text with `account` behind all others."""
    table: dict[str, Any] = {}
    for field, value in values_of(account).items():
        outer, _, key = field.rpartition(".")
        (table.setdefault(outer, {}) if outer else table)[key] = value
    return f"{text.rstrip()}\n\n{_dump({ARRAY: [table]})}".lstrip("\n")


def removed(text: str, index: int) -> str:
    """Give the text without the account at `index`. Raises `CannotEdit`."""
    sections = layout(text).within((ARRAY, index))
    if not sections:
        raise CannotEdit
    return _without(text, sections[0].start, sections[-1].end)


def changed(text: str, index: int, delta: Delta) -> str:
    """Give the text with new values of the account at `index`. Raises `CannotEdit`."""
    ordered = sorted(delta.items(), key=lambda item: _table_of(item[0]))
    for table, items in groupby(ordered, key=lambda item: _table_of(item[0])):
        text = _change(text, (ARRAY, index), table, dict(items))
    return text


def _table_of(field: Field) -> str:
    return field.rpartition(".")[0]


def _change(text: str, account: Route, table: str, delta: Delta) -> str:
    """Change the values of one table: the account's own (an empty name) or one in it."""
    places = layout(text)
    main, own = places.section(account), places.section((*account, table))
    goes = table in PRESENCE and delta.get(PRESENCE[table], "") is None
    if main is None:
        raise CannotEdit
    if not table:
        return _edited(text, main, lambda values: _assign(values, delta))
    if own is not None and goes:
        return _without(text, own.start, own.end)
    if own is not None:
        return _edited(text, own, lambda values: _assign(values, delta))
    if (*account, table) in places.lines:
        return _edited(
            text, main, lambda values: values.pop(table) if goes else _assign(values[table], delta)
        )
    end = places.within(account)[-1].end
    new = {field.rpartition(".")[2]: value for field, value in delta.items() if value is not None}
    return _replaced(text, end, end, f"\n{_dump({ARRAY: {table: new}})}")


def _assign(table: Any, delta: Delta) -> None:
    for field, value in delta.items():
        key = field.rpartition(".")[2]
        if value is None:
            table.pop(key, None)
        else:
            table[key] = value


def _edited(text: str, section: Section, edit: Callable[[Any], object]) -> str:
    """Let tomlkit edit a section that is parsed alone, where its array has this one element."""
    import tomlkit
    from tomlkit.exceptions import TOMLKitError

    lines = text.split("\n")
    try:
        document = tomlkit.parse("\n".join(lines[section.start : section.end]) + "\n")
        table: Any = document
        for part in section.route:
            if isinstance(part, str):
                table = table[part]
            elif isinstance(table, list):
                table = table[0]
        edit(table)
    except TOMLKitError:
        raise CannotEdit from None
    return _replaced(text, section.start, section.end, document.as_string())


def _without(text: str, start: int, end: int) -> str:
    """Cut lines out, with the blank ones below them."""
    lines = text.split("\n")
    while end < len(lines) and not lines[end].strip():
        end += 1
    return _replaced(text, start, end, "")


def _replaced(text: str, start: int, end: int, new: str) -> str:
    lines = text.split("\n")
    body = new.rstrip("\n").split("\n") if new else []
    rest = "\n".join([*lines[:start], *body, *lines[end:]]).rstrip()
    return f"{rest}\n" if rest else ""


def _dump(values: dict[str, Any]) -> str:
    import tomlkit

    return tomlkit.dumps(values)
