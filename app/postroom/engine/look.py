"""Looking at the certificate of a server, for faces."""

from __future__ import annotations

from postroom.model.look import Looked, LookPlan


async def look(plan: LookPlan) -> Looked:
    """Look at the certificate, and close the connection. A failure is a result. What it needs is loaded now."""
    from postroom.sessions.look import look as look_now

    return await look_now(plan)
