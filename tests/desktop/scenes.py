"""The scenes of which pictures are taken: how the window comes to each, with the demo's servers."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from postroom.desktop.picture import FRAME_SECONDS, tried
from postroom.engine.engine import Engine
from postroom.engine.guests import Guest
from postroom.model.account import Account, KeepSecret, Server
from postroom.model.endpoint import Endpoint, Protocol, Security
from postroom.model.problems import ProblemKind
from postroom.model.secret import Secret
from postroom.model.trust import Toggle

if TYPE_CHECKING:
    from postroom.desktop.window.desk import Desk
    from postroom.desktop.window.main_window import MainWindow

LONG = "postmaster-of-the-regional-office-for-everything@subdomain.of.a.long.example.com"


@dataclass(frozen=True)
class Shown:
    """The window that is to be shown in some state."""

    window: MainWindow
    desk: Desk
    engine: Engine

    async def frames(self, seconds: float = FRAME_SECONDS) -> None:
        await asyncio.sleep(seconds)

    async def start_all(self) -> None:
        for account in self.engine.accounts:
            self.desk.sessions.start(account.name, account.protocols)
        await tried(self.engine)

    async def begin(self, name: str) -> None:
        self.desk.presenter.choose(name)
        self.desk.shown.start_all()


async def empty(shown: Shown) -> None:
    """Nobody has entered anything yet."""


async def tried_and_shown(shown: Shown, name: str) -> None:
    """Try all accounts, and then `name` once more by itself, so that its times are its own."""
    await shown.engine.start_demo()
    await shown.start_all()
    shown.desk.presenter.choose(name)
    shown.desk.shown.stop_all()
    await shown.frames()
    shown.desk.shown.start_all()
    await shown.frames()
    await tried(shown.engine)


async def success(shown: Shown) -> None:
    await tried_and_shown(shown, "All well")


async def failure(shown: Shown) -> None:
    await tried_and_shown(shown, "Application password needed")


async def running(shown: Shown) -> None:
    await shown.engine.start_demo()
    await shown.frames()
    for account in shown.engine.accounts[:2]:
        shown.desk.sessions.start(account.name, account.protocols)
    await shown.begin("Slow server")
    await shown.frames(1.7)


async def certificate(shown: Shown) -> None:
    await success(shown)
    shown.desk.page.details.show_tab(1)


async def rejected(shown: Shown) -> None:
    await tried_and_shown(shown, "Expired certificate")


async def rejected_in_full(shown: Shown) -> None:
    await rejected(shown)
    shown.desk.shown.show_certificate(Protocol.POP3)


async def excused(shown: Shown) -> None:
    """A session that was opened although something is wrong."""
    await rejected_in_full(shown)
    court = shown.desk.page.details.certificate.court
    assert court is not None
    shown.desk.certificates.trust(court)
    await shown.frames(1)


async def exceptions(shown: Shown) -> None:
    """One that counts, one that was revoked, one that ended, and an account that ignores a problem."""
    await rejected(shown)
    pop3 = shown.engine.account("Expired certificate").endpoint(Protocol.POP3)
    mail = Endpoint("mail.example.com", 465, Security.TLS)
    old = Endpoint("pop.example.org", 995, Security.TLS)
    assert pop3 is not None
    for endpoint, kind, reason in (
        (pop3, ProblemKind.EXPIRED, "renewal is ordered"),
        (mail, ProblemKind.SELF_SIGNED, "our own server in the cellar"),
        (old, ProblemKind.NAME, "moving to a new name"),
    ):
        shown.engine.add_exception(endpoint, "5f3a9c0e" * 8, [kind], reason=reason)
    shown.engine.revoke_exception(shown.engine.exceptions[2].id)
    account = replace(shown.engine.account("Slow server"), ignore_outgoing=frozenset({Toggle.NAME}))
    await shown.engine.replace_account(account.name, account)
    await shown.frames()
    shown.desk.exceptions.show_all()
    shown.desk.exceptions.page.view.selectRow(0)


async def ignored(shown: Shown) -> None:
    """The toggles of an account, some of which are on."""
    await shown.engine.start_demo()
    await shown.frames()
    name = "Expired certificate"
    lenient = replace(shown.engine.account(name), ignore_incoming=frozenset({Toggle.EXPIRED, Toggle.NAME}))
    await shown.engine.replace_account(name, lenient)
    shown.desk.presenter.choose(name)
    await shown.begin(name)
    await shown.frames(1)
    shown.desk.shown.edit_ignored()


async def general(shown: Shown) -> None:
    await success(shown)
    shown.desk.general.edit()


async def rejected_narrow(shown: Shown) -> None:
    shown.window.resize(1024, 700)
    await rejected_in_full(shown)


async def exception_dialog(shown: Shown) -> None:
    await rejected_in_full(shown)
    court = shown.desk.page.details.certificate.court
    assert court is not None
    shown.desk.certificates.ask_for_exception(court)


async def no_exceptions(shown: Shown) -> None:
    await success(shown)
    shown.desk.exceptions.show_all()


async def capabilities(shown: Shown) -> None:
    await success(shown)
    shown.desk.page.choose_session(Protocol.SMTP)
    shown.desk.page.details.show_tab(2)


async def settings(shown: Shown) -> None:
    await success(shown)
    shown.desk.shown.edit_settings()
    form = shown.desk.page.settings.form
    port = form.servers[Protocol.SMTP].port
    port.setText("465")
    port.edited.emit()


async def new_account(shown: Shown) -> None:
    await shown.engine.start_demo()
    await shown.frames()
    shown.desk.accounts.add()


async def palette(shown: Shown) -> None:
    await success(shown)
    await shown.frames()
    shown.desk.palette.open()


async def narrow(shown: Shown) -> None:
    shown.window.resize(1024, 700)
    await failure(shown)
    shown.desk.presenter.choose("Hangs at the greeting")


async def crowded(shown: Shown) -> None:
    """Many accounts, and names that are too long for everything."""
    shown.window.resize(1024, 700)
    server = Server("mail-gateway-17.internal." + "very-" * 8 + "long.example.com", 1, Security.TLS)
    account = Account(name=LONG, user=LONG, pop3=server, smtp=Server(), keep_secret=KeepSecret.ASK, timeout=2)
    secret = Secret("x")
    shown.engine._guests.add(
        Guest(account, secret, "An account whose every name is far longer than its place.")
    )
    for number in range(299):
        shown.engine._guests.add(Guest(replace(account, name=f"user{number:03}@example.com"), secret))
    shown.engine._feed.accounts_changed()
    await shown.frames()
    await shown.begin(LONG)
    await shown.frames(2.5)


def certificate_met(name: str) -> Callable[[Shown], Awaitable[None]]:
    """Give the scene of a session that met a situation of the test authority."""

    async def scene(shown: Shown) -> None:
        from tests.desktop.certificates import meet

        with TemporaryDirectory() as folder:
            snapshot = meet(name, Path(folder))
        endpoint = snapshot.plan.endpoint
        server = Server(endpoint.host, endpoint.port, endpoint.security)
        account = Account(name="ada@example.test", user="ada", pop3=server, keep_secret=KeepSecret.ASK)
        shown.engine._guests.add(Guest(account, Secret("x")))
        shown.engine._feed.accounts_changed()
        await shown.frames()
        shown.desk.presenter.choose(account.name)
        shown.desk.page.show_session(account, Protocol.POP3, snapshot, None)
        shown.desk.shown.show_certificate(Protocol.POP3)
        shown.desk.page.details.show_session(Protocol.POP3, snapshot, None)

    return scene


MET = (
    *ProblemKind,
    "intermediate-at-hand",
    "intermediate-over",
    "unknown-root-not-sent",
    "cross-signed-and-not",
    "expired+name",
)
"""The situations whose certificates are shown: each problem alone, and paths of every shape."""

SCENES: dict[str, Callable[[Shown], Awaitable[None]]] = {
    scene.__name__: scene
    for scene in (
        empty,
        success,
        failure,
        running,
        certificate,
        rejected,
        rejected_in_full,
        rejected_narrow,
        exception_dialog,
        excused,
        exceptions,
        ignored,
        no_exceptions,
        general,
        capabilities,
        settings,
        new_account,
        palette,
        narrow,
        crowded,
    )
} | {f"met-{name}": certificate_met(name) for name in MET}
