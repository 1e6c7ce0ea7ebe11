"""Envelopes as commands."""

from __future__ import annotations

import pytest

from postroom.model.envelope import Envelope, Notify, Obstacle, Recipient, Returned
from postroom.protocol.capabilities import SmtpCapabilities
from postroom.protocol.delivery_commands import (
    Extensions,
    find_obstacles,
    mail_command,
    rcpt_command,
    read_extensions,
)
from tests.protocol.delivery_dialogue import ADA, BOB, envelope, recipient

NOTHING = Extensions()
ALL = Extensions(pipelining=True, size=True, eight_bit=True, utf8=True, dsn=True)
SUCCESS = frozenset({Notify.SUCCESS})
TOO_LARGE, NEEDS_8BITMIME, NEEDS_SMTPUTF8, NEEDS_DSN = Obstacle


@pytest.mark.parametrize(
    ("lines", "extensions"),
    [
        ((), NOTHING),
        (("PIPELINING", "SIZE", "8BITMIME", "SMTPUTF8", "DSN"), ALL),
        (("pipelining",), Extensions(pipelining=True)),
        (("SIZE 10240000",), Extensions(size=True, size_limit=10_240_000)),
        (("SIZE 0",), Extensions(size=True)),
        (("SIZE big",), Extensions(size=True)),
        (("SIZE ²",), Extensions(size=True)),
        (("SIZE 1000 2000",), Extensions(size=True)),
        ((f"SIZE {'9' * 5000}",), Extensions(size=True)),
        (("8BITMIME", "HELP", "X-DSN"), Extensions(eight_bit=True)),
    ],
)
def test_of_the_capabilities_those_that_concern_delivery_are_read(
    lines: tuple[str, ...], extensions: Extensions
) -> None:
    assert read_extensions(SmtpCapabilities(lines)) == extensions


@pytest.mark.parametrize(
    ("sent", "offered", "line"),
    [
        (envelope(), NOTHING, b"MAIL FROM:<ada@example.com>"),
        (envelope(sender=""), NOTHING, b"MAIL FROM:<>"),
        (envelope(size=1234), ALL, b"MAIL FROM:<ada@example.com> SIZE=1234"),
        (envelope(sender="ada@exämple.de"), NOTHING, b"MAIL FROM:<ada@xn--exmple-cua.de>"),
        (envelope(eight_bit=True), Extensions(eight_bit=True), b"MAIL FROM:<ada@example.com> BODY=8BITMIME"),
        (envelope(utf8_header=True), Extensions(utf8=True), b"MAIL FROM:<ada@example.com> SMTPUTF8"),
        (
            envelope(sender="jörg@example.com"),
            Extensions(utf8=True),
            "MAIL FROM:<jörg@example.com> SMTPUTF8".encode(),
        ),
        (envelope(BOB, "jörg@example.com"), Extensions(utf8=True), b"MAIL FROM:<ada@example.com> SMTPUTF8"),
        (envelope(BOB, "jörg@example.com"), NOTHING, b"MAIL FROM:<ada@example.com>"),
        (envelope(returned=Returned.HEADERS), ALL, b"MAIL FROM:<ada@example.com> SIZE=7 RET=HDRS"),
        (envelope(returned=Returned.FULL), Extensions(dsn=True), b"MAIL FROM:<ada@example.com> RET=FULL"),
        (
            envelope(envelope_id="a+b=c d"),
            Extensions(dsn=True),
            b"MAIL FROM:<ada@example.com> ENVID=a+2Bb+3Dc+20d",
        ),
        (
            envelope(eight_bit=True, utf8_header=True, returned=Returned.FULL, envelope_id="1"),
            ALL,
            b"MAIL FROM:<ada@example.com> SIZE=7 BODY=8BITMIME SMTPUTF8 RET=FULL ENVID=1",
        ),
    ],
)
def test_mail_has_the_parameters_that_are_needed(sent: Envelope, offered: Extensions, line: bytes) -> None:
    assert mail_command(sent, offered) == line + b"\r\n"


@pytest.mark.parametrize(
    ("to", "line"),
    [
        (recipient(BOB), b"RCPT TO:<bob@example.com>"),
        (recipient("jörg@exämple.de"), "RCPT TO:<jörg@xn--exmple-cua.de>".encode()),
        (recipient('"b ob"@example.com'), b'RCPT TO:<"b ob"@example.com>'),
        (recipient(BOB, notify=frozenset()), b"RCPT TO:<bob@example.com> NOTIFY=NEVER"),
        (recipient(BOB, notify=SUCCESS), b"RCPT TO:<bob@example.com> NOTIFY=SUCCESS"),
        (
            recipient(BOB, notify=frozenset(Notify)),
            b"RCPT TO:<bob@example.com> NOTIFY=SUCCESS,FAILURE,DELAY",
        ),
        (
            recipient(BOB, original='"a+b ="@example.com'),
            b'RCPT TO:<bob@example.com> ORCPT=rfc822;"a+2Bb+20+3D"@example.com',
        ),
        (
            recipient(BOB, original='"€+\\\\"@example.com'),
            rb'RCPT TO:<bob@example.com> ORCPT=utf-8;"\x{20AC}\x{2B}\x{5C}\x{5C}"@example.com',
        ),
    ],
)
def test_rcpt_has_the_parameters_that_are_needed(to: Recipient, line: bytes) -> None:
    assert rcpt_command(to) == line + b"\r\n"


@pytest.mark.parametrize(
    ("sent", "needed"),
    [
        (envelope(), None),
        (envelope(eight_bit=True), NEEDS_8BITMIME),
        (envelope(utf8_header=True), NEEDS_SMTPUTF8),
        (envelope(sender="jörg@example.com"), NEEDS_SMTPUTF8),
        (envelope(returned=Returned.FULL), NEEDS_DSN),
        (envelope(envelope_id="1"), NEEDS_DSN),
    ],
)
def test_what_the_message_needs_and_the_server_lacks_stands_in_everybodys_way(
    sent: Envelope, needed: Obstacle | None
) -> None:
    assert find_obstacles(sent, NOTHING) == (needed,)
    assert find_obstacles(sent, ALL) == (None,)


def test_what_a_recipient_needs_stands_in_its_own_way_only() -> None:
    to = (
        recipient(BOB),
        recipient("jörg@example.com"),
        recipient(BOB, notify=SUCCESS),
        recipient(BOB, original=ADA),
    )
    assert find_obstacles(envelope(*to), NOTHING) == (None, NEEDS_SMTPUTF8, NEEDS_DSN, NEEDS_DSN)
    assert find_obstacles(envelope(*to), Extensions(dsn=True)) == (None, NEEDS_SMTPUTF8, None, None)
    assert find_obstacles(envelope(*to), ALL) == (None,) * 4


@pytest.mark.parametrize(("size", "obstacle"), [(1000, None), (1001, TOO_LARGE)])
def test_a_message_that_is_too_large_is_not_sent_at_all(size: int, obstacle: Obstacle | None) -> None:
    offered = Extensions(size=True, size_limit=1000)
    assert find_obstacles(envelope(BOB, ADA, size=size), offered) == (obstacle, obstacle)
