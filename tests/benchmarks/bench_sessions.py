"""A session of the engine, opened until it is ready and closed, against bare blocking sockets that say the same.

python3 packaging/dev.py bench sessions

On loopback a reply takes a tenth of a millisecond, and what is compared is the work of a session alone. The slow line
shows what is left of that for somebody whose server is 20 ms away.
"""

from __future__ import annotations

import asyncio
import os
import ssl
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path
from typing import Final

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtWidgets import QApplication

from postroom.desktop.loop import create_loop
from postroom.engine.changes import SessionKey
from postroom.engine.engine import Engine
from postroom.model.account import Account, Server
from postroom.model.endpoint import Endpoint, Protocol, Security
from postroom.model.plan import Trust
from postroom.model.tls import TrustMode
from postroom.model.transcript import Speaker
from postroom.settings.folders import Folders
from tests.benchmarks.bare import BareDialogue
from tests.benchmarks.line import ROUND_TRIP, slow_lines
from tests.benchmarks.mail import USER, Mail, running_mail
from tests.benchmarks.side_by_side import Subject, compare

ROUNDS: Final = {"on loopback": 60, f"over a line of {ROUND_TRIP * 1000:g} ms": 12}
"""How often to measure, by place."""
AIM: Final = 1.3


class RunningEngine:
    """An engine without saved accounts, in a loop of its own."""

    def __init__(self, runner: asyncio.Runner, engine: Engine) -> None:
        self._runner = runner
        self._engine = engine

    def add(self, account: Account) -> None:
        async def add() -> None:
            self._engine.add_account(account)

        self._runner.run(add())

    def session(self, key: SessionKey) -> float:
        """Open and close one session; give the seconds."""
        return self._runner.run(self._session(key))

    async def _session(self, key: SessionKey) -> float:
        began = time.perf_counter()
        snapshot = await self._engine.open(key, USER.password)
        await self._engine.close(key)
        seconds = time.perf_counter() - began
        assert snapshot.ok, snapshot.error
        return seconds

    def verbs(self, key: SessionKey) -> list[str]:
        """Give the verbs that the last session sent."""
        transcript = self._engine.transcript(key)
        assert transcript is not None
        return [line.text.split()[0] for line in transcript.lines() if line.speaker is Speaker.CLIENT]


@contextmanager
def running_engine(make_loop: Callable[[], asyncio.AbstractEventLoop]) -> Iterator[RunningEngine]:
    """Start an engine whose changes somebody listens to; end it and its loop."""

    async def start(home: str) -> Engine:
        engine = Engine.start(Folders.under(Path(home)), saved=False)
        engine.subscribe(lambda _: None)
        return engine

    with tempfile.TemporaryDirectory(prefix="postroom-benchmark-") as home:
        with asyncio.Runner(loop_factory=make_loop) as runner:
            engine = runner.run(start(home))
            try:
                yield RunningEngine(runner, engine)
            finally:
                runner.run(engine.aclose())


class Contest:
    """The engines against bare sockets, at one server after the other."""

    def __init__(self, engines: dict[str, RunningEngine], root: Path) -> None:
        self._engines = engines
        self._root = root
        self._context = ssl.create_default_context(cafile=root)

    def hold(self, protocol: Protocol, endpoint: Endpoint, place: str) -> None:
        """Compare the sessions at one server."""
        title = f"{protocol.label}, {endpoint.security}, {place}"
        key = SessionKey(title, protocol)
        account = self._account(title, protocol, endpoint)

        def bare() -> float:
            began = time.perf_counter()
            self._bare(protocol, endpoint)
            return time.perf_counter() - began

        subjects = []
        for loop, engine in self._engines.items():
            engine.add(account)
            engine.session(key)
            assert engine.verbs(key) == self._bare(protocol, endpoint).verbs, "both have to do the same"
            subjects.append(Subject(f"engine, {loop}", partial(engine.session, key), AIM))
        compare(title, [*subjects, Subject("blocking sockets", bare)], rounds=ROUNDS[place])

    def _account(self, name: str, protocol: Protocol, endpoint: Endpoint) -> Account:
        server = Server(endpoint.host, endpoint.port, endpoint.security)
        return Account(
            name=name,
            user=USER.name,
            pop3=server if protocol is Protocol.POP3 else None,
            smtp=server if protocol is Protocol.SMTP else None,
            mechanism="plain",
            trust=Trust(TrustMode.SYSTEM, (self._root,)),
        )

    def _bare(self, protocol: Protocol, endpoint: Endpoint) -> BareDialogue:
        dialogue = BareDialogue(protocol, endpoint, USER, self._context)
        dialogue.run()
        return dialogue


def places(mail: Mail, protocol: Protocol, security: Security, lines: dict[int, int]) -> Iterator[Endpoint]:
    """Give the server as it is, and at the end of its line."""
    near = mail.endpoint(protocol, security)
    yield near
    yield Endpoint(near.host, lines[near.port], security)


def main() -> None:
    """Print a table for each protocol, security and place."""
    app = QApplication([])
    with ExitStack() as stack:
        mail = stack.enter_context(running_mail())
        ways = [(protocol, security) for protocol in Protocol for security in Security]
        lines = dict(stack.enter_context(slow_lines(mail.endpoint(*way).port for way in ways)))
        engines = {
            "asyncio's loop": stack.enter_context(running_engine(asyncio.new_event_loop)),
            "Qt's loop": stack.enter_context(running_engine(lambda: create_loop(app))),
        }
        contest = Contest(engines, mail.root)
        for protocol, security in ways:
            for place, endpoint in zip(ROUNDS, places(mail, protocol, security, lines), strict=True):
                contest.hold(protocol, endpoint, place)


if __name__ == "__main__":
    main()
