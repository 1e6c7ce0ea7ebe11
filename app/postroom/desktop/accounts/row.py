"""An account as a row of the list: its name, and how its sessions stand."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from postroom.desktop.look.icons import Icon
from postroom.desktop.session.reading import Reading, reading
from postroom.model.account import Account
from postroom.model.endpoint import Protocol
from postroom.model.session import SessionSnapshot
from postroom.model.text import say

NEW: Final = ""
"""The key of an account that is being entered and has no name yet."""

_RANK: Final = (
    Icon.FAILED,
    Icon.ATTENTION,
    Icon.UNCERTAIN,
    Icon.RUNNING,
    Icon.CANCELLED,
    Icon.OK,
    Icon.CLOSED,
    Icon.UNTRIED,
)
"""Which state stands for an account: the worst that is known."""


@dataclass(frozen=True, slots=True)
class AccountRow:
    """What the list shows of an account."""

    name: str
    states: tuple[tuple[Protocol, Reading], ...] = ()
    about: str = ""
    """What a demo account shows; empty for a saved one."""
    edited: bool = False
    """Whether there are changes that have not been applied."""
    excuses: tuple[str, ...] = ()
    """What may pass of its servers' certificates, in words."""
    search: str = ""
    """What the filter looks at."""

    @property
    def title(self) -> str:
        return self.name or say("New account")

    @property
    def overall(self) -> Reading:
        """The state that stands for the account."""
        return min(
            (state for _, state in self.states), key=lambda r: _RANK.index(r.icon), default=reading(None)
        )

    @property
    def untouched(self) -> bool:
        """Whether none of its sessions was started."""
        return all(state.icon is Icon.UNTRIED for _, state in self.states)

    @property
    def sentence(self) -> str:
        """The row, read aloud."""
        states = ", ".join(f"{protocol.label} {state.word}" for protocol, state in self.states)
        states = states or say("no server")
        if self.excuses:
            return say("{name}: {states}, with certificate exceptions", name=self.title, states=states)
        return say("{name}: {states}", name=self.title, states=states)


def never_started(_: Protocol) -> None:
    """Give the sessions of an account of which none was started."""


def row_of(
    account: Account,
    snapshot_of: Callable[[Protocol], SessionSnapshot | None],
    *,
    about: str = "",
    edited: bool = False,
    excuses: tuple[str, ...] = (),
) -> AccountRow:
    """Make the row of `account`, with its sessions as `snapshot_of` gives them."""
    states = tuple((protocol, reading(snapshot_of(protocol))) for protocol in account.protocols)
    hosts = (str(account.endpoint(protocol)) for protocol in account.protocols)
    words = (f"{protocol.value} {state.word}" for protocol, state in states)
    search = " ".join((account.name, account.user, *hosts, *words))
    return AccountRow(account.name, states, about, edited, excuses, search)
