"""The document that `postroom certificate --json` prints: `postroom.certificate/1`."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta, Struct

from postroom.model.document import ErrorDocument, error_document
from postroom.model.endpoint import Security
from postroom.model.look import Looked
from postroom.model.service import Service
from postroom.model.tls_document import JudgementsDocument, TlsDocument, judgements_document, tls_document


class LookDocument(Struct, frozen=True):
    """What was seen of a server's certificate; `ok` where nothing is wrong with it that may not pass.

    `error` says why there is none; then `tls` and `judgements` are null.
    """

    schema: Literal["postroom.certificate/1"]
    ok: bool
    protocol: Service
    host: str
    port: Annotated[int, Meta(ge=1, le=65535)]
    security: Security
    address: str | None
    tls: TlsDocument | None
    judgements: JudgementsDocument | None
    error: ErrorDocument | None


def look_document(looked: Looked) -> LookDocument:
    """Give the document about a look."""
    endpoint = looked.plan.endpoint
    return LookDocument(
        schema="postroom.certificate/1",
        ok=looked.ok,
        protocol=looked.plan.service,
        host=endpoint.host,
        port=endpoint.port,
        security=endpoint.security,
        address=looked.address,
        tls=None if looked.tls is None else tls_document(looked.tls),
        judgements=None if looked.tls is None else judgements_document(looked.tls),
        error=None if looked.error is None else error_document(looked.error),
    )
