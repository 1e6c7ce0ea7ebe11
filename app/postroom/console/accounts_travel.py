"""`postroom accounts import` and `export`: accounts out of files and into them."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

from postroom.console.page import Page
from postroom.console.usage import Failure, Parser, UsageError
from postroom.console.words import mend_by_hand, words_of
from postroom.engine.engine import Engine
from postroom.model.account_errors import DuplicateAccount
from postroom.model.exchange import CannotImport, Format, export_accounts, import_accounts
from postroom.model.merge import Duplicates
from postroom.model.text import say

_FORMATS = [form.value for form in Format]


def import_file(argv: Sequence[str], page: Page, engine: Engine, _: asyncio.Runner) -> None:
    """Take in all accounts of a file, or none. Raises `UsageError`, `Failure` or `OSError`."""
    parser = Parser(
        "accounts import", say("Take in accounts: all of them, or none when one is wrong."), takes="FILE"
    )
    parser.add_argument("file", metavar="FILE", help="a file, or - for standard input")
    parser.add_argument("--format", choices=_FORMATS, help="without it, the end of the file's name decides")
    group = parser.add_mutually_exclusive_group()
    group.add_argument("--replace", action="store_true", help="replace accounts of the same name")
    group.add_argument("--skip", action="store_true", help="leave accounts of the same name as they are")
    args = parser.parse_args(argv)
    duplicates = Duplicates.REPLACE if args.replace else Duplicates.SKIP if args.skip else Duplicates.REFUSE
    try:
        accounts = import_accounts(_read(args.file), _format(args.format, args.file))
        merged = engine.merge_accounts(accounts, duplicates)
    except CannotImport as error:
        reasons = "\n".join(error.complaints)
        raise Failure(
            say("Nothing was imported from {file}:\n{reasons}", file=args.file, reasons=reasons)
        ) from None
    except DuplicateAccount as error:
        hint = say("Nothing was imported. Use --replace or --skip.")
        raise Failure(f"{error} {hint}") from None
    if not accounts:
        page.line(say("There are no accounts in {file}.", file=args.file))
    _tell(page, say("Added {name}."), merged.added)
    _tell(page, say("Replaced {name}."), merged.replaced)
    _tell(page, say("Skipped {name}."), merged.skipped)


def export_file(argv: Sequence[str], page: Page, engine: Engine, _: asyncio.Runner) -> None:
    """Write accounts, never passwords. Raises `UsageError`, `UnknownAccount`, `Failure` or `OSError`."""
    parser = Parser("accounts export", say("Write the accounts, without passwords."), takes="[NAME ...]")
    parser.add_argument("names", metavar="NAME", nargs="*", help="these only")
    parser.add_argument("--output", metavar="FILE", help="without it, they go to standard output")
    parser.add_argument(
        "--format", choices=_FORMATS, help="without it, the end of the file's name decides, or json"
    )
    args = parser.parse_args(argv)
    if engine.trouble is not None:
        raise Failure(mend_by_hand(engine.trouble))
    chosen = [engine.account(name) for name in dict.fromkeys(args.names)] or engine.accounts
    text = export_accounts(chosen, _format(args.format, args.output))
    if args.output is None:
        page.document(text)
    else:
        _write(Path(args.output), text)
        page.line(say("Wrote {file}.", file=args.output))


def _format(word: str | None, file: str | None) -> Format:
    return Format(word) if word else Format.CSV if file and file.lower().endswith(".csv") else Format.JSON


def _read(name: str) -> str:
    try:
        raw = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
        return raw.decode("utf-8-sig")
    except OSError as error:
        raise UsageError(say("{file} cannot be read: {words}.", file=name, words=words_of(error))) from None
    except UnicodeDecodeError:
        raise Failure(say("{file} is not UTF-8 text.", file=name)) from None


def _write(path: Path, text: str) -> None:
    try:
        path.write_text(text, encoding="utf-8", newline="")
    except OSError as error:
        words = words_of(error)
        raise Failure(say("{file} cannot be written: {words}.", file=path, words=words)) from None


def _tell(page: Page, template: str, names: Iterable[str]) -> None:
    for name in names:
        page.line(template.format(name=name))
