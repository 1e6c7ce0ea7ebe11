"""The delivery machine alone, without a network: transactions of 1 KB a second, and how fast large messages pass.

python3 packaging/dev.py bench delivery
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from postroom.model.address import parse_address
from postroom.model.envelope import Envelope, Recipient
from postroom.protocol.capabilities import SmtpCapabilities
from postroom.protocol.delivery import Delivery
from postroom.protocol.delivery_events import ContentWanted, Settled, Verdict
from postroom.protocol.dot_stuffing import DotStuffer
from postroom.protocol.normalise import normalise
from postroom.protocol.wire_check import WireCheck

ROUNDS: Final = 20
TRANSACTIONS: Final = 2_000
AIM: Final = 60_000
MESSAGE: Final = (b"x" * 62 + b"\r\n") * 16
ENVELOPE: Final = Envelope(
    parse_address("ada@example.com"), (Recipient(parse_address("bob@example.com")),), len(MESSAGE)
)
SENDER, RECIPIENT, DATA = b"250 2.1.0 Ok\r\n", b"250 2.1.5 Ok\r\n", b"354 End data with <CR><LF>.<CR><LF>\r\n"
LARGE: Final = 20 * 2**20


def taken(number: int) -> bytes:
    """Give the answer to the final dot, with a queue identifier that never comes again, as servers do."""
    return b"250 2.0.0 Ok: queued as 4F3A%06d\r\n" % number


def pipelined() -> int:
    """Deliver one message behind the other: one round trip each. Give how many were taken."""
    delivery = Delivery(SmtpCapabilities(("PIPELINING", "SIZE 10240000", "8BITMIME", "DSN")))
    delivery.begin(ENVELOPE)
    delivery.feed(SENDER + RECIPIENT + DATA)
    count = 0
    for number in range(TRANSACTIONS):
        count += deliver(delivery)
        delivery.begin(ENVELOPE)
        delivery.take_output()
        delivery.feed(taken(number) + SENDER + RECIPIENT + DATA)
    return count + accepted(delivery)


def one_by_one() -> int:
    """Deliver one message after the other, command by command: four round trips each. Give how many were taken."""
    delivery = Delivery(SmtpCapabilities(("SIZE 10240000", "8BITMIME", "DSN")))
    count = 0
    for number in range(TRANSACTIONS):
        delivery.begin(ENVELOPE)
        for answer in (SENDER, RECIPIENT, DATA):
            delivery.take_output()
            delivery.feed(answer)
        deliver(delivery)
        delivery.take_output()
        delivery.feed(taken(number))
        count += accepted(delivery)
    return count


def deliver(delivery: Delivery) -> int:
    """Send the message that the server waits for; give how many were taken before."""
    count = accepted(delivery)
    delivery.send_content(MESSAGE)
    delivery.send_final_dot()
    return count


def accepted(delivery: Delivery) -> int:
    """Take what has happened; give how many messages were taken."""
    count = 0
    while (event := delivery.next_event()) is not None:
        match event:
            case Settled():
                count += event.verdicts[0].verdict is Verdict.ACCEPTED
            case ContentWanted():
                pass
            case _:
                raise AssertionError(event)
    return count


def best(work: Callable[[], object]) -> float:
    """Give the seconds of processor time that work takes when nothing disturbs it."""
    seconds = []
    for _ in range(ROUNDS):
        began = time.process_time()
        work()
        seconds.append(time.process_time() - began)
    return min(seconds)


@dataclass(frozen=True, slots=True)
class Passage:
    """Something that a large message passes through."""

    name: str
    work: Callable[[bytes], object]
    message: bytes


def check(message: bytes) -> None:
    wire_check = WireCheck()
    wire_check.feed(message)
    wire_check.finish()


def stuff(message: bytes) -> None:
    stuffer = DotStuffer()
    stuffer.feed(message)
    stuffer.finish()


def main() -> None:
    """Print the rates."""
    print(f"{'transactions of 1 KB, one recipient':<44}{'a second':>10}{'us each':>10}   aim")
    for name, work in (("pipelined", pipelined), ("command by command", one_by_one)):
        assert work() == TRANSACTIONS
        each = best(work) / TRANSACTIONS
        verdict = "met" if 1 / each >= AIM else "NOT MET"
        print(f"  {name:<42}{1 / each:10,.0f}{each * 1e6:10.1f}   {AIM:,} {verdict}", flush=True)
    crlf = MESSAGE * (LARGE // len(MESSAGE))
    passages = (
        Passage("into wire form, from lines that end in LF", normalise, crlf.replace(b"\r\n", b"\n")),
        Passage("into wire form, where it has it already", normalise, crlf),
        Passage("the check before it is sent", check, crlf),
        Passage("dot-stuffing", stuff, crlf),
        Passage("dot-stuffing, every line a dot", stuff, b".\r\n" * (LARGE // 3)),
    )
    print(f"\n{'a message of 20 MB':<44}{'MB/s':>10}{'ms':>10}")
    for passage in passages:
        seconds = best(lambda passage=passage: passage.work(passage.message))  # type: ignore[misc]
        print(f"  {passage.name:<42}{LARGE / 2**20 / seconds:10,.0f}{seconds * 1e3:10.1f}", flush=True)


if __name__ == "__main__":
    main()
