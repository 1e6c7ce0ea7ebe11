"""A certificate authority that lives as long as the demo: made in milliseconds, trusted by the demo's accounts only."""

from __future__ import annotations

import ssl
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final, Self

HOST: Final = "localhost"
"""The host that the certificates are for."""


@dataclass(frozen=True, slots=True)
class Authority:
    """The authority's certificate as a file, and a server's TLS context for each kind of certificate."""

    file: Path
    good: ssl.SSLContext
    expired: ssl.SSLContext

    @classmethod
    def create(cls, folder: Path) -> Self:
        """Make an authority and put its certificate into `folder`. Takes a while: it loads `cryptography`."""
        import trustme

        ca = trustme.CA(organization_name="Postroom demo", organization_unit_name="Throw-away authority")
        file = folder / "demo-authority.pem"
        ca.cert_pem.write_to_path(str(file))
        today = datetime.now(UTC)
        yesterday = today - timedelta(days=1)

        def context(*, until: datetime) -> ssl.SSLContext:
            leaf = ca.issue_cert(
                HOST, common_name=HOST, not_before=today - timedelta(days=90), not_after=until
            )
            made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            leaf.configure_cert(made)
            return made

        return cls(file, good=context(until=today + timedelta(days=30)), expired=context(until=yesterday))
