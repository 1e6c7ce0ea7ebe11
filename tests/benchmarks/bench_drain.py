"""Messages a second from the spool to smtp-sink, and into the spool, against a Postfix on the same machine.

python3 packaging/dev.py bench drain

Everything takes turns within one run, and is measured at the sink, from the first message that arrives to the last.
The spool is on the disk and every step of a message is durable, as it is in Postfix. A smaller number of messages than
20,000 can be given: python -m tests.benchmarks.bench_drain 2000

Which Python runs it matters: one that was built without its optimisations, as pyenv does unless it is told, is a fifth
slower than Debian's own. The first line says which one it is.
"""

from __future__ import annotations

import platform
import statistics
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Final

from tests.benchmarks.drains import Measured, ours, postfix, smtp_source, through
from tests.benchmarks.line import slow_lines
from tests.benchmarks.screen import running_screen
from tests.benchmarks.side_by_side import judged
from tests.support.smtp_sink import running_smtp_sink

MESSAGES: Final = 20_000
ROUNDS: Final = 3
CONNECTIONS: Final = 4
"""What an account has unless somebody changes it."""
MANY: Final = 16
CLIENTS: Final = (1, MANY)
PLAIN: Final = (1, 4, 16)
PLAIN_SHARE: Final = 5
"""The slow ones get so many times fewer messages."""
LATENCY: Final = 0.05
"""Seconds of a round trip over the slow line."""
UNDER_WAY: Final = 64
"""Messages that one producer submits before the first of them is accepted, as an import does."""
AIMS: Final = {
    "headless": 6.0,
    f"headless, {MANY} connections": 6.0,
    "window": 4.0,
    "accept": 3.0,
    f"accept, {UNDER_WAY} under way": 3.0,
}
YARDSTICKS: Final = {
    "accept": "Postfix accepts, 1 clients",
    f"accept, {UNDER_WAY} under way": f"Postfix accepts, {MANY} clients",
}
"""What is compared to something else than the rate at which Postfix drains."""
LAG_P99: Final = 16.0
LAG_WORST: Final = 50.0


@contextmanager
def slow(port: int) -> Iterator[int]:
    """Lay a slow line to a port; give the port at which it begins."""
    with slow_lines([port], LATENCY) as lines:
        yield lines[port]


def source(count: int) -> Measured:
    """Let smtp-source send straight to a sink."""
    with running_smtp_sink("-c") as sink:
        return Measured(smtp_source(sink.port, count, MANY))


def subjects(count: int, screen: Mapping[str, str]) -> Mapping[str, Callable[[], Measured]]:
    """Give what is measured once in each round, by name."""
    few = max(50, count // PLAIN_SHARE)
    plain = {
        f"aiosmtplib, {number} connections": lambda number=number: ours("plain", few, number)
        for number in PLAIN
    }
    return {
        "headless": lambda: ours("headless", count, CONNECTIONS),
        "window": lambda: ours("window", count, CONNECTIONS, screen=screen),
        "accept": lambda: ours("accept", few, 1),
        f"accept, {UNDER_WAY} under way": lambda: ours("accept", count, UNDER_WAY),
        f"headless, {MANY} connections": lambda: ours("headless", count, MANY),
        **plain,
        f"smtp-source, {MANY} connections": lambda: source(count),
        "headless over the slow line": lambda: through(slow, "headless", few // 4, CONNECTIONS),
        f"headless over the slow line, {MANY} connections": lambda: through(slow, "headless", few // 4, MANY),
        f"aiosmtplib over the slow line, {MANY} connections": lambda: through(slow, "plain", few // 4, MANY),
    }


class Table:
    """What came out, round by round."""

    def __init__(self) -> None:
        self._seen: dict[str, list[Measured]] = {}

    def note(self, name: str, measured: Measured) -> None:
        """Keep it, and show that it went on."""
        self._seen.setdefault(name, []).append(measured)
        print(f"  {name}: {measured.rate:,.0f} a second", flush=True)

    def rate(self, name: str) -> float:
        return statistics.median(each.rate for each in self._seen[name])

    def ratio(self, name: str, yardstick: str) -> float:
        """Give the median over the rounds of the ratio to the yardstick in the same round."""
        pairs = zip(self._seen[name], self._seen[yardstick], strict=True)
        return statistics.median(one.rate / other.rate for one, other in pairs)

    def print(self) -> None:
        """Print all rates, with their ratios and aims."""
        print(f"\n{'messages of 1 KB':<50}{'a second':>10}{'us each':>10}{'Postfix':>10}   aim")
        for name, seen in self._seen.items():
            ratio = self.ratio(name, YARDSTICKS.get(name, "Postfix drains"))
            works = [each.processor for each in seen if each.processor is not None]
            work = f"{statistics.median(works) * 1e6:10.0f}" if works else f"{'':10}"
            aim = AIMS.get(name)
            verdict = "" if aim is None else f"{aim:g} times {'met' if ratio >= aim else 'NOT MET'}"
            print(f"  {name:<48}{self.rate(name):10,.0f}{work}{ratio:9.2f}x   {verdict}".rstrip())
        self._print_lag()

    def _print_lag(self) -> None:
        lags = [each.lag for each in self._seen["window"]]
        p99, worst = (statistics.median(lag[name] for lag in lags) for name in ("p99", "worst"))
        print(
            f"\nHow late Qt answers while the window sends: 99 % {p99:.1f} ms, {judged(p99, LAG_P99, ' ms')}; "
            f"worst {worst:.1f} ms, {judged(worst, LAG_WORST, ' ms')}"
        )


def main() -> None:
    """Print a table."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else MESSAGES
    table = Table()
    print(f"Python {platform.python_version()} of {sys.base_prefix}", flush=True)
    with running_screen() as screen:
        for number in range(1, ROUNDS + 1):
            print(f"round {number} of {ROUNDS}", flush=True)
            measured = postfix(count, CLIENTS)
            for clients, rate in measured.accepts.items():
                table.note(f"Postfix accepts, {clients} clients", Measured(rate))
            table.note("Postfix drains", measured.drains)
            for name, run in subjects(count, screen).items():
                table.note(name, run())
    table.print()


if __name__ == "__main__":
    main()
