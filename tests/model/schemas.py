"""Documents against the schemas that are shipped."""

from __future__ import annotations

import json

import jsonschema  # type: ignore[import-untyped]

from postroom.resources import path


def validate(document: object, name: str) -> None:
    """Raise where `document` does not follow the schema of that file."""
    schema = json.loads(path(f"schemas/{name}").read_text(encoding="utf-8"))
    checker = jsonschema.Draft202012Validator
    checker.check_schema(schema)
    checker(schema, format_checker=checker.FORMAT_CHECKER).validate(document)
