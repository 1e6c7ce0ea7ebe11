"""SMTP deliveries as dialogues: what we say, what the server says, what happens."""

from __future__ import annotations

from postroom.model.address import parse_address
from postroom.model.envelope import Envelope, Notify, Obstacle, Recipient, Returned
from postroom.model.reply import ServerReply
from postroom.protocol.capabilities import SmtpCapabilities
from postroom.protocol.delivery import Delivery
from postroom.protocol.delivery_events import Closed, Event, RecipientVerdict, Settled, Verdict
from postroom.protocol.delivery_state import Command

HELLO = b"Hello\r\n"
ADA, BOB, EVE = "ada@example.com", "bob@example.com", "eve@example.com"


def recipient(
    text: str, *, notify: frozenset[Notify] | None = None, original: str | None = None
) -> Recipient:
    return Recipient(parse_address(text), notify, None if original is None else parse_address(original))


def envelope(
    *recipients: str | Recipient,
    sender: str = ADA,
    size: int = len(HELLO),
    eight_bit: bool = False,
    utf8_header: bool = False,
    returned: Returned | None = None,
    envelope_id: str | None = None,
) -> Envelope:
    return Envelope(
        parse_address(sender) if sender else None,
        tuple(recipient(each) if isinstance(each, str) else each for each in recipients or (BOB,)),
        size,
        eight_bit,
        utf8_header,
        returned,
        envelope_id,
    )


class Dialogue:
    """A machine, and a server that offers `extensions` and says what the test lets it say."""

    def __init__(self, *extensions: str) -> None:
        self.delivery = Delivery(SmtpCapabilities(extensions, "mail.example"))

    def begin(self, *recipients: str) -> list[bytes]:
        """Begin a transaction and give the lines that are sent."""
        self.delivery.begin(envelope(*recipients))
        return self.sent()

    def sent(self) -> list[bytes]:
        """Give the lines that are to be sent."""
        *lines, rest = self.delivery.take_output().split(b"\r\n")
        assert rest == b""
        return lines

    def hear(self, *lines: str) -> list[Event]:
        """Let the server say lines, and give what happens."""
        self.delivery.feed("".join(line + "\r\n" for line in lines).encode())
        return self.events()

    def deliver(self, message: bytes = HELLO) -> list[bytes]:
        """Send a message with its final dot, and give the lines that are sent."""
        self.delivery.send_content(message)
        self.delivery.send_final_dot()
        return self.sent()

    def events(self) -> list[Event]:
        return events_of(self.delivery)


def events_of(delivery: Delivery) -> list[Event]:
    """Give what has happened since it was last asked for."""
    return list(iter(delivery.next_event, None))


def accepted(text: str = "ok", enhanced: str | None = None) -> RecipientVerdict:
    return RecipientVerdict(Verdict.ACCEPTED, Command.END, ServerReply("250", enhanced, text))


def refused(command: Command, code: int, text: str = "no", enhanced: str | None = None) -> RecipientVerdict:
    verdict = Verdict.DEFERRED if code < 500 else Verdict.REFUSED
    return RecipientVerdict(verdict, command, ServerReply(str(code), enhanced, text))


def obstructed(obstacle: Obstacle) -> RecipientVerdict:
    return RecipientVerdict(Verdict.REFUSED, None, None, obstacle)


def not_sent(command: Command | None, reply: ServerReply | None = None) -> RecipientVerdict:
    return RecipientVerdict(Verdict.NOT_SENT, command, reply)


def uncertain(command: Command = Command.END) -> RecipientVerdict:
    return RecipientVerdict(Verdict.UNCERTAIN, command)


def settled(number: int, *verdicts: RecipientVerdict, closed: Closed | None = None) -> Settled:
    return Settled(number, verdicts, closed)
