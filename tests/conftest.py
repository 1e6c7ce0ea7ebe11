"""What every test shares: Qt without a screen, the profiles of hypothesis, and the two event loops."""

from __future__ import annotations

import asyncio
import os
import signal
from typing import Any

import pytest
from hypothesis import settings

pytest_plugins = ["tests.support.fixtures"]

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    # So it is for whatever a shell starts in the background; the tests press Ctrl-C, here and in their children.
    signal.signal(signal.SIGINT, signal.default_int_handler)

settings.register_profile("ordinary", max_examples=200, deadline=None)
settings.register_profile("nightly", max_examples=10_000, deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ordinary"))


def qt_loop() -> asyncio.AbstractEventLoop:
    """Make the loop of the window, and the one QApplication of the process if it is not there yet."""
    from PySide6.QtWidgets import QApplication

    from postroom.desktop.loop import create_loop

    app = QApplication.instance() or QApplication([])
    assert isinstance(app, QApplication)
    return create_loop(app)


LOOPS = {"stock": asyncio.new_event_loop, "qt": qt_loop}


def pytest_itemcollected(item: pytest.Item) -> None:
    """Refuse tests that hang on the order of a set: two processes, which share the suite, would not agree on them."""
    sets = [mark for mark in item.iter_markers("parametrize") if isinstance(mark.args[1], set | frozenset)]
    if sets or "frozenset({" in item.name:
        raise pytest.UsageError(f"{item.nodeid}: give the parameters, or their ids, in an order")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run each asynchronous test on both loops, or on the one that its mark names."""
    if "anyio_backend" not in metafunc.fixturenames:
        return
    chosen = [name for name in LOOPS if metafunc.definition.get_closest_marker(f"{name}_loop_only")]
    metafunc.parametrize("anyio_backend", chosen or list(LOOPS), indirect=True, scope="module")


@pytest.fixture(scope="module")
def anyio_backend(request: pytest.FixtureRequest) -> tuple[str, dict[str, Any]]:
    return "asyncio", {"loop_factory": LOOPS[request.param]}
