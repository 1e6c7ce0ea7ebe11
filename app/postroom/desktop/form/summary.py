"""An account's settings in one line, for where they need no attention."""

from __future__ import annotations

from postroom.desktop.words import security_name
from postroom.model.account import Account, KeepSecret
from postroom.model.endpoint import Protocol
from postroom.model.text import say


def summary(account: Account) -> str:
    """Say where the account's servers are, whether it sends in the background, and where the password is."""
    servers = (_server(account, protocol) for protocol in account.protocols)
    background = account.smtp is not None and account.sending.asynchronous
    sending = (say("sends in the background"),) if background else ()
    return say("; ").join((*servers, *sending, _login(account)))


def _server(account: Account, protocol: Protocol) -> str:
    endpoint = account.endpoint(protocol)
    if endpoint is None:
        return say("{protocol} without a server", protocol=protocol.label)
    same = protocol is Protocol.SMTP and account.smtp is not None and not account.smtp.host
    gaps = {
        "protocol": protocol.label,
        "server": endpoint,
        "port": endpoint.port,
        "security": security_name(endpoint.security),
    }
    if endpoint.security.value == "none":
        template = say("{protocol} same host:{port}") if same else say("{protocol} {server}")
    elif same:
        template = say("{protocol} same host:{port} {security}")
    else:
        template = say("{protocol} {server} {security}")
    return template.format_map(gaps)


def _login(account: Account) -> str:
    if not any(account.needs_secret(protocol) for protocol in account.protocols):
        return say("no log-in")
    return {
        KeepSecret.KEYRING: say("password in the keyring"),
        KeepSecret.ASK: say("password in memory only"),
        KeepSecret.FILE: say("password in a file"),
    }[account.keep_secret]
