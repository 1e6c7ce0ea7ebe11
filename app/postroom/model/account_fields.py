"""The values of an account under the names that people read: in `accounts.toml`, in CSV columns, in messages.

A server exists where at least one of its values is given; `smtp.auth` is therefore written for each SMTP server, since
its host and port may be left to the rule.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from postroom.model.account import Account, KeepSecret, Server
from postroom.model.plan import AUTO, DEFAULT_TIMEOUT
from postroom.model.retry import time_text
from postroom.model.sending_rules import USUAL_SENDING, SendingRules

ARRAY: Final = "account"
"""The array of tables that holds the accounts in `accounts.toml`."""

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
    POP3_IGNORE = "pop3.ignore"
    SMTP_HOST = "smtp.host"
    SMTP_PORT = "smtp.port"
    SMTP_SECURITY = "smtp.security"
    SMTP_AUTH = "smtp.auth"
    SMTP_USER = "smtp.user"
    SMTP_IGNORE = "smtp.ignore"
    TRUST_MODE = "trust.mode"
    CA_FILES = "trust.ca_files"
    ASYNCHRONOUS = "sending.asynchronous"
    CONNECTIONS = "sending.connections"
    MESSAGES_PER_CONNECTION = "sending.messages_per_connection"
    RATE = "sending.rate"
    SIZE_LIMIT = "sending.size_limit"
    RETRY = "sending.retry"
    EXPIRY = "sending.expiry"
    UNCERTAIN = "sending.uncertain"


LISTS: Final = frozenset({Field.POP3_IGNORE, Field.SMTP_IGNORE, Field.CA_FILES})
"""The fields with several values."""

TABLES: Final = frozenset(field.partition(".")[0] for field in Field if "." in field)
"""The names of the tables."""


def _sending(rules: SendingRules) -> dict[Field, Value | None]:
    return {
        Field.ASYNCHRONOUS: rules.asynchronous,
        Field.CONNECTIONS: rules.connections,
        Field.MESSAGES_PER_CONNECTION: rules.messages_per_connection,
        Field.RATE: rules.rate,
        Field.SIZE_LIMIT: rules.size_limit,
        Field.RETRY: str(rules.retry.schedule),
        Field.EXPIRY: time_text(rules.retry.expiry),
        Field.UNCERTAIN: rules.uncertain.value,
    }


_USUAL: Final[Mapping[Field, Value | None]] = {
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
    Field.POP3_IGNORE: (),
    Field.SMTP_IGNORE: (),
    **_sending(USUAL_SENDING),
}
"""What goes without saying, and is not written."""

PRESENCE: Final = {"pop3": Field.POP3_HOST, "smtp": Field.SMTP_AUTH, "trust": Field.TRUST_MODE}
"""The tables that may be missing, each with the value that stands for its presence: an empty one is there too."""


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
        values[Field.POP3_IGNORE] = tuple(sorted(account.ignore_incoming))
    if account.smtp is not None:
        values |= _server("smtp", account.smtp)
        values |= {Field.SMTP_AUTH: account.smtp_auth.value, Field.SMTP_USER: account.smtp_user}
        values[Field.SMTP_IGNORE] = tuple(sorted(account.ignore_outgoing))
        values |= _sending(account.sending)
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
