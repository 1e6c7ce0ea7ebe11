"""Set the stage for a scenario: start its two servers and make the account that meets them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from postroom.demo import pop3_server
from postroom.demo.authority import HOST, Authority
from postroom.demo.door import Door
from postroom.demo.listeners import Listeners
from postroom.demo.scenarios import Certificate, Scenario
from postroom.demo.weather import expose
from postroom.model.account import Account, KeepSecret, Server
from postroom.model.endpoint import Protocol
from postroom.model.outcome import Outcome
from postroom.model.plan import Trust
from postroom.model.secret import Secret

USER: Final = "ada"
PASSWORD: Final = Secret("pencil-and-paper")
WRONG_PASSWORD: Final = Secret("quill-and-ink")


@dataclass(frozen=True, slots=True)
class DemoAccount:
    """An account of the demo, with the secret that it logs in with."""

    account: Account
    about: str
    """What it shows, in one sentence."""
    secret: Secret
    pop3: Outcome
    """How its POP3 session ends."""
    smtp: Outcome
    """How its SMTP session ends."""

    @property
    def title(self) -> str:
        return self.account.name

    def outcome(self, protocol: Protocol) -> Outcome:
        """Tell how its session of `protocol` ends."""
        return self.pop3 if protocol is Protocol.POP3 else self.smtp


async def stage(listeners: Listeners, authority: Authority, scenario: Scenario) -> DemoAccount:
    """Start the servers of a scenario and give its account."""
    from postroom.demo import smtp

    context = authority.expired if scenario.certificate is Certificate.EXPIRED else authority.good
    door = Door(USER, PASSWORD, scenario.refusal)
    ports = []
    for server in (pop3_server, smtp):
        port = await server.listen(listeners, scenario.served, context, door)
        ports.append(await expose(listeners, port, scenario.weather))
    account = Account(
        name=scenario.name,
        user=USER,
        pop3=Server(HOST, ports[0], scenario.chosen),
        smtp=Server("", ports[1], scenario.chosen),
        keep_secret=KeepSecret.ASK,
        timeout=scenario.timeout,
        trust=Trust(ca_files=(authority.file,)),
    )
    secret = PASSWORD if scenario.right_password else WRONG_PASSWORD
    return DemoAccount(account, scenario.about, secret, scenario.pop3, scenario.smtp)
