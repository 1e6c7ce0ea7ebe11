"""The page of an account, with the actions that stand in its head."""

from __future__ import annotations

from postroom.desktop.page.account_page import AccountPage
from postroom.desktop.page.header import Header
from postroom.desktop.window.actions import Act, Actions

_MORE = (
    (Act.SETTINGS, Act.PASSWORD, Act.REPORT),
    (Act.REMOVE,),
    (Act.DEMO, Act.END_DEMO),
    (Act.GENERAL, Act.COMPACT, Act.PALETTE, Act.QUIT),
)
"""The groups of the menu."""


def make_page(actions: Actions) -> AccountPage:
    """Make a page whose head offers `actions`."""
    groups = [[actions[act] for act in group] for group in _MORE]
    return AccountPage(
        Header(actions[Act.START], actions[Act.STOP], actions[Act.CANCEL], groups, actions[Act.EXCEPTIONS])
    )
