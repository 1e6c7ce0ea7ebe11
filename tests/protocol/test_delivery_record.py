"""What was said in a mail transaction is kept with it, in its order and with its times."""

from __future__ import annotations

from postroom.protocol.capabilities import SmtpCapabilities
from postroom.protocol.delivery import Delivery
from postroom.protocol.delivery_events import Settled
from tests.protocol.delivery_dialogue import HELLO, envelope, events_of


def test_what_was_said_in_a_transaction_is_told_with_its_end() -> None:
    clock = iter(range(100))
    delivery = Delivery(SmtpCapabilities(("PIPELINING",)), lambda: next(clock))
    delivery.begin(envelope("bob@example.com"))
    delivery.feed(b"250 ok\r\n250 ok\r\n354 go ahead\r\n")
    delivery.send_content(HELLO)
    delivery.send_final_dot()
    delivery.begin(envelope("eve@example.com"))
    delivery.feed(b"250 taken\r\n")
    (over,) = [event for event in events_of(delivery) if isinstance(event, Settled)]
    said = [words if isinstance(words, bytes) else words.text for _, _, words in over.dialogue]
    assert said == [
        b"MAIL FROM:<ada@example.com>\r\nRCPT TO:<bob@example.com>\r\nDATA\r\n",
        "ok",
        "ok",
        "go ahead",
        b"[7 octets]\r\n",
        b".\r\n",
        "taken",
    ]
    times = [time for time, _, _ in over.dialogue]
    assert times == sorted(times)
    assert times[0] < times[1] == times[3] < times[4] < times[-1]
