"""The files that Postfix reads, and the folders that it works in."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tests.support.ca import Identity
from tests.support.ports import LOOPBACK

HOSTNAME: Final = "mail.postroom.test"

SERVICES: Final = {
    "clear": "",
    "starttls": "-o smtpd_tls_security_level=may",
    "starttls_first": "-o smtpd_tls_security_level=may -o smtpd_tls_auth_only=yes",
    "tls": "-o smtpd_tls_wrappermode=yes",
    "helo_only": "-o { smtpd_command_filter = regexp:{ {/^EHLO/ UNKNOWN} } }",
    "no_login": "-o smtpd_sasl_auth_enable=no",
    "busy": "-o { smtpd_client_restrictions = check_client_access static:{421 4.3.2 Come back later} }",
    "closed": "-o { smtpd_client_restrictions = check_client_access static:{554 5.7.1 No mail for you} }",
}
"""The name of each port and what is special about it; see `PostfixPorts`."""

_OWN: Final = (
    "active",
    "bounce",
    "corrupt",
    "defer",
    "deferred",
    "flush",
    "hold",
    "incoming",
    "private",
    "saved",
    "trace",
)
_SHARED: Final = {"maildrop": 0o730, "public": 0o710}


@dataclass(frozen=True, slots=True)
class PostfixPorts:
    """The ports of one Postfix, each set up in its own way. Where nothing else is said, a port takes logins."""

    clear: int
    """No TLS."""
    starttls: int
    """STARTTLS is offered; logins are taken without it too."""
    starttls_first: int
    """STARTTLS is offered, and AUTH only after it."""
    tls: int
    """TLS from the first byte."""
    helo_only: int
    """It knows no EHLO."""
    no_login: int
    """It takes no logins."""
    busy: int
    """It greets with 421."""
    closed: int
    """It greets with 554."""


def write_files(folder: Path, identity: Identity, auth_socket: Path, ports: PostfixPorts) -> None:
    """Fill `folder` with what a Postfix needs that asks the Dovecot behind `auth_socket` about logins."""
    (folder / "data").mkdir()
    shutil.chown(folder / "data", "postfix")
    make_queue(folder / "queue")
    shutil.copy(identity.chain, folder / "server.pem")
    shutil.copy(identity.key, folder / "server.key")
    (folder / "main.cf").write_text(_main(folder, auth_socket))
    (folder / "master.cf").write_text(_master(ports))
    # Postfix waits until a file that has just been written has settled.
    os.utime(folder / "main.cf", (0, 0))


def make_queue(queue: Path) -> None:
    """Make the folders of a queue, with the rights that Postfix insists on."""
    (queue / "pid").mkdir(parents=True)
    for name in _OWN:
        (queue / name).mkdir(0o700)
        shutil.chown(queue / name, "postfix")
    for name, mode in _SHARED.items():
        (queue / name).mkdir()
        (queue / name).chmod(mode)
        shutil.chown(queue / name, "postfix", "postdrop")


def _main(folder: Path, auth_socket: Path) -> str:
    return f"""
compatibility_level = 3.6
queue_directory = {folder}/queue
data_directory = {folder}/data
maillog_file = {folder}/log
maillog_file_prefixes = {folder}
myhostname = {HOSTNAME}
mydestination =
inet_interfaces = {LOOPBACK}
inet_protocols = ipv4
default_transport = discard:
alias_maps =
alias_database =
smtpd_peername_lookup = no
smtpd_error_sleep_time = 0
smtpd_delay_reject = no
smtpd_tls_chain_files = {folder}/server.key, {folder}/server.pem
smtpd_sasl_auth_enable = yes
smtpd_sasl_type = dovecot
smtpd_sasl_path = {auth_socket}
"""


def _master(ports: PostfixPorts) -> str:
    listeners = "".join(
        f"{LOOPBACK}:{getattr(ports, name)} inet n - n - - smtpd {settings}\n"
        for name, settings in SERVICES.items()
    )
    return f"""{listeners}
postlog unix-dgram n - n - 1 postlogd
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
tlsmgr unix - - n 1000? 1 tlsmgr
anvil unix - - n - 1 anvil
proxymap unix - - n - - proxymap
discard unix - - n - - discard
"""
