"""Durations, sizes and names of steps as a person says them."""

from __future__ import annotations

from postroom.model.endpoint import Protocol, Security
from postroom.model.step import Step
from postroom.model.text import say, say_count


def step_name(step: Step) -> str:
    """Name a step in the timeline."""
    return {
        Step.RESOLVE: say("Resolve"),
        Step.CONNECT: say("Connect"),
        Step.TLS: say("TLS"),
        Step.GREETING: say("Greeting"),
        Step.HELLO: say("Hello"),
        Step.AUTH: say("Log in"),
        Step.READY: say("Ready"),
    }[step]


def step_doing(step: Step) -> str:
    """Say what is going on while a step runs."""
    return {
        Step.RESOLVE: say("Looking up the server's addresses"),
        Step.CONNECT: say("Connecting"),
        Step.TLS: say("Starting TLS"),
        Step.GREETING: say("Waiting for the server's greeting"),
        Step.HELLO: say("Asking what the server offers"),
        Step.AUTH: say("Logging in"),
        Step.READY: say("Proving that the session works"),
    }[step]


def step_meaning(step: Step, protocol: Protocol) -> str:
    """Explain a step in one sentence, with the exact term."""
    smtp = protocol is Protocol.SMTP
    return {
        Step.RESOLVE: say("Looks up the addresses of the host (DNS)."),
        Step.CONNECT: say("Connects to an address of the host (TCP)."),
        Step.TLS: say("Encrypts the connection and checks the certificate."),
        Step.GREETING: say("The server says who it is."),
        Step.HELLO: say("Asks what the server offers (EHLO).")
        if smtp
        else say("Asks what the server offers (CAPA)."),
        Step.AUTH: say("Logs the user in."),
        Step.READY: say("Proves that commands work (NOOP).")
        if smtp
        else say("Proves that the mailbox opens (STAT)."),
    }[step]


def security_name(security: Security) -> str:
    """Name a security."""
    return {
        Security.NONE: say("None"),
        Security.STARTTLS: say("STARTTLS"),
        Security.TLS: say("TLS"),
    }[security]


def duration(seconds: float) -> str:
    """Give a short duration with three figures at most: `0.8 ms`, `12 ms`, `340 ms`, `1.24 s`, `31 s`."""
    if seconds < 0.00005:
        return say("<0.1 ms")
    if seconds < 0.0095:
        return say("{n} ms", n=f"{seconds * 1000:.1f}")
    if seconds < 0.9995:
        return say("{n} ms", n=f"{seconds * 1000:.0f}")
    return say("{n} s", n=f"{seconds:.2f}" if seconds < 9.995 else f"{seconds:.0f}")


def tick(seconds: float) -> str:
    """Name a tick of the time axis, which is a round figure: `20 ms`, `1.5 s`."""
    return say("{n} s", n=f"{seconds:g}") if seconds >= 1 else say("{n} ms", n=f"{seconds * 1000:g}")


def whole_seconds(seconds: float) -> str:
    """Give a duration of a session: `0.21 s`, `12.3 s`."""
    return say("{n} s", n=f"{seconds:.2f}" if seconds < 9.995 else f"{seconds:.1f}")


def octets(count: int) -> str:
    """Give a size: `512 bytes`, `12 KB`, `3.4 MB`."""
    if count < 1000:
        return say_count("{n} byte", "{n} bytes", count)
    size = float(count)
    for unit in ("KB", "MB", "GB"):
        size /= 1000
        if size < 999.5 or unit == "GB":
            return f"{size:.1f} {unit}" if size < 9.95 else f"{size:,.0f} {unit}"
    raise AssertionError
