"""The values of an account under the names that people read: in `accounts.toml`, in CSV columns, in messages.

A server exists where at least one of its values is given; `smtp.auth` is therefore written for each SMTP server, since
its host and port may be left to the rule.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import Final, TypeVar

from postroom.model.account import Account, KeepSecret, Server, SmtpAuth
from postroom.model.account_errors import BadAccount, Problem, Severity
from postroom.model.endpoint import Security
from postroom.model.plan import AUTO, DEFAULT_TIMEOUT, Trust
from postroom.model.text import say
from postroom.model.tls import TrustMode

E = TypeVar("E", bound=StrEnum)

Value = str | int | float | bool | tuple[str, ...]


class Field(StrEnum):
    """The names; the part before a dot is a table of its own."""

    NAME = "name"
    USER = "user"
    MECHANISM = "mechanism"
    TOKEN = "token"  # noqa: S105  the name of a switch, not a token
    KEEP_SECRET = "keep_secret"  # noqa: S105  where a secret is, not a secret
    TIMEOUT = "timeout"
    LOCAL_NAME = "local_name"
    CLEAR_PASSWORD = "clear_password"  # noqa: S105  the name of a consent
    POP3_HOST = "pop3.host"
    POP3_PORT = "pop3.port"
    POP3_SECURITY = "pop3.security"
    SMTP_HOST = "smtp.host"
    SMTP_PORT = "smtp.port"
    SMTP_SECURITY = "smtp.security"
    SMTP_AUTH = "smtp.auth"
    SMTP_USER = "smtp.user"
    TRUST_MODE = "trust.mode"
    CA_FILES = "trust.ca_files"


_USUAL: Final[Mapping[Field, Value]] = {
    Field.USER: "",
    Field.MECHANISM: AUTO,
    Field.TOKEN: False,
    Field.KEEP_SECRET: KeepSecret.KEYRING.value,
    Field.TIMEOUT: DEFAULT_TIMEOUT,
    Field.LOCAL_NAME: "",
    Field.CLEAR_PASSWORD: False,
    Field.SMTP_HOST: "",
    Field.SMTP_USER: "",
    Field.CA_FILES: (),
}
"""What goes without saying, and is not written."""


def values_of(account: Account) -> dict[Field, Value]:
    """Give what has to be written down to have `account` again: all that is not as usual."""
    values: dict[Field, Value | None] = {
        Field.NAME: account.name,
        Field.USER: account.user,
        Field.MECHANISM: account.mechanism,
        Field.TOKEN: account.is_token,
        Field.KEEP_SECRET: account.keep_secret.value,
        Field.TIMEOUT: account.timeout,
        Field.LOCAL_NAME: account.local_name,
        Field.CLEAR_PASSWORD: account.clear_password,
    }
    if account.pop3 is not None:
        values |= _server("pop3", account.pop3)
    if account.smtp is not None:
        values |= _server("smtp", account.smtp)
        values |= {Field.SMTP_AUTH: account.smtp_auth.value, Field.SMTP_USER: account.smtp_user}
    if account.trust is not None:
        files = tuple(str(file) for file in account.trust.ca_files)
        values |= {Field.TRUST_MODE: account.trust.mode.value, Field.CA_FILES: files}
    return {
        field: value for field, value in values.items() if value is not None and value != _USUAL.get(field)
    }


def _server(table: str, server: Server) -> dict[Field, Value | None]:
    security = None if server.security is None else server.security.value
    return {
        Field(f"{table}.host"): server.host,
        Field(f"{table}.port"): server.port,
        Field(f"{table}.security"): security,
    }


def account_from(values: Mapping[Field, object]) -> Account:
    """Read an account from values as a file or a person gives them: numbers and switches may be texts.

    Raises `BadAccount` with all values that cannot be read. What can be read may still be unwise: see `account_rules`.
    """
    reader = _Reader(values)
    account = Account(
        name=reader.text(Field.NAME),
        user=reader.text(Field.USER),
        pop3=reader.server("pop3"),
        smtp=reader.server("smtp"),
        smtp_auth=reader.choice(Field.SMTP_AUTH, SmtpAuth, SmtpAuth.SAME),
        smtp_user=reader.text(Field.SMTP_USER),
        mechanism=reader.text(Field.MECHANISM).lower() or AUTO,
        is_token=reader.switch(Field.TOKEN),
        keep_secret=reader.choice(Field.KEEP_SECRET, KeepSecret, KeepSecret.KEYRING),
        timeout=reader.seconds(Field.TIMEOUT, DEFAULT_TIMEOUT),
        local_name=reader.text(Field.LOCAL_NAME),
        clear_password=reader.switch(Field.CLEAR_PASSWORD),
        trust=reader.trust(),
    )
    if reader.problems:
        raise BadAccount(account.name, reader.problems)
    return account


class _Reader:
    """Reads typed values and collects what it cannot read."""

    def __init__(self, values: Mapping[Field, object]) -> None:
        self._values = values
        self.problems: list[Problem] = []

    def _wrong(self, field: Field, sentence: str) -> None:
        self.problems.append(Problem(field, Severity.ERROR, sentence))

    def text(self, field: Field) -> str:
        value = self._values.get(field, "")
        if isinstance(value, str):
            return value.strip()
        self._wrong(field, say("{field} must be a text.", field=field))
        return ""

    def switch(self, field: Field) -> bool:
        value = self._values.get(field, False)
        if isinstance(value, bool):
            return value
        word = value.strip().lower() if isinstance(value, str) else None
        if word in {"true", "yes", "on", "1"}:
            return True
        if word not in {"false", "no", "off", "0", ""}:
            self._wrong(field, say("{field} must be true or false.", field=field))
        return False

    def seconds(self, field: Field, usual: float) -> float:
        value = self._values.get(field, usual)
        number = _number(value)
        if number is None:
            self._wrong(field, say("{field} must be a number of seconds.", field=field))
            return usual
        return number

    def choice(self, field: Field, kind: type[E], usual: E) -> E:
        word = self.text(field).lower()
        if not word:
            return usual
        try:
            return kind(word)
        except ValueError:
            choices = ", ".join(kind)
            self._wrong(field, say("{field} must be one of: {choices}.", field=field, choices=choices))
            return usual

    def port(self, field: Field) -> int | None:
        value = self._values.get(field)
        if value is None or value == "":
            return None
        number = _number(value)
        if number is None or not number.is_integer():
            self._wrong(field, say("{field} must be a number from 1 to 65535.", field=field))
            return None
        return int(number)

    def server(self, table: str) -> Server | None:
        if not any(field.startswith(f"{table}.") for field in self._values):
            return None
        security = Field(f"{table}.security")
        chosen = self.choice(security, Security, Security.NONE)
        return Server(
            host=self.text(Field(f"{table}.host")),
            port=self.port(Field(f"{table}.port")),
            security=chosen if self._values.get(security) not in (None, "") else None,
        )

    def trust(self) -> Trust | None:
        if Field.TRUST_MODE not in self._values and Field.CA_FILES not in self._values:
            return None
        mode = self.choice(Field.TRUST_MODE, TrustMode, TrustMode.AUTO)
        return Trust(mode, tuple(Path(file) for file in self._files()))

    def _files(self) -> tuple[str, ...]:
        value = self._values.get(Field.CA_FILES, ())
        if isinstance(value, str):
            value = [value] if value else []
        if isinstance(value, list | tuple) and all(isinstance(file, str) for file in value):
            return tuple(value)
        self._wrong(Field.CA_FILES, say("{field} must be a list of file names.", field=Field.CA_FILES))
        return ()


def _number(value: object) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        number = float(value)
    except (ValueError, OverflowError):
        return None
    return number if math.isfinite(number) else None
