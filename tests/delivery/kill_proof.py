"""The proof that a kill loses nothing and doubles nothing, counted against what the receiver really took."""

from __future__ import annotations

import asyncio
import random
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from postroom.model.message import MessageState
from postroom.model.spool_lease import Holder
from postroom.spool.file_store import FileStore
from tests.architecture.checkout import ROOT
from tests.delivery.killed import CONNECTIONS, body_of
from tests.spool.spools import ids_of
from tests.support.letters import Letter
from tests.support.receiver import Receiver

SENT, UNCERTAIN = MessageState.SENT, MessageState.UNCERTAIN
MOST_UNCERTAIN: Final = 2 * CONNECTIONS
MESSAGES: Final = 200
"""What each process takes in, should nobody kill it before."""
JUDGE: Final = Holder("judge", 1, "desk")


def subject_of(letter: Letter) -> str:
    return letter.content.partition(b"\r\n")[0].removeprefix(b"Subject: ").decode()


@dataclass
class Tally:
    """What was seen in a proof."""

    kills: int = 0
    accepted: dict[int, str] = field(default_factory=dict)
    """The subjects of all messages that were acknowledged, by number."""
    uncertain: list[int] = field(default_factory=list)
    """How many messages each kill left uncertain."""
    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    """What the receiver has, and no spool knows."""
    misstated: list[str] = field(default_factory=list)
    """What is told to be sent and is not, or is neither sent nor uncertain."""
    altered: list[str] = field(default_factory=list)
    sent: int = 0
    arrived_though_uncertain: int = 0

    @property
    def is_sound(self) -> bool:
        """Whether every promise was kept."""
        faults = (self.lost, self.doubled, self.unknown, self.misstated, self.altered)
        return not any(faults) and max(self.uncertain, default=0) <= MOST_UNCERTAIN

    def __str__(self) -> str:
        return (
            f"{self.kills} kills, {len(self.accepted)} acknowledged, {self.sent} sent, "
            f"{sum(self.uncertain)} uncertain ({max(self.uncertain, default=0)} at most after a kill, "
            f"{MOST_UNCERTAIN} allowed; {self.arrived_though_uncertain} of them had arrived), {len(self.lost)} lost, "
            f"{len(self.doubled)} doubled, {len(self.unknown)} unknown, {len(self.misstated)} misstated, "
            f"{len(self.altered)} altered"
        )


class Trigger:
    """Kills a process when so many commands were heard."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._left = 0
        self._process: subprocess.Popen[bytes] | None = None

    def aim(self, process: subprocess.Popen[bytes], commands: int) -> None:
        with self._lock:
            self._process, self._left = process, commands

    def hear(self, command: str) -> None:
        """Count a command; called by the receiver before it answers."""
        del command
        with self._lock:
            self._left -= 1
            if self._left == 0 and self._process is not None:
                self._process.kill()


async def prove_random(folder: Path, kills: int, seed: int) -> Tally:
    """Kill a process at so many random moments under load, let another finish, and count."""
    moments = random.Random(seed)
    tally, trigger = Tally(), Trigger()
    with Receiver(heard=trigger.hear) as receiver:
        for number in range(kills):
            lines = moments.choice((MESSAGES * 2, moments.randrange(1, MESSAGES)))
            with start(folder, receiver.port, f"run-{number}", MESSAGES) as process:
                trigger.aim(process, moments.randrange(1, 5 * MESSAGES) if lines > MESSAGES else 0)
                await asyncio.to_thread(listen, process, tally, lines)
            tally.kills += process.returncode < 0
            tally.uncertain.append(await look_after_kill(folder))
        with start(folder, receiver.port, "last", 0) as process:
            await asyncio.to_thread(listen, process, tally, 1)
        assert process.returncode == 0
        await judge(folder, tally, receiver)
    return tally


def start(folder: Path, port: int, name: str, messages: int) -> subprocess.Popen[bytes]:
    command = [
        sys.executable,
        "-m",
        "tests.delivery.killed",
        "load",
        str(folder),
        str(port),
        name,
        str(messages),
    ]
    return subprocess.Popen(command, stdout=subprocess.PIPE, cwd=ROOT)


def listen(process: subprocess.Popen[bytes], tally: Tally, lines: int) -> None:
    """Take in what it says until it ends; kill it after so many lines."""
    assert process.stdout is not None
    for number, line in enumerate(process.stdout, start=1):
        if line.endswith(b"\n"):
            _, message, subject = line.decode().split()
            tally.accepted[int(message)] = subject
        if number == lines:
            process.kill()


async def look_after_kill(folder: Path) -> int:
    """Recover as the next process would; give how many messages the last one left uncertain."""
    store = await FileStore.open(folder)
    try:
        taken = await store.take_lease(JUDGE)
        await store.release_lease(taken.lease)
        assert await store.examine() == ()
        return len(taken.recovered.uncertain)
    finally:
        await store.close()


async def judge(folder: Path, tally: Tally, receiver: Receiver) -> None:
    """Hold the spool against what arrived."""
    states = await _states(folder)
    _compare(tally, states, receiver.register.count(subject_of))
    tally.lost += [subject for number, subject in tally.accepted.items() if number not in states]
    tally.altered += [
        subject_of(letter) for letter in receiver.letters if letter.content != body_of(subject_of(letter))
    ]


def _compare(tally: Tally, states: Mapping[int, tuple[str, MessageState]], arrived: Counter[str]) -> None:
    known = {subject for subject, _ in states.values()}
    tally.unknown += sorted(set(arrived) - known)
    tally.doubled += [subject for subject, times in arrived.items() if times > 1]
    for subject, state in states.values():
        if state is SENT:
            tally.sent += 1
        elif state is UNCERTAIN:
            tally.arrived_though_uncertain += arrived[subject]
        if state not in {SENT, UNCERTAIN} or (state is SENT and not arrived[subject]):
            tally.misstated.append(f"{subject} is {state}, and arrived {arrived[subject]} times")


async def prove_steps(folder: Path) -> tuple[Tally, dict[str, str]]:
    """End a process at each commit and each step of the delivery machine, let another finish, and count.

    Also gives how the message of each point ended; `none` where it was neither acknowledged nor kept.
    """
    tally, ends = Tally(), dict[str, str]()
    with Receiver() as receiver:
        command = [sys.executable, "-m", "tests.delivery.killed", "steps", str(folder), str(receiver.port)]
        done = await asyncio.to_thread(
            subprocess.run, command, check=True, stdout=subprocess.PIPE, cwd=ROOT, text=True
        )
    said = [line.split() for line in done.stdout.splitlines()]
    acknowledged = {words[2]: int(words[1]) for words in said if words[0] == "accepted"}
    died = {words[1] for words in said if words[0] == "died"}
    arrived = receiver.register.count(subject_of)
    for home in _folders_in(folder):
        subject = f"{home.name}-0-0"
        states = await _states(home)
        _compare(tally, states, Counter({subject: arrived[subject]} if arrived[subject] else {}))
        if subject in acknowledged and acknowledged[subject] not in states:
            tally.lost.append(subject)
        tally.accepted |= {len(tally.accepted): subject} if subject in acknowledged else {}
        if home.name in died:
            tally.kills += 1
            tally.uncertain.append(sum(state is UNCERTAIN for _, state in states.values()))
            ends[home.name] = next((str(state) for _, state in states.values()), "none")
    return tally, ends


def _folders_in(folder: Path) -> list[Path]:
    return sorted(folder.iterdir())


async def _states(folder: Path) -> Mapping[int, tuple[str, MessageState]]:
    store = await FileStore.open(folder)
    try:
        return {row.id: (row.subject, row.state) for row in await store.rows(await ids_of(store))}
    finally:
        await store.close()
