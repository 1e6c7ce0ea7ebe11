"""Set the stage for a scenario: start its two servers and make the account that meets them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from postroom.demo import pop3_server
from postroom.demo.authority import HOST, Authority
from postroom.demo.door import Door
from postroom.demo.listeners import Listeners
from postroom.demo.scenarios import BUSY_AFTER, Certificate, Mail, Scenario
from postroom.demo.weather import expose
from postroom.model.account import Account, KeepSecret, Server
from postroom.model.endpoint import Protocol
from postroom.model.outcome import Outcome
from postroom.model.plan import Trust
from postroom.model.retry import RetryPolicy, Schedule
from postroom.model.secret import Secret
from postroom.model.sending_rules import USUAL_SENDING, SendingRules

USER: Final = "ada"
PASSWORD: Final = Secret("pencil-and-paper")
WRONG_PASSWORD: Final = Secret("quill-and-ink")

IMPATIENT: Final = RetryPolicy(Schedule.parse("5s, 10s, 20s"), timedelta(minutes=2))
"""Soon enough to be watched."""


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
    mail: Mail = Mail.NONE
    """What messages meet that are sent through it."""

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
    busy_after = BUSY_AFTER if scenario.mail is Mail.BUSY else None
    ports = [
        await expose(listeners, port, scenario.weather)
        for port in (
            await pop3_server.listen(listeners, scenario.served, context, door),
            await smtp.listen(listeners, scenario.served, context, door, most_messages=busy_after),
        )
    ]
    account = Account(
        name=scenario.name,
        user=USER,
        pop3=Server(HOST, ports[0], scenario.chosen),
        smtp=Server("", ports[1], scenario.chosen),
        keep_secret=KeepSecret.ASK,
        timeout=scenario.timeout,
        trust=Trust(ca_files=(authority.file,)),
        sending=_rules(scenario.mail),
    )
    secret = PASSWORD if scenario.right_password else WRONG_PASSWORD
    return DemoAccount(account, scenario.about, secret, scenario.pop3, scenario.smtp, scenario.mail)


def _rules(mail: Mail) -> SendingRules:
    if mail is Mail.NONE:
        return USUAL_SENDING
    connections = 1 if mail is Mail.BUSY else USUAL_SENDING.connections
    return SendingRules(asynchronous=True, connections=connections, retry=IMPATIENT)
