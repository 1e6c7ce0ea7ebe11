"""The court: before the first credential leaves, the certificate that a server showed is examined and judged.

    handshake -> examine -> judge -> clearance -> first credential

A driver logs in only with a clearance for its own stream. There are two kinds, and neither can be had otherwise: one
is the judgement itself, the other is for streams that are meant to be in clear.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime
from functools import partial
from threading import Lock
from typing import TYPE_CHECKING, Final, final

from postroom.model.endpoint import Security
from postroom.model.examination import Examination
from postroom.model.look import LookPlan
from postroom.model.plan import SessionPlan
from postroom.model.text import say
from postroom.model.tls import TlsFacts
from postroom.model.trust import judge
from postroom.net.deadlines import within
from postroom.net.errors import NetError
from postroom.net.stream import Stream
from postroom.net.threads import DaemonThreads
from postroom.net.tls import TlsChannel

if TYPE_CHECKING:
    from postroom.net.examination.stores import Stores

EXAMINATION_SECONDS: Final = 10.0
"""How long an examination may take: the verifiers of Windows and macOS ask the network for what they miss."""

_threads: Final = DaemonThreads("examination", limit=16)
_loading: Final = Lock()
"""Sessions that begin together wait for the one that reads the stores."""


class NotCleared(RuntimeError):
    """A credential was about to leave over a connection that was not judged for it: a bug of ours."""


class CertificateRejected(Exception):
    """The policy does not let pass all that is wrong with the server's certificate; `tls` says what is."""

    def __init__(self, tls: TlsFacts) -> None:
        super().__init__(", ".join(problem.kind for problem in tls.problems))
        self.tls = tls


class NoVerdict(NetError):
    """The verifier of the operating system did not answer in time."""


@final
class Judged:
    """A clearance for a stream under TLS. Making one is the judgement: raises `CertificateRejected`.

    It is of the very certificates that the stream's server showed. Raises `NotCleared` where those were not examined.
    """

    def __init__(self, stream: Stream, plan: SessionPlan | LookPlan, examination: Examination) -> None:
        examined = tuple(certificate.der for certificate in examination.chain)
        if stream.tls is None or examined != stream.tls.chain or not examined:
            raise NotCleared("the certificate of another connection was examined")
        verdict = examination.deciding(plan.trust.mode)
        judgement = judge(
            verdict.problems,
            plan.policy,
            host=plan.endpoint.host,
            port=plan.endpoint.port,
            key_sha256=examination.key_sha256,
            now=examination.at,
        )
        trust = f"{verdict.store}+ca" if plan.trust.ca_files else verdict.store.value
        self.stream = stream
        self.tls = TlsFacts(
            stream.tls.version, stream.tls.cipher, trust, examination.chain, examination, judgement
        )
        if not judgement.accepted:
            raise CertificateRejected(self.tls)


@final
class InClear:
    """A clearance for a stream that its plan wants without TLS. Raises `NotCleared` for any other."""

    def __init__(self, stream: Stream, plan: SessionPlan) -> None:
        if plan.endpoint.security is not Security.NONE or stream.tls is not None:
            raise NotCleared("the plan wants TLS, and its certificate judged")
        self.stream = stream


Clearance = Judged | InClear


def check_clearance(clearance: Clearance, stream: Stream) -> None:
    """Raise `NotCleared` where the clearance is not for this stream as it stands."""
    under_tls = stream.tls is not None
    if not isinstance(clearance, Judged if under_tls else InClear) or clearance.stream is not stream:
        raise NotCleared("the clearance is for another connection")


class Court:
    """Examines and judges for one plan. The stores are read beside the loop, from `prepare` on."""

    def __init__(self, plan: SessionPlan | LookPlan) -> None:
        self._plan = plan
        self._stores: asyncio.Future[Stores] | None = None

    def prepare(self) -> None:
        """Begin to read the stores: it takes some 50 ms the first time, as long as a server needs to answer."""
        if self._stores is None:
            self._stores = asyncio.wrap_future(_threads.submit(partial(_load, self._plan)))
            self._stores.add_done_callback(_look_at)

    async def ready(self) -> Stores:
        """Give the stores. Raises `TrustUnavailable`."""
        self.prepare()
        assert self._stores is not None
        return await asyncio.shield(self._stores)

    async def judge(self, stream: Stream) -> Judged:
        """Examine what the stream's server showed, and give the clearance.

        Raises `CertificateRejected`, `NoVerdict` and `TrustUnavailable`.
        """
        assert stream.tls is not None, "there is TLS to be judged"
        return Judged(stream, self._plan, await self._examine(stream.tls, await self.ready()))

    async def _examine(self, tls: TlsChannel, stores: Stores) -> Examination:
        host, now = self._plan.endpoint.host, datetime.now(UTC)
        work = partial(_examine, tls.chain, host, stores, at=now, ocsp=tls.stapled)
        patience = min(EXAMINATION_SECONDS, self._plan.timeout / 2)
        try:
            async with within(patience):
                return await asyncio.wrap_future(_threads.submit(work))
        except TimeoutError:
            words = say("no answer within {seconds} seconds", seconds=f"{patience:g}")
            raise NoVerdict(words) from None


def _load(plan: SessionPlan | LookPlan) -> Stores:
    """Read the stores. Their libraries are loaded here too, beside the loop and for sessions under TLS alone."""
    from postroom.net.examination.stores import load_stores

    with _loading:
        return load_stores(plan.trust.ca_files)


def _examine(
    chain: Sequence[bytes], host: str, stores: Stores, *, at: datetime, ocsp: bytes | None
) -> Examination:
    from postroom.net.examination.examine import examine

    return examine(chain, host, stores, at=at, ocsp=ocsp)


def _look_at(stores: asyncio.Future[Stores]) -> None:
    """Have asyncio not complain of an error that nobody waited for, since the session ended before."""
    with suppress(asyncio.CancelledError):
        stores.exception()
