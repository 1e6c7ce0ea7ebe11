"""The files that Dovecot reads: its configuration, its users and their mail."""

from __future__ import annotations

import grp
import pwd
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from postroom.model.secret import Secret
from tests.support import oauth
from tests.support.ca import Identity
from tests.support.ports import LOOPBACK

ELSEWHERE: Final = "127.0.0.2"
"""A loopback address that Dovecot, unlike `LOOPBACK`, does not take for its own side of the connection: only there
does it insist on TLS before a password."""

PASSWORD_MECHANISMS: Final = ("plain", "login", "cram-md5", "scram-sha-1", "scram-sha-256", "apop")
TOKEN_MECHANISMS: Final = ("xoauth2", "oauthbearer")


@dataclass(frozen=True, slots=True)
class User:
    """Somebody with a mailbox."""

    name: str
    password: Secret
    messages: tuple[bytes, ...] = ()

    @property
    def octets(self) -> int:
        """The size of the mailbox as POP3 counts it (RFC 1939 section 11)."""
        return sum(map(len, self.messages))


LETTER: Final = (
    b"From: <grace@example.test>\r\nTo: <ada@example.test>\r\nSubject: Hello\r\n\r\nHow are you?\r\n"
)
ADA: Final = User("ada", Secret("pencil-and-paper"), (LETTER, LETTER, LETTER + b".\r\n"))
GRACE: Final = User("grace", Secret('p\u00e4per "cut" \\ 5%'))
"""Her password tries every quoting; her mailbox is empty."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DovecotOptions:
    """How Dovecot is set up."""

    identity: Identity | None
    """None: it has no TLS at all."""
    users: tuple[User, ...] = (ADA, GRACE)
    mechanisms: tuple[str, ...] = PASSWORD_MECHANISMS + TOKEN_MECHANISMS
    clear_passwords: bool = True
    """False: no password in clear without TLS; see `ELSEWHERE`."""
    connections_per_user: int = 0
    """0: as many as they like. Whoever comes beyond it hears [IN-USE] (RFC 2449 section 8.1.2), or [SYS/TEMP]."""
    extra: str = ""
    """Further lines of its configuration."""


def write_files(
    folder: Path, options: DovecotOptions, owner: pwd.struct_passwd, port: int, tls_port: int
) -> None:
    """Fill `folder` with what a Dovecot that runs as `owner` needs."""
    for name in ("run", "state", "home"):
        (folder / name).mkdir()
    if options.identity is not None:
        shutil.copy(options.identity.chain, folder / "server.pem")
        shutil.copy(options.identity.key, folder / "server.key")
    for user in options.users:
        _write_mailbox(folder / "home" / user.name / "Maildir", user.messages)
    (folder / "users").write_text("".join(_entry(user) for user in options.users))
    oauth.write_key(folder / "keys")
    (folder / "oauth2.conf").write_text(
        f"introspection_mode = local\nlocal_validation_key_dict = fs:posix:prefix={folder}/keys/\n"
        "username_attribute = sub\n"
    )
    (folder / "dovecot.conf").write_text(_configuration(folder, options, owner, port, tls_port))


def _entry(user: User) -> str:
    return f"{user.name}:{{PLAIN}}{user.password.reveal()}::::::\n"


def _write_mailbox(maildir: Path, messages: tuple[bytes, ...]) -> None:
    for name in ("cur", "new", "tmp"):
        (maildir / name).mkdir(parents=True)
    for number, message in enumerate(messages, 1):
        (maildir / "cur" / f"{number}.M{number}.tests:2,").write_bytes(message)


def _configuration(
    folder: Path, options: DovecotOptions, owner: pwd.struct_passwd, port: int, tls_port: int
) -> str:
    return f"""
base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/log
protocols = pop3
listen = {LOOPBACK}, {ELSEWHERE}
default_internal_user = {owner.pw_name}
default_internal_group = {grp.getgrgid(owner.pw_gid).gr_name}
default_login_user = {owner.pw_name}
first_valid_uid = 1
first_valid_gid = 1
mail_location = maildir:~/Maildir
mail_max_userip_connections = {options.connections_per_user}
auth_mechanisms = {" ".join(options.mechanisms)}
auth_failure_delay = 0
disable_plaintext_auth = {"no" if options.clear_passwords else "yes"}
{_tls(folder, options)}
passdb {{
  driver = oauth2
  mechanisms = {" ".join(TOKEN_MECHANISMS)}
  args = {folder}/oauth2.conf
}}
passdb {{
  driver = passwd-file
  mechanisms = {" ".join(PASSWORD_MECHANISMS)}
  args = {folder}/users
}}
userdb {{
  driver = passwd-file
  args = {folder}/users
  default_fields = uid={owner.pw_uid} gid={owner.pw_gid} home={folder}/home/%u
}}
service pop3-login {{
  chroot =
  inet_listener pop3 {{
    port = {port}
  }}
  inet_listener pop3s {{
    port = {tls_port if options.identity else 0}
    ssl = yes
  }}
}}
service anvil {{
  chroot =
  unix_listener anvil-auth-penalty {{
    # Nobody waits longer after each wrong password.
    mode = 0
  }}
}}
service stats {{
  chroot =
}}
service auth {{
  unix_listener auth-smtp {{
    mode = 0666
  }}
}}
{options.extra}
"""


def _tls(folder: Path, options: DovecotOptions) -> str:
    if options.identity is None:
        return "ssl = no"
    return f"ssl = yes\nssl_cert = <{folder}/server.pem\nssl_key = <{folder}/server.key"
