"""What the tests of certificates share: sessions that met the situations of the test authority."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from postroom.model.endpoint import Endpoint, Protocol, Security
from postroom.model.errors import ErrorCode, SessionError
from postroom.model.session import SessionSnapshot, SessionState
from postroom.model.step import Step
from postroom.model.tls import TlsFacts
from postroom.model.trust import Policy, judge
from postroom.net.examination.examine import examine
from postroom.net.examination.stores import load_stores
from tests.desktop import samples
from tests.support.pki import NOW
from tests.support.situations import flawed, situations

Met = Callable[..., SessionSnapshot]
PORT = 995


@pytest.fixture(scope="session")
def met(tmp_path_factory: pytest.TempPathFactory) -> Met:
    """Give the session that met a situation, by the situation's name, under a policy."""
    folder = tmp_path_factory.mktemp("trusted")
    known = {situation.name: situation for situation in situations()}

    def meet(name: str, policy: Policy = Policy()) -> SessionSnapshot:  # noqa: B008 - it is a frozen value
        situation = known.get(name) or flawed(*name.split("+"))
        authority = folder / "authority.pem"
        authority.write_text(situation.trusted)
        found = examine(
            situation.chain,
            situation.host,
            load_stores([authority]),
            at=NOW,
            ocsp=situation.ocsp,
            at_hand=situation.at_hand,
        )
        judged = judge(
            found.system.problems,
            policy,
            host=situation.host,
            port=PORT,
            key_sha256=found.key_sha256,
            now=NOW,
        )
        tls = TlsFacts("TLSv1.3", "TLS_AES_256_GCM_SHA384", "system+ca", found.chain, found, judged)
        ready = samples.ready(Protocol.POP3)
        plan = replace(ready.plan, endpoint=Endpoint(situation.host, PORT, Security.TLS), policy=policy)
        if judged.accepted:
            return replace(ready, plan=plan, tls=tls)
        error = SessionError(
            code=ErrorCode.CERTIFICATE_REJECTED,
            step=Step.TLS,
            message="The certificate was rejected.",
            cause="",
            guess=False,
            advice="",
        )
        return replace(ready, plan=plan, tls=tls, state=SessionState.FAILED, error=error)

    return meet
