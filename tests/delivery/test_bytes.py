"""Messages arrive byte for byte as RFC 5321 allows: in their wire form, whatever bytes they had before."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from postroom.model.endpoint import Security
from postroom.model.message import MessageState
from postroom.model.plan import Trust
from postroom.model.tls import TrustMode
from postroom.protocol.normalise import normalise
from tests.delivery.engines import account_for, sending
from tests.support.ca import Certificates
from tests.support.corpus import LARGE, bodies, standard_messages
from tests.support.receiver import EXTENSIONS, Manners, Receiver

WAYS = {
    "pipelined, in clear": (EXTENSIONS, Security.NONE),
    "one by one, in clear": (EXTENSIONS[1:], Security.NONE),
    "pipelined, after STARTTLS": (EXTENSIONS, Security.STARTTLS),
    "one by one, in TLS": (EXTENSIONS[1:], Security.TLS),
}
LONE = re.compile(rb"\r(?!\n)|(?<!\r)\n")

every_way = pytest.mark.parametrize("way", list(WAYS))


async def deliver(
    messages: Sequence[bytes], way: str, certificates: Certificates, folder: Path | None
) -> list[bytes]:
    """Send messages; give what arrived, as the server reads it, in an order of its own."""
    extensions, security = WAYS[way]
    context = None if security is Security.NONE else certificates.good.server_context()
    manners = Manners(extensions=extensions, security=security, context=context)
    trust = Trust(TrustMode.SYSTEM, (certificates.root,))
    with Receiver(manners=manners) as receiver:
        account = account_for(receiver.port, security=security, trust=trust)
        async with sending(folder, account) as running:
            for message in messages:
                await running.submit(message=message)
            await running.until_empty()
            assert running.engine.spooler.counts.total([MessageState.SENT]) == len(messages)
        assert not any(LONE.search(letter.wire) for letter in receiver.letters)
        return sorted(letter.content for letter in receiver.letters)


def expected(messages: Sequence[bytes]) -> list[bytes]:
    return sorted(normalise(message)[0] for message in messages)


@every_way
async def test_the_standard_librarys_messages(way: str, test_ca: Certificates, tmp_path: Path) -> None:
    messages = list(standard_messages().values())
    assert len(messages) > 40
    assert await deliver(messages, way, test_ca, tmp_path) == expected(messages)


@pytest.mark.parametrize("name", list(LARGE))
@every_way
async def test_large_and_odd_messages(way: str, name: str, test_ca: Certificates, tmp_path: Path) -> None:
    message = LARGE[name]
    assert await deliver([message], way, test_ca, tmp_path) == expected([message])


@given(batch=st.lists(bodies().map(lambda body: b"Subject: odd\r\n\r\n" + body), min_size=5, max_size=20))
@settings(max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture])
@pytest.mark.stock_loop_only
@every_way
async def test_every_body(way: str, batch: list[bytes], test_ca: Certificates) -> None:
    assert await deliver(batch, way, test_ca, None) == expected(batch)
