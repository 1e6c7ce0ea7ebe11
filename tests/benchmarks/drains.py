"""Runs whatever sends mail to a sink, and measures at the sink how fast it arrives."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from tests.architecture.checkout import ROOT
from tests.benchmarks.drainer import MESSAGE, RECIPIENT, SENDER
from tests.benchmarks.process import as_installed
from tests.support.ports import LOOPBACK
from tests.support.postfix_relay import PostfixRelay, running_relay
from tests.support.smtp_sink import SmtpSink, running_smtp_sink

DEADLINE: Final = 600.0
"""Seconds."""
LOOK_EVERY: Final = 0.005


@dataclass(frozen=True, slots=True)
class Measured:
    """How fast it went."""

    rate: float
    """Messages a second, from the first that arrived to the last; of those that were accepted where none arrives."""
    processor: float | None = None
    """Seconds of processor time for a message, of all processes of the sender."""
    lag: Mapping[str, float] = field(default_factory=dict)
    """How late the Qt loop answered, in milliseconds."""


def arrival_rate(sink: SmtpSink, count: int, begin: Callable[[], object]) -> float:
    """Begin, and give the messages a second that arrive, from the first to the last."""
    pause = threading.Event()
    begin()
    deadline = time.monotonic() + DEADLINE
    first: tuple[float, int] | None = None
    while (arrived := sink.messages) < count:
        if arrived and first is None:
            first = time.perf_counter(), arrived
        if time.monotonic() > deadline:
            raise TimeoutError(f"{arrived} of {count} messages arrived")
        pause.wait(LOOK_EVERY)
    assert first is not None, "so few messages cannot be measured"
    return (count - first[1]) / (time.perf_counter() - first[0])


def ours(
    form: str,
    count: int,
    connections: int,
    *,
    screen: Mapping[str, str] | None = None,
    port: int | None = None,
) -> Measured:
    """Let a process of ours send over so many connections, or accept. A `port` leads to the sink by another way."""
    with running_smtp_sink("-c") as sink, tempfile.TemporaryDirectory(prefix="postroom-drain-") as home:
        return _measure(
            form, sink, sink.port if port is None else port, count, connections, Path(home), screen or {}
        )


def through(line: Callable[[int], Any], form: str, count: int, connections: int) -> Measured:
    """Let a process of ours send over a line that begins at the port that `line` gives for a sink's."""
    with running_smtp_sink("-c") as sink, tempfile.TemporaryDirectory(prefix="postroom-drain-") as home:
        with line(sink.port) as port:
            return _measure(form, sink, port, count, connections, Path(home), {})


def _measure(
    form: str, sink: SmtpSink, port: int, count: int, connections: int, home: Path, screen: Mapping[str, str]
) -> Measured:
    command = [
        sys.executable,
        "-m",
        "tests.benchmarks.drainer",
        form,
        str(home),
        str(port),
        str(count),
        str(connections),
    ]
    with _running(command, as_installed(home, **screen)) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        if form == "accept":
            _say_go(process)
            told = json.loads(process.stdout.readline())
            rate = told["count"] / told["seconds"]
        else:
            rate = arrival_rate(sink, count, lambda: _say_go(process))
            told = json.loads(process.stdout.readline())
        return Measured(rate, told["processor"] / count, told.get("lag", {}))


@contextmanager
def _running(command: list[str], environment: Mapping[str, str]) -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment, cwd=ROOT
    )
    with process:
        try:
            yield process
            process.wait(timeout=30)
        finally:
            process.kill()


def _say_go(process: subprocess.Popen[str]) -> None:
    assert process.stdin is not None
    process.stdin.write("go\n")
    process.stdin.flush()


def smtp_source(port: int, count: int, connections: int) -> float:
    """Let Postfix's own load generator hand messages in; give the messages a second."""
    command = [
        "smtp-source", "-s", str(connections), "-m", str(count), "-l", str(len(MESSAGE)),
        "-f", SENDER, "-t", RECIPIENT, f"inet:{LOOPBACK}:{port}",
    ]  # fmt: skip
    began = time.perf_counter()
    subprocess.run(command, check=True)
    return count / (time.perf_counter() - began)


@dataclass(frozen=True, slots=True)
class PostfixMeasured:
    """What Postfix does with the same messages."""

    accepts: Mapping[int, float]
    """Messages a second through its SMTP port, by the number of clients."""
    drains: Measured


def postfix(count: int, clients: tuple[int, ...]) -> PostfixMeasured:
    """Fill a Postfix's queue through its port while it keeps everything, then let it deliver."""
    with running_smtp_sink("-c") as sink, running_relay(sink.port) as relay:
        relay.accept()
        shares = {each: count // len(clients) for each in clients}
        shares[clients[-1]] += count - sum(shares.values())
        accepts = {each: smtp_source(relay.port, share, each) for each, share in shares.items()}
        rate = arrival_rate(sink, count, relay.deliver)
        return PostfixMeasured(accepts, Measured(rate, _processor(relay) / count))


def _processor(relay: PostfixRelay) -> float:
    return relay.processor_seconds
