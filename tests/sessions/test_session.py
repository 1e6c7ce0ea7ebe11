"""The life of a session: watched, kept alive, ended by either side; every change announced and lawful."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace

import pytest

from postroom.model.endpoint import Protocol, Security
from postroom.model.errors import ErrorCode
from postroom.model.plan import Trust
from postroom.model.session import MOVES, IllegalMove, SessionSnapshot, SessionState
from postroom.model.step import Step, StepState
from postroom.net.address import Address
from postroom.net.examination.stores import Stores, load_stores
from postroom.sessions.driver import Driver
from postroom.sessions.pop3 import Pop3Driver
from postroom.sessions.session import Session
from postroom.sessions.smtp import SmtpDriver
from tests.sessions.plans import opened, plan, said
from tests.support.ca import HOST, Certificates
from tests.support.dialogue import Point
from tests.support.hostile import HostileServer
from tests.support.leaks import no_leaks
from tests.support.pop3_dialogue import pop3_script
from tests.support.ports import LOOPBACK
from tests.support.smtp_dialogue import smtp_script
from tests.support.steps import Converse, Delay, Drop, Reset, Script, Send, Silence

SMTP, POP3 = Protocol.SMTP, Protocol.POP3
NONE, STARTTLS, TLS = Security.NONE, Security.STARTTLS, Security.TLS
Start = Callable[..., HostileServer]
DEADLINE = 5.0


async def end_of(session: Session) -> SessionSnapshot:
    async with asyncio.timeout(DEADLINE):
        return await session.ended()


class TestChanges:
    async def test_every_change_is_announced_in_its_order(self, hostile_server: Start) -> None:
        seen: list[SessionSnapshot] = []
        session = Session(
            plan(POP3, NONE, hostile_server(pop3_script()).port),
            on_change=lambda: seen.append(session.snapshot),
        )
        await session.open()
        await session.close()
        states = [seen[0].state]
        for snapshot in seen[1:]:
            if snapshot.state is not states[-1]:
                assert snapshot.state in MOVES[states[-1]]
                states.append(snapshot.state)
        assert states == ["opening", "ready", "closing", "closed"]
        running = [each.steps[-1].step for each in seen if each.steps and each.steps[-1].state == "running"]
        assert tuple(dict.fromkeys(running)) == session.snapshot.plan.steps

    async def test_steps_follow_each_other_on_one_clock(self, hostile_server: Start) -> None:
        async with opened(plan(SMTP, NONE, hostile_server(smtp_script()).port)) as session:
            steps = session.snapshot.steps
            lines = session.transcript.lines()
        ends = [record.started + record.seconds for record in steps]
        assert all(end <= later.started + 1e-6 for end, later in zip(ends[:-1], steps[1:], strict=True))
        assert session.snapshot.seconds == ends[-1]
        assert all(record.detail for record in steps)
        greeting = next(line for line in lines if line.speaker == "server")
        assert steps[2].started <= greeting.time <= ends[2]

    async def test_a_session_opens_once(self, hostile_server: Start) -> None:
        async with opened(plan(SMTP, NONE, hostile_server(smtp_script()).port)) as session:
            with pytest.raises(IllegalMove):
                await session.open()

    async def test_closing_twice_or_before_opening_is_harmless(self, hostile_server: Start) -> None:
        session = Session(plan(SMTP, NONE, 25))
        await session.close()
        await session.close()
        assert session.snapshot.state is SessionState.CLOSED
        async with opened(plan(SMTP, NONE, hostile_server(smtp_script()).port)) as session:
            await session.close()
        assert session.snapshot.state is SessionState.CLOSED


class TestClosing:
    @pytest.mark.parametrize(("protocol", "script"), [(SMTP, smtp_script()), (POP3, pop3_script())])
    async def test_the_server_is_told(
        self, protocol: Protocol, script: Script, hostile_server: Start
    ) -> None:
        server = hostile_server(script)
        async with no_leaks(), opened(plan(protocol, NONE, server.port)):
            pass
        assert server.connection().lines[-1] == "QUIT"

    @pytest.mark.parametrize("reply", [b"", b"500 no\r\n", b"\x00\r\n"])
    async def test_a_rude_answer_to_quit_changes_nothing(self, reply: bytes, hostile_server: Start) -> None:
        answers = ((b"EHLO .*", (Send(b"250 host\r\n"),)), (b"NOOP", (Send(b"250 ok\r\n"),)))
        script = (Send(b"220 host\r\n"), Converse((*answers, (b"QUIT", (Send(reply), Drop())))))
        server = hostile_server(script)
        async with no_leaks(), opened(plan(SMTP, NONE, server.port, credentials=None)) as session:
            await session.close()
        assert session.snapshot.state is SessionState.CLOSED
        assert session.snapshot.error is None


def leaving(protocol: Protocol, *parting: object) -> Script:
    """Write the script of a server that takes its leave as soon as the session is ready."""
    if protocol is SMTP:
        return smtp_script(faults={Point.READY: (Send(b"250 ok\r\n"), Delay(0.05), *parting)})  # type: ignore[arg-type]
    return pop3_script(faults={Point.READY: (Send(b"+OK 2 320\r\n"), Delay(0.05), *parting)})  # type: ignore[arg-type]


class TestTheServersEnd:
    @pytest.mark.parametrize(
        ("protocol", "parting", "words"),
        [
            (SMTP, (Send(b"421 4.4.2 idle too long\r\n"), Silence()), "421 4.4.2 idle too long"),
            (SMTP, (Send(b"421 4.3.0 shutting down\r\n"), Drop()), "421 4.3.0 shutting down"),
            (SMTP, (Drop(),), None),
            (SMTP, (Reset(),), None),
            (POP3, (Send(b"-ERR [SYS/TEMP] autologout\r\n"), Silence()), "-ERR [SYS/TEMP] autologout"),
            (POP3, (Send(b"-ERR autologout\r\n"), Drop()), "-ERR autologout"),
            (POP3, (Drop(),), None),
            (POP3, (Reset(),), None),
        ],
    )
    async def test_is_noticed_at_once(
        self, protocol: Protocol, parting: tuple[object, ...], words: str | None, hostile_server: Start
    ) -> None:
        server = hostile_server(leaving(protocol, *parting))
        async with no_leaks(), opened(plan(protocol, NONE, server.port)) as session:
            snapshot = await end_of(session)
        assert snapshot.state is SessionState.FAILED
        assert snapshot.error is not None
        assert (snapshot.error.code, snapshot.error.step) == (ErrorCode.DISCONNECTED, Step.READY)
        reply = snapshot.error.server_reply
        assert (None if reply is None else str(reply)) == words
        assert not snapshot.ok
        assert all(record.state is StepState.OK for record in snapshot.steps)

    @pytest.mark.parametrize("protocol", Protocol)
    async def test_words_out_of_turn_end_a_session(self, protocol: Protocol, hostile_server: Start) -> None:
        words = b"250 surprise\r\n" if protocol is SMTP else b"+OK surprise\r\n"
        server = hostile_server(leaving(protocol, Send(words), Silence()))
        async with opened(plan(protocol, NONE, server.port)) as session:
            snapshot = await end_of(session)
        assert snapshot.error is not None
        assert snapshot.error.code is ErrorCode.PROTOCOL_ERROR


class TestKeepingAlive:
    @pytest.mark.parametrize(
        ("protocol", "credentials", "verb"),
        [(SMTP, True, "NOOP"), (POP3, True, "NOOP"), (POP3, False, "CAPA")],
    )
    async def test_signs_of_life(
        self, protocol: Protocol, verb: str, hostile_server: Start, *, credentials: bool
    ) -> None:
        server = hostile_server(smtp_script() if protocol is SMTP else pop3_script())
        alive = plan(protocol, NONE, server.port)
        alive = alive if credentials else replace(alive, credentials=None)
        async with no_leaks(), opened(alive, keep_alive=0.01) as session:
            before = said(session).count(f"client: {verb}")
            async with asyncio.timeout(DEADLINE):
                while said(session).count(f"client: {verb}") < before + 3:  # noqa: ASYNC110
                    await asyncio.sleep(0)
        assert session.snapshot.state is SessionState.CLOSED

    @pytest.mark.parametrize("protocol", Protocol)
    async def test_a_server_that_no_longer_answers(self, protocol: Protocol, hostile_server: Start) -> None:
        server = hostile_server(leaving(protocol, Silence()))
        silent = plan(protocol, NONE, server.port, timeout=0.3)
        async with no_leaks(), opened(silent, keep_alive=0.01) as session:
            snapshot = await end_of(session)
        assert snapshot.error is not None
        assert snapshot.error.code is ErrorCode.TIMEOUT
        assert "no longer answers" in snapshot.error.message

    async def test_a_session_that_is_closed_while_a_sign_of_life_is_unanswered(
        self, hostile_server: Start
    ) -> None:
        server = hostile_server(leaving(SMTP, Silence()))
        async with no_leaks(), opened(plan(SMTP, NONE, server.port), keep_alive=0.01) as session:
            async with asyncio.timeout(DEADLINE):
                while said(session).count("client: NOOP") < 2:  # noqa: ASYNC110
                    await asyncio.sleep(0)
            await session.close()
        assert session.snapshot.state is SessionState.CLOSED
        assert "client: QUIT" not in said(session)


class TestWhatIsSaid:
    async def test_without_credentials_it_says_so(self, hostile_server: Start) -> None:
        for protocol, script in ((SMTP, smtp_script()), (POP3, pop3_script())):
            server = hostile_server(script)
            async with opened(plan(protocol, NONE, server.port, credentials=None)) as session:
                snapshot = session.snapshot
            assert snapshot.ok
            assert not snapshot.authenticated
            assert "Connected, not authenticated." in snapshot.notes

    async def test_the_local_name(self, hostile_server: Start) -> None:
        server = hostile_server(smtp_script(), smtp_script(), smtp_script())
        for name, sent in (
            ("", "[127.0.0.1]"),
            ("me.example", "me.example"),
            ("b\u00fccher.example", "xn--"),
        ):
            async with opened(plan(SMTP, NONE, server.port, local_name=name)) as session:
                assert any(f"client: EHLO {sent}" in line for line in said(session))

    async def test_the_local_name_over_ipv6(self, hostile_server: Start) -> None:
        server = hostile_server(smtp_script(), host="::1")
        async with opened(plan(SMTP, NONE, server.port, host="::1")) as session:
            assert "client: EHLO [IPv6:::1]" in said(session)

    async def test_line_ends_against_the_standard(self, hostile_server: Start) -> None:
        answers = ((b"EHLO .*", (Send(b"250 host\n"),)), (b"NOOP", (Send(b"250 ok\n"),)))
        server = hostile_server((Send(b"220 host\n"), Converse(answers)))
        async with opened(plan(SMTP, NONE, server.port, credentials=None)) as session:
            assert any("LF alone" in note for note in session.snapshot.notes)

    async def test_an_address_that_did_not_answer(self, hostile_server: Start) -> None:
        import socket

        class Two:
            async def lookup(self, name: str, port: int) -> tuple[Address, ...]:
                return (
                    Address(socket.AF_INET, ("127.0.0.3", port)),
                    Address(socket.AF_INET, (LOOPBACK, port)),
                )

        server = hostile_server(smtp_script())
        two = plan(SMTP, NONE, server.port, host="two.example", clear_password=True)
        async with opened(two, resolver=Two()) as session:
            snapshot = session.snapshot
        assert snapshot.address == LOOPBACK
        assert [attempt.error is None for attempt in snapshot.steps[1].attempts] == [False, True]
        assert any("127.0.0.3" in note for note in snapshot.notes)


class TestTrust:
    @pytest.mark.parametrize("security", [STARTTLS, TLS])
    @pytest.mark.parametrize("protocol", Protocol)
    async def test_the_second_list_is_asked_and_that_is_said(
        self,
        protocol: Protocol,
        security: Security,
        test_ca: Certificates,
        hostile_server: Start,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        stores = Stores(load_stores().system, load_stores((test_ca.root,)).portable)
        monkeypatch.setattr("postroom.net.examination.stores.load_stores", lambda _: stores)
        write = smtp_script if protocol is SMTP else pop3_script
        server = hostile_server(write(security, context=test_ca.good.server_context()))
        async with no_leaks(), opened(plan(protocol, security, server.port, trust=Trust())) as session:
            snapshot = session.snapshot
        assert snapshot.ok, snapshot.error
        assert snapshot.tls is not None
        assert snapshot.tls.trust == "portable"
        assert HOST in snapshot.tls.chain[0].names
        assert any("does not know the issuer" in note for note in snapshot.notes)
        assert tuple(record.step for record in snapshot.steps) == snapshot.plan.steps
        assert len(server.connections) == 1

    async def test_the_chain_is_known_also_where_the_login_fails(
        self, test_ca: Certificates, hostile_server: Start
    ) -> None:
        no = {Point.AUTH: (Send(b"-ERR [AUTH] no\r\n"),)}
        script = pop3_script(TLS, context=test_ca.by_intermediate.server_context(), faults=no)
        async with opened(plan(POP3, TLS, hostile_server(script).port, ca=test_ca)) as session:
            snapshot = session.snapshot
        assert snapshot.error is not None
        assert snapshot.tls is not None
        assert len(snapshot.tls.chain) == 2


class TestTheGreeting:
    """A server may greet before anybody listens for it, even in the flight that ends the TLS handshake."""

    @pytest.mark.parametrize("security", [NONE, TLS])
    @pytest.mark.parametrize("protocol", Protocol)
    async def test_is_not_lost_where_it_comes_early(
        self,
        protocol: Protocol,
        security: Security,
        test_ca: Certificates,
        hostile_server: Start,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        greet = SmtpDriver.greet if protocol is SMTP else Pop3Driver.greet

        async def greet_late(driver: Driver) -> str:
            async with asyncio.timeout(DEADLINE):
                while not any(line.startswith("server: ") for line in said(session)):  # noqa: ASYNC110
                    await asyncio.sleep(0)
            return await greet(driver)  # type: ignore[arg-type]

        monkeypatch.setattr(SmtpDriver if protocol is SMTP else Pop3Driver, "greet", greet_late)
        write = smtp_script if protocol is SMTP else pop3_script
        server = hostile_server(write(security, context=test_ca.good.server_context()))
        session = Session(plan(protocol, security, server.port, ca=test_ca))
        assert (await session.open()).state is SessionState.READY
        await session.close()
