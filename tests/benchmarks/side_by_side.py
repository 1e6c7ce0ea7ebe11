"""Measuring side by side: the subjects take turns within one run, so that a noisy machine disturbs all alike."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Subject:
    """What is measured. `run` does it once and gives the seconds it took.

    `aim` is how many times the yardstick's time it may take; None where no aim is set.
    """

    name: str
    run: Callable[[], float]
    aim: float | None = None


def compare(title: str, subjects: Sequence[Subject], *, rounds: int, warm_up: int = 2) -> list[float]:
    """Run the subjects in turns and print their times and the ratios to the last one, which is the yardstick.

    Each round begins with another subject: none of them always meets what the same neighbour left behind. Gives the
    ratio of each subject: the median over the rounds of its time by the yardstick's in the same round.
    """
    for subject in subjects:
        for _ in range(warm_up):
            subject.run()
    times = [_round(subjects, first=number) for number in range(rounds)]
    ratios = [statistics.median(row[i] / row[-1] for row in times) for i in range(len(subjects))]
    print(f"\n{title:<50}{'median':>12}{'least .. most':>24}{'ratio':>9}   aim")
    for i, subject in enumerate(subjects):
        print(_line(subject, [row[i] for row in times], ratios[i]), flush=True)
    return ratios


def _round(subjects: Sequence[Subject], *, first: int) -> list[float]:
    seconds = [0.0] * len(subjects)
    for step in range(len(subjects)):
        i = (first + step) % len(subjects)
        seconds[i] = subjects[i].run()
    return seconds


def _line(subject: Subject, seconds: Sequence[float], ratio: float) -> str:
    least, median, most = (1000 * f(seconds) for f in (min, statistics.median, max))
    figures = f"{median:9.2f} ms{least:10.2f} .. {most:7.2f} ms{ratio:9.2f}"
    return f"  {subject.name:<48}{figures}   {judged(ratio, subject.aim)}".rstrip()


def judged(measured: float, aim: float | None, unit: str = "") -> str:
    """Say whether `measured` is within the aim."""
    if aim is None:
        return ""
    return f"{aim:g}{unit} {'met' if measured <= aim else 'missed'}"
