#!/usr/bin/env python3
"""Makes the JSON Schemas in resources/schemas from the types of the documents.

.venv/bin/python packaging/schemas.py            write those that changed
.venv/bin/python packaging/schemas.py --check    only say which are not current
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

import msgspec

from postroom.model.account_document import AccountsDocument
from postroom.model.attempts_document import AttemptsDocument
from postroom.model.certificate_document import LookDocument
from postroom.model.changed_document import ChangedDocument
from postroom.model.document import CheckDocument
from postroom.model.exception_document import ExceptionsDocument
from postroom.model.message_document import MessageDocument
from postroom.model.running_document import RunningDocument
from postroom.model.spool_document import SpoolDocument
from postroom.model.stats_document import StatsDocument
from postroom.model.status_document import StatusDocument
from postroom.model.submitted_document import SubmittedDocument

FOLDER: Final = Path(__file__).resolve().parents[1] / "resources" / "schemas"
DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"
DOCUMENTS: Final[dict[str, Any]] = {
    "check-1.json": CheckDocument,
    "accounts-1.json": AccountsDocument,
    "certificate-1.json": LookDocument,
    "exceptions-1.json": ExceptionsDocument,
    "spool-1.json": SpoolDocument,
    "message-1.json": MessageDocument,
    "attempts-1.json": AttemptsDocument,
    "status-1.json": StatusDocument,
    "stats-1.json": StatsDocument,
    "submitted-1.json": SubmittedDocument,
    "changed-1.json": ChangedDocument,
    "running-1.json": RunningDocument,
}


def schema_text(document: Any) -> str:
    """Give the schema of a document as it stands in its file."""
    schema = {"$schema": DIALECT, **msgspec.json.schema(document)}
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


def outdated() -> Iterator[Path]:
    """Name the files that do not say what the types say."""
    for name, document in DOCUMENTS.items():
        path = FOLDER / name
        if not path.exists() or path.read_text(encoding="utf-8") != schema_text(document):
            yield path


def main(arguments: Sequence[str]) -> int:
    """Bring the files up to date, or with --check say which are not."""
    found = list(outdated())
    for path in found:
        if "--check" not in arguments:
            FOLDER.mkdir(exist_ok=True)
            path.write_text(schema_text(DOCUMENTS[path.name]), encoding="utf-8")
        print(path)
    return 1 if found and "--check" in arguments else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
