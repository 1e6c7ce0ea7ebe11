"""Reading accounts from what files and people give. What can be read may still be unwise: `account_rules` says so."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from postroom.model.account import Account, KeepSecret, Server, SmtpAuth
from postroom.model.account_errors import BadAccount, Problem, Severity
from postroom.model.account_fields import PRESENCE, TABLES, Field
from postroom.model.endpoint import Security
from postroom.model.field_reader import FieldReader, flattened
from postroom.model.plan import AUTO, DEFAULT_TIMEOUT
from postroom.model.sending_fields import sending_in
from postroom.model.text import say

_FIELDS: Final = frozenset(Field)


def account_in(table: Mapping[str, object]) -> Account:
    """Read an account from a table with tables in it, as TOML and JSON have them. Raises `BadAccount`."""
    values = flattened(table)
    problems: list[Problem] = []
    for name in sorted(TABLES):
        if isinstance(table.get(name), Mapping):
            if name in PRESENCE:
                values.setdefault(PRESENCE[name], "")
        elif table.get(name) is not None:
            problems.append(Problem(name, Severity.ERROR, say("{field} must be a table.", field=name)))
    return account_from(values, problems)


def unknown_keys(table: Mapping[str, object]) -> tuple[str, ...]:
    """Name the keys in such a table that mean nothing here."""
    return tuple(name for name in flattened(table) if name not in _FIELDS and name not in TABLES)


def account_from(values: Mapping[str, object], problems: Iterable[Problem] = ()) -> Account:
    """Read an account from values by the name of their field; numbers and switches may be texts.

    Raises `BadAccount` with `problems` and all values that cannot be read.
    """
    reader = FieldReader(values, problems)
    account = Account(
        name=reader.text(Field.NAME),
        user=reader.text(Field.USER),
        pop3=_server(reader, Field.POP3_HOST, Field.POP3_PORT, Field.POP3_SECURITY, Field.POP3_IGNORE),
        smtp=_server(
            reader,
            Field.SMTP_HOST,
            Field.SMTP_PORT,
            Field.SMTP_SECURITY,
            Field.SMTP_AUTH,
            Field.SMTP_USER,
            Field.SMTP_IGNORE,
        ),
        smtp_auth=reader.choice(Field.SMTP_AUTH, SmtpAuth) or SmtpAuth.SAME,
        smtp_user=reader.text(Field.SMTP_USER),
        mechanism=reader.text(Field.MECHANISM).lower() or AUTO,
        is_token=reader.switch(Field.TOKEN),
        keep_secret=reader.choice(Field.KEEP_SECRET, KeepSecret) or KeepSecret.KEYRING,
        timeout=reader.seconds(Field.TIMEOUT, DEFAULT_TIMEOUT),
        local_name=reader.text(Field.LOCAL_NAME),
        clear_password=reader.switch(Field.CLEAR_PASSWORD),
        trust=reader.trust(),
        ignore_incoming=reader.toggles(Field.POP3_IGNORE),
        ignore_outgoing=reader.toggles(Field.SMTP_IGNORE),
        sending=sending_in(reader),
    )
    if reader.problems:
        raise BadAccount(account.name, reader.problems)
    return account


def _server(reader: FieldReader, host: Field, port: Field, security: Field, *others: Field) -> Server | None:
    if not reader.has(host, port, security, *others):
        return None
    return Server(reader.text(host), reader.port(port), reader.choice(security, Security))
