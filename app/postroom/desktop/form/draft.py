"""What stands in a form, right or wrong: it becomes an account when all of it can be read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from postroom.desktop.general.values import GeneralSettings
from postroom.model.account import Account
from postroom.model.account_entry import account_from
from postroom.model.account_errors import BadAccount, Problem
from postroom.model.account_fields import Field, Value, values_of
from postroom.model.account_rules import problems
from postroom.model.endpoint import Protocol, Security
from postroom.model.plan import DEFAULT_TIMEOUT
from postroom.model.secret import Secret

SERVER_FIELDS: Final = {
    Protocol.POP3: (Field.POP3_HOST, Field.POP3_PORT, Field.POP3_SECURITY),
    Protocol.SMTP: (
        Field.SMTP_HOST,
        Field.SMTP_PORT,
        Field.SMTP_SECURITY,
        Field.SMTP_AUTH,
        Field.SMTP_USER,
    ),
}


@dataclass(frozen=True, slots=True)
class Draft:
    """The values as they were entered. What is not there is as usual; a server none of whose values is there is absent.

    Passwords that were typed are held apart, by the protocol under whose name they are kept.
    """

    values: Mapping[Field, Value]
    secrets: Mapping[Protocol, Secret] = field(default_factory=dict)

    def account(self) -> Account:
        """Read the account; without a name, its user's serves. Raises `BadAccount` where a value cannot be read."""
        values = {Field.NAME: self.values.get(Field.USER, ""), **self.values}
        return account_from({field.value: value for field, value in values.items()})

    def problems(self) -> tuple[Problem, ...]:
        """Give what cannot be read, or else what is wrong or odd."""
        try:
            return problems(self.account())
        except BadAccount as error:
            return error.problems


def draft_of(account: Account) -> Draft:
    """Give the draft that changes nothing of `account`."""
    return Draft(values_of(account))


def new_draft(usual: GeneralSettings | None = None) -> Draft:
    """Give the draft of a new account: both servers, with the security that most of them have today."""
    usual = usual or GeneralSettings()
    values: dict[Field, Value] = {
        Field.POP3_HOST: "",
        Field.POP3_SECURITY: Security.TLS.value,
        Field.SMTP_HOST: "",
        Field.SMTP_SECURITY: Security.STARTTLS.value,
        Field.TIMEOUT: usual.timeout,
        Field.POP3_IGNORE: tuple(sorted(usual.ignore_incoming)),
        Field.SMTP_IGNORE: tuple(sorted(usual.ignore_outgoing)),
    }
    return Draft({name: value for name, value in values.items() if value not in {(), DEFAULT_TIMEOUT}})
