"""The document that describes accounts, `postroom.accounts/1`, in which they are exported too. Never a secret."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from msgspec import Struct

from postroom.model.account import Account, KeepSecret, Server, SmtpAuth
from postroom.model.endpoint import Security
from postroom.model.plan import Trust
from postroom.model.retry import time_text
from postroom.model.sending_rules import SendingRules, UncertainPolicy
from postroom.model.tls import TrustMode
from postroom.model.trust import Toggle


class Pop3Document(Struct, frozen=True):
    """The incoming server as entered; null means that the rule decides.

    `ignore` lists the problems of its certificate that are let pass.
    """

    host: str
    port: int | None
    security: Security | None
    ignore: tuple[Toggle, ...]


class SmtpDocument(Struct, frozen=True):
    """The outgoing server as entered; an empty host stands for the POP3 host."""

    host: str
    port: int | None
    security: Security | None
    auth: SmtpAuth
    user: str
    ignore: tuple[Toggle, ...]


class TrustDocument(Struct, frozen=True):
    """Whose authorities are believed."""

    mode: TrustMode
    ca_files: tuple[str, ...]


class SendingDocument(Struct, frozen=True):
    """How it sends. `rate` is messages a minute and `size_limit` octets, null for no limit of its own.

    `retry` is a schedule such as `1m, 5m*2, 1h*3, 4h`; after `expiry`, such as `5d`, it gives up.
    """

    asynchronous: bool
    connections: int
    messages_per_connection: int
    rate: int | None
    size_limit: int | None
    retry: str
    expiry: str
    uncertain: UncertainPolicy


class AccountDocument(Struct, frozen=True):
    """One account; `trust` is null where the general setting serves, `sending` where there is no SMTP server."""

    name: str
    user: str
    mechanism: str
    token: bool
    keep_secret: KeepSecret
    timeout: float
    local_name: str
    clear_password: bool
    pop3: Pop3Document | None
    smtp: SmtpDocument | None
    trust: TrustDocument | None
    sending: SendingDocument | None


class AccountsDocument(Struct, frozen=True):
    """Accounts in the order in which they are saved."""

    schema: Literal["postroom.accounts/1"]
    accounts: tuple[AccountDocument, ...]


def accounts_document(accounts: Iterable[Account]) -> AccountsDocument:
    """Give the document about `accounts`."""
    return AccountsDocument("postroom.accounts/1", tuple(map(_account, accounts)))


def _account(account: Account) -> AccountDocument:
    return AccountDocument(
        name=account.name,
        user=account.user,
        mechanism=account.mechanism,
        token=account.is_token,
        keep_secret=account.keep_secret,
        timeout=account.timeout,
        local_name=account.local_name,
        clear_password=account.clear_password,
        pop3=None if account.pop3 is None else _pop3(account.pop3, account),
        smtp=None if account.smtp is None else _smtp(account.smtp, account),
        trust=None if account.trust is None else _trust(account.trust),
        sending=None if account.smtp is None else _sending(account.sending),
    )


def _pop3(server: Server, account: Account) -> Pop3Document:
    return Pop3Document(server.host, server.port, server.security, tuple(sorted(account.ignore_incoming)))


def _smtp(server: Server, account: Account) -> SmtpDocument:
    return SmtpDocument(
        server.host,
        server.port,
        server.security,
        account.smtp_auth,
        account.smtp_user,
        tuple(sorted(account.ignore_outgoing)),
    )


def _trust(trust: Trust) -> TrustDocument:
    return TrustDocument(trust.mode, tuple(str(file) for file in trust.ca_files))


def _sending(rules: SendingRules) -> SendingDocument:
    return SendingDocument(
        asynchronous=rules.asynchronous,
        connections=rules.connections,
        messages_per_connection=rules.messages_per_connection,
        rate=rules.rate,
        size_limit=rules.size_limit,
        retry=str(rules.retry.schedule),
        expiry=time_text(rules.retry.expiry),
        uncertain=rules.uncertain,
    )
