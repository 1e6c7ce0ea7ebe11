"""`postroom spool export`: messages out of the spool, octet for octet as they are sent."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from postroom.console.page import Page
from postroom.console.spool_desk import Desk, opened_spool
from postroom.console.spool_selection import add_selection, check_selection, selection
from postroom.console.usage import ExitStatus, Failure, Parser, UsageError
from postroom.console.words import words_of
from postroom.engine.message_files import write_beside, write_new
from postroom.model.printable import printable
from postroom.model.spool_commands import Chosen, Selection
from postroom.model.spool_errors import BodyDamaged, UnknownMessage
from postroom.model.text import say, say_count


def export(argv: Sequence[str], page: Page) -> ExitStatus:
    """Write messages. Raises `UsageError` or `Failure`."""
    parser = Parser("spool export", say("Write messages to files, as they are sent."), takes="ID ...")
    add_selection(parser)
    parser.add_argument(
        "--output",
        metavar="PATH",
        help="a new file for one message, a folder for more; without it, one goes to standard output",
    )
    args = parser.parse_args(argv)
    check_selection(args)
    is_one = len(set(args.ids)) == 1
    if args.output is None and not is_one:
        raise UsageError(say("Say where several messages are to go: --output FOLDER."))
    output = None if args.output is None else Path(args.output)
    with opened_spool() as desk:
        chosen = selection(args, desk)
        if output is None or (is_one and not output.is_dir()):
            (number,) = desk.runner.run(_ids(chosen, desk))
            _export_one(desk.runner.run(desk.spooler.body(number)), output, page)
            return ExitStatus.OK
        return _export_all(chosen, output, page, desk)


def _export_one(body: bytes, output: Path | None, page: Page) -> None:
    if output is not None:
        try:
            write_new(output, body)
        except FileExistsError:
            raise Failure(
                say("{file} is there already and stays as it is: choose another name.", file=output)
            ) from None
        except OSError as error:
            raise _cannot_write(output, error) from None
        page.line(say("Wrote {file}.", file=output))
    elif page.is_terminal:
        for line in body.split(b"\r\n"):
            page.line(printable(line))
    else:
        page.octets(body)


def _export_all(chosen: Selection, folder: Path, page: Page, desk: Desk) -> ExitStatus:
    """Write each message to a file of its own, which may be called otherwise where its name is taken.

    One that cannot be read does not stop the others.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        words = words_of(error)
        raise Failure(say("The folder {path} cannot be made: {words}.", path=folder, words=words)) from None
    written = failed = 0
    renamed: list[str] = []
    for number in desk.runner.run(_ids(chosen, desk)):
        try:
            body = desk.runner.run(desk.spooler.body(number))
        except (UnknownMessage, BodyDamaged) as error:
            page.remark(f"postroom: {error}")
            failed += 1
        else:
            file = folder / f"{number}.eml"
            try:
                name = write_beside(file, body)
            except OSError as error:
                raise _cannot_write(file, error) from None
            written += 1
            if name != file:
                renamed.append(name.name)
    page.line(say_count("Wrote {n} file to {path}.", "Wrote {n} files to {path}.", written, path=folder))
    if renamed:
        page.line(
            say_count(
                "{n} has another name, since its own was taken: {name}.",
                "{n} have other names, since their own were taken, such as {name}.",
                len(renamed),
                name=renamed[0],
            )
        )
    return ExitStatus.FAILED if failed else ExitStatus.OK


async def _ids(chosen: Selection, desk: Desk) -> list[int]:
    if isinstance(chosen, Chosen):
        return [seen.id for seen in chosen.messages]
    return [number async for numbers in desk.spooler.ids(chosen.filter) for number in numbers]


def _cannot_write(path: Path, error: OSError) -> Failure:
    return Failure(say("{file} cannot be written: {words}.", file=path, words=words_of(error)))
