"""Sessions that met the situations of the test authority, for the tests and the pictures of what is said of them."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Final

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
from tests.support.situations import Situation, flawed, situations

PORT: Final = 995
NO_POLICY: Final = Policy()


@cache
def situation(name: str) -> Situation:
    """Give a situation by its name, or one that has the problems of which the name consists."""
    known = {each.name: each for each in situations()}
    return known.get(name) or flawed(*name.split("+"))


def meet(name: str, folder: Path, policy: Policy = NO_POLICY) -> SessionSnapshot:
    """Give the POP3 session that met a situation under a policy. What is trusted is written into `folder`."""
    met = situation(name)
    authority = folder / "authority.pem"
    authority.write_text(met.trusted)
    found = examine(met.chain, met.host, load_stores([authority]), at=NOW, ocsp=met.ocsp, at_hand=met.at_hand)
    judged = judge(
        found.system.problems, policy, host=met.host, port=PORT, key_sha256=found.key_sha256, now=NOW
    )
    tls = TlsFacts("TLSv1.3", "TLS_AES_256_GCM_SHA384", "system+ca", found.chain, found, judged)
    ready = samples.ready(Protocol.POP3)
    plan = replace(ready.plan, endpoint=Endpoint(met.host, PORT, Security.TLS), policy=policy)
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
