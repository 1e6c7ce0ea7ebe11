"""What a failure before the first byte means: the name, and the way to the server."""

from __future__ import annotations

import ipaddress
from typing import Final

from postroom.model.diagnosis.failure import Failure, Hurdle, Seen
from postroom.model.diagnosis.rule import Rule, When, any_hurdle, hurdles, on_port, seen, speaks
from postroom.model.endpoint import Protocol
from postroom.model.errors import ErrorCode


def _only_family(version: int) -> When:
    def holds(failure: Failure) -> bool:
        return bool(failure.addresses) and all(_version(address) == version for address in failure.addresses)

    return When(holds)


def _version(address: str) -> int | None:
    try:
        return ipaddress.ip_address(address.partition("%")[0]).version
    except ValueError:
        return None


_NOT_CONNECTED = seen(Seen.NOT_CONNECTED)
_UNREACHABLE_ASIDE = (Hurdle.NO_ROUTE,)
"""An address of a family that does not work here says nothing about the server, where another address does."""

_NAMES: Final = (
    Rule(
        when=seen(Seen.NAME_UNKNOWN),
        code=ErrorCode.RESOLVE_FAILED,
        message="The name {host} was not found.",
        cause="The name service knows no such name: {words}.",
        advice="Check the spelling. If the name exists only inside an organisation, connect to its network "
        "first.",
    ),
    Rule(
        when=seen(Seen.NO_ADDRESS),
        code=ErrorCode.RESOLVE_FAILED,
        message="The name {host} exists but has no address.",
        cause="The name service knows the name and gives no address of a server for it: {words}.",
        advice="Ask the provider for the name of the {protocol} server; it often begins with mail, pop or "
        "smtp.",
    ),
    Rule(
        when=seen(Seen.LOOKUP_SILENT),
        code=ErrorCode.TIMEOUT,
        message="The name {host} was not resolved within {seconds} s.",
        cause="Probably this computer is offline, or its name server does not answer.",
        guess=True,
        advice="Check the network connection and its name servers, then try again; or enter the server's "
        "address.",
    ),
    Rule(
        when=seen(Seen.LOOKUP_FAILED),
        code=ErrorCode.RESOLVE_FAILED,
        message="The name {host} could not be looked up: {words}.",
        cause="Probably this computer is offline, or its name server is in trouble.",
        guess=True,
        advice="Check the network connection and its name servers, then try again.",
    ),
)

_WAYS: Final = (
    Rule(
        when=_NOT_CONNECTED & hurdles(Hurdle.FORBIDDEN, *_UNREACHABLE_ASIDE) & any_hurdle(Hurdle.FORBIDDEN),
        code=ErrorCode.UNREACHABLE,
        message="This computer does not allow the connection to {server}.",
        cause="The system forbade it before anything was sent ({attempts}), as a local firewall or security "
        "program does.",
        advice="Allow Postroom, or port {port}, in the firewall of this computer.",
    ),
    Rule(
        when=_NOT_CONNECTED & hurdles(Hurdle.REFUSED, *_UNREACHABLE_ASIDE) & any_hurdle(Hurdle.REFUSED),
        code=ErrorCode.CONNECT_REFUSED,
        message="{host} refused the connection on port {port}.",
        cause="The computer, or a firewall before it, answered that nothing takes connections there "
        "({attempts}).",
        advice="Check the port. With TLS {protocol} usually has {tls_port}, otherwise {starttls_port}. If it "
        "is right, "
        "the service is not running or does not accept connections from here.",
    ),
    Rule(
        when=_NOT_CONNECTED & any_hurdle(Hurdle.SILENT) & on_port(25) & speaks(Protocol.SMTP),
        code=ErrorCode.TIMEOUT,
        message="{host} has addresses, but none answers on port 25 (step {step}, {seconds} s).",
        cause="Probably the network blocks port 25, as many providers do; or a firewall at the server does "
        "({attempts}).",
        guess=True,
        advice="To hand in mail, use port 587 with STARTTLS or port 465 with TLS. If it must be port 25, ask "
        "whoever "
        "runs the network.",
    ),
    Rule(
        when=_NOT_CONNECTED & any_hurdle(Hurdle.SILENT),
        code=ErrorCode.TIMEOUT,
        message="{host} has addresses, but none answers on port {port} (step {step}, {seconds} s).",
        cause="Probably a firewall between here and {host} drops what goes to port {port}, or the server is "
        "down "
        "({attempts}).",
        guess=True,
        advice="Check host and port, try from another network, and ask whoever runs the firewall about port "
        "{port}.",
    ),
    Rule(
        when=_NOT_CONNECTED & hurdles(Hurdle.NO_ROUTE, Hurdle.UNREACHABLE) & _only_family(6),
        code=ErrorCode.UNREACHABLE,
        message="{host} has only IPv6 addresses, and none can be reached from here.",
        cause="The system has no way to {addresses} ({attempts}). Probably IPv6 does not work on this "
        "network.",
        guess=True,
        advice="Ask whoever runs the network for IPv6, or the provider for a server that has an IPv4 "
        "address.",
    ),
    Rule(
        when=_NOT_CONNECTED & hurdles(Hurdle.NO_ROUTE) & _only_family(4),
        code=ErrorCode.UNREACHABLE,
        message="{host} has only IPv4 addresses, and none can be reached from here.",
        cause="The system has no way to {addresses} ({attempts}). Probably this computer is offline, or its "
        "network has "
        "only IPv6.",
        guess=True,
        advice="Check the network connection, and the VPN if the server stands behind one.",
    ),
    Rule(
        when=_NOT_CONNECTED & hurdles(Hurdle.NO_ROUTE),
        code=ErrorCode.UNREACHABLE,
        message="No address of {host} can be reached from here.",
        cause="The system has no way to any of them ({attempts}). Probably this computer is offline.",
        guess=True,
        advice="Check the network connection, and the VPN if the server stands behind one.",
    ),
    Rule(
        when=_NOT_CONNECTED,
        code=ErrorCode.UNREACHABLE,
        message="No address of {host} took the connection on port {port}.",
        cause="Each failed in its own way: {attempts}.",
        advice="Check host and port, and whether the server stands behind a firewall or a VPN.",
    ),
)

NETWORK: Final = (*_NAMES, *_WAYS)
