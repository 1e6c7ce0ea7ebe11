"""The demo as it is used: each account's sessions end as its scenario says, and nothing is left."""

from __future__ import annotations

import asyncio
import base64
import contextlib
from dataclasses import replace

import pytest

from postroom.demo.servers import DemoServers
from postroom.demo.stage import DemoAccount
from postroom.engine.check import check
from postroom.model.endpoint import Protocol
from postroom.model.errors import ErrorCode
from postroom.model.plan import Trust
from postroom.model.step import Step
from tests.support.leaks import no_leaks


def ports(demo: DemoServers) -> list[int]:
    endpoints = [each.account.endpoint(protocol) for each in demo.accounts for protocol in Protocol]
    return [endpoint.port for endpoint in endpoints if endpoint is not None]


def named(demo: DemoServers, title: str) -> DemoAccount:
    return next(account for account in demo.accounts if account.title == title)


async def test_every_session_ends_as_its_account_says() -> None:
    async with no_leaks(), DemoServers() as demo:
        sessions = [(account, protocol) for account in demo.accounts for protocol in Protocol]
        plans = [
            each.account.plan(protocol, each.secret, general_trust=Trust()) for each, protocol in sessions
        ]
        found: dict[tuple[str, str], tuple[Step, ErrorCode | None]] = {}
        for (each, protocol), checked in zip(sessions, await check(plans), strict=True):
            error = checked.snapshot.error
            found[each.title, protocol] = (Step.READY, None) if error is None else (error.step, error.code)
    told = {(each.title, p): (each.outcome(p).step, each.outcome(p).code) for each, p in sessions}
    assert found == told


async def test_every_kind_of_outcome_is_shown() -> None:
    async with DemoServers() as demo:
        shown = {account.outcome(protocol).code for account in demo.accounts for protocol in Protocol}
        titles = [account.title for account in demo.accounts]
    assert len(set(titles)) == len(titles) >= 7
    assert {None, ErrorCode.AUTH_REJECTED, ErrorCode.STARTTLS_UNAVAILABLE, ErrorCode.TIMEOUT} <= shown
    assert {ErrorCode.CERTIFICATE_REJECTED, ErrorCode.DISCONNECTED, ErrorCode.MAILBOX_BUSY} <= shown


async def test_nothing_is_left_even_of_clients_that_stay() -> None:
    async with no_leaks():
        async with DemoServers() as demo:
            folder = demo.ca_file.parent
            clients = [await asyncio.open_connection("127.0.0.1", port) for port in ports(demo)]
            for _, writer in clients:
                writer.write(b"CAPA\r\n")
        for reader, writer in clients:
            with contextlib.suppress(ConnectionResetError):
                await reader.read()
            writer.close()
    assert not folder.exists()


async def test_two_demos_run_side_by_side() -> None:
    async with DemoServers() as one, DemoServers() as other:
        assert not set(ports(one)) & set(ports(other))
        assert one.ca_file != other.ca_file


@pytest.mark.parametrize("mechanism", ["plain", "login", "cram-md5"])
async def test_every_mechanism_is_taken(mechanism: str) -> None:
    protocols = [Protocol.SMTP] if mechanism == "login" else list(Protocol)
    async with DemoServers() as demo:
        well = demo.accounts[0]
        account = replace(well.account, mechanism=mechanism)
        plans = [account.plan(protocol, well.secret, general_trust=Trust()) for protocol in protocols]
        for checked in await check(plans):
            assert checked.snapshot.error is None
            assert checked.snapshot.mechanism == mechanism.upper()


async def test_mail_is_taken_and_thrown_away() -> None:
    async with DemoServers() as demo:
        in_clear = named(demo, "STARTTLS missing")
        endpoint = in_clear.account.endpoint(Protocol.SMTP)
        assert endpoint is not None
        login = base64.b64encode(f"\0{in_clear.account.user}\0{in_clear.secret.reveal()}".encode()).decode()
        reader, writer = await asyncio.open_connection("127.0.0.1", endpoint.port)
        lines = [
            "EHLO me",
            f"AUTH PLAIN {login}",
            "MAIL FROM:<ada@localhost>",
            "RCPT TO:<bob@localhost>",
            "DATA",
        ]
        for line in [*lines, "Subject: Hello\r\n\r\nBob.\r\n.", "QUIT"]:
            writer.write(line.encode() + b"\r\n")
        replies = (await reader.read()).decode().splitlines()
        writer.close()
    codes = [reply[:3] for reply in replies if reply[3] == " "]
    assert codes == ["220", "250", "235", "250", "250", "354", "250", "221"]


async def test_a_demo_that_cannot_start_leaves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    async def fail(*_: object) -> None:
        raise OSError("no ports")

    monkeypatch.setattr("postroom.demo.pop3_server.listen", fail)
    async with no_leaks():
        demo = DemoServers()
        with pytest.raises(OSError, match="no ports"):
            await demo.__aenter__()
    assert not demo.ca_file.exists()
