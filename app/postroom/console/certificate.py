"""`postroom certificate`: look at the certificate of a server, say what is wrong with it and what to do about it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from postroom.console.certificate_page import write_look
from postroom.console.options import readable
from postroom.console.page import Page
from postroom.console.running import running_engine
from postroom.console.usage import ExitStatus, Failure, Parser, UsageError
from postroom.console.words import words_of
from postroom.engine.engine import Engine
from postroom.engine.look import look
from postroom.model.account_rules import TIMEOUT_RANGE
from postroom.model.endpoint import BadEndpoint, Security, parse_host_port
from postroom.model.look import Looked, LookPlan, complete_look
from postroom.model.plan import Trust
from postroom.model.service import Service
from postroom.model.text import say
from postroom.model.tls import TrustMode

EXAMPLES: Final = """\
  postroom certificate mail.example.com:993
  postroom certificate mail.example.com --protocol pop3 --security starttls
  postroom certificate mail.example.com:587 --save-chain chain.pem
"""


def run(argv: Sequence[str], page: Page) -> ExitStatus:
    """Do the command. Raises `UsageError`, `Failure` or `KeyboardInterrupt`."""
    parser = _parser()
    args = parser.parse_args(argv)
    with running_engine() as (engine, runner):
        if engine.preferences.trouble is not None:
            page.remark(f"postroom: {engine.preferences.trouble}")
        looked = runner.run(look(_plan(args, engine)))
    if args.json:
        page.document(_document(looked))
    else:
        write_look(page, looked)
    if args.save_chain is not None and looked.tls is not None:
        _save(looked, Path(args.save_chain))
        page.remark(say("Wrote the chain to {file}.", file=args.save_chain))
    return ExitStatus.OK if looked.ok else ExitStatus.FAILED


def _parser() -> Parser:
    parser = Parser(
        "certificate",
        say("Look at the certificate of a server, without logging in, and say what is wrong with it."),
        EXAMPLES,
        takes="HOST[:PORT]",
    )
    parser.add_argument("server", metavar="HOST[:PORT]", help="the server")
    services = [service.value for service in Service]
    parser.add_argument("--protocol", choices=services, help="what it speaks; without it, the port decides")
    securities = [Security.STARTTLS.value, Security.TLS.value]
    parser.add_argument(
        "--security", choices=securities, help="when TLS starts; without it, the port decides, or tls"
    )
    parser.add_argument("--timeout", metavar="SECONDS", type=float, help="how long to wait in each step")
    modes = [mode.value for mode in TrustMode]
    parser.add_argument("--trust", choices=modes, help="whose authorities to believe")
    parser.add_argument("--ca", metavar="FILE", action="append", help="believe those in this PEM file too")
    parser.add_argument("--save-chain", metavar="FILE", help="write the certificates, as sent, to a PEM file")
    parser.add_argument("--json", action="store_true", help="print one document for programs")
    return parser


def _plan(args: object, engine: Engine) -> LookPlan:
    given = vars(args)
    try:
        host, port = parse_host_port(given["server"])
    except BadEndpoint as error:
        raise UsageError(str(error)) from None
    service, endpoint = complete_look(
        host,
        port,
        None if given["protocol"] is None else Service(given["protocol"]),
        None if given["security"] is None else Security(given["security"]),
    )
    timeout = engine.preferences.timeout if given["timeout"] is None else given["timeout"]
    lowest, highest = TIMEOUT_RANGE
    if not lowest <= timeout <= highest:
        raise UsageError(say("--timeout: The time-out must be between 1 and 600 seconds."))
    return LookPlan(service=service, endpoint=endpoint, timeout=timeout, trust=_trust(given, engine))


def _trust(given: dict[str, object], engine: Engine) -> Trust:
    general = engine.preferences.trust
    mode = general.mode if given["trust"] is None else TrustMode(str(given["trust"]))
    names = given["ca"]
    if not isinstance(names, list):
        return Trust(mode, general.ca_files)
    return Trust(mode, tuple(readable(Path(name)) for name in names))


def _document(looked: Looked) -> str:
    from postroom.model.certificate_document import look_document
    from postroom.model.json_text import json_text

    return json_text(look_document(looked))


def _save(looked: Looked, path: Path) -> None:
    assert looked.tls is not None
    text = "".join(certificate.pem for certificate in looked.tls.chain)
    try:
        path.write_text(text, encoding="ascii", newline="\n")
    except OSError as error:
        raise Failure(say("{file} cannot be written: {words}.", file=path, words=words_of(error))) from None
