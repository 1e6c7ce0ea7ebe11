"""Ctrl-C and other signals around a run of Qt."""

from __future__ import annotations

import asyncio
import signal
import socket
from types import FrameType

import pytest

from postroom.desktop.loop_signals import interrupts_to, wakes

pytestmark = pytest.mark.stock_loop_only


def ignore(_signum: int, _frame: FrameType | None) -> None:
    """Answer Ctrl-C with nothing."""


def test_pythons_own_handler_is_replaced_for_a_while() -> None:
    with interrupts_to(ignore):
        assert signal.getsignal(signal.SIGINT) is ignore
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_python_gets_its_handler_back_after_a_failure() -> None:
    with pytest.raises(ZeroDivisionError), interrupts_to(ignore):
        raise ZeroDivisionError
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_the_handler_of_somebody_else_stays() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        with interrupts_to(ignore):
            assert signal.getsignal(signal.SIGINT) is signal.SIG_IGN
    finally:
        signal.signal(signal.SIGINT, signal.default_int_handler)


def test_a_signal_writes_to_the_descriptor() -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs, interrupts_to(ignore):
        theirs.setblocking(False)
        with wakes(theirs.fileno()):
            signal.raise_signal(signal.SIGINT)
        ours.settimeout(10)
        assert ours.recv(8) == bytes([signal.SIGINT])
        assert signal.set_wakeup_fd(-1) == -1


async def test_another_thread_leaves_signals_alone() -> None:
    def enter() -> object:
        with interrupts_to(ignore), wakes(0):
            return signal.getsignal(signal.SIGINT)

    assert await asyncio.to_thread(enter) is not ignore
