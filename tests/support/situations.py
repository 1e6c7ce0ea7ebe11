"""Certificates as servers show them, with all that is wrong with each: alone, and every pair that can occur together.

Problems are said as `kind@position`, the position being the one in the chain as sent, or `-` for what was not sent.
"""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache, partial
from itertools import combinations
from pathlib import Path
from typing import Any, Final

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ed25519
from cryptography.x509.ocsp import OCSPCertStatus
from cryptography.x509.oid import AuthorityInformationAccessOID

from postroom.model.problems import Problem, ProblemKind
from tests.support.ocsp import answer
from tests.support.pki import (
    CLIENT,
    OVER,
    SERVER,
    TO_COME,
    Party,
    issue,
    rsa_key,
    signed_with_sha1,
    with_duplicate_extension,
)

HOST: Final = "mail.example.test"
ISSUER_URL: Final = "http://authority.example.test/issuer.cer"
"""Nobody ever fetches it."""

ODD: Final = x509.UnrecognizedExtension(x509.ObjectIdentifier("1.3.6.1.4.1.99999.1"), b"\x05\x00")
"""An extension that nobody knows."""


@dataclass(frozen=True, slots=True)
class Situation:
    """A chain that a server shows, and what an examination has to find under a store that trusts `trusted`."""

    name: str
    leaf: Party
    above: tuple[bytes, ...] = ()
    """What is sent after the server's own certificate."""
    expected: frozenset[str] = frozenset()
    host: str = HOST
    trusted: str = ""
    """In PEM."""
    ocsp: bytes | None = field(default=None, repr=False)
    at_hand: tuple[bytes, ...] = ()
    own: bytes | None = field(default=None, repr=False)
    """The server's own certificate, where it is too odd for `leaf` to hold."""

    @property
    def can_be_served(self) -> bool:
        """Whether a server that is built on OpenSSL would show it at all."""
        return self.own is None

    @property
    def chain(self) -> tuple[bytes, ...]:
        return (self.own or self.leaf.der, *self.above)

    @property
    def kinds(self) -> frozenset[str]:
        return frozenset(problem.partition("@")[0] for problem in self.expected)

    def server_context(self, folder: Path) -> ssl.SSLContext:
        """Make a context for a server that shows the chain, however weak it is."""
        chain, key = folder / "chain.pem", folder / "key.pem"
        chain.write_text("".join(map(ssl.DER_cert_to_PEM_cert, self.chain)))
        key.write_text(self.leaf.key_pem)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.set_ciphers("ALL:@SECLEVEL=0")
        context.load_cert_chain(chain, key)
        return context


def said(problem: Problem) -> str:
    """Say a problem as `Situation.expected` does."""
    return f"{problem.kind}@{'-' if problem.position is None else problem.position}"


@cache
def situations() -> tuple[Situation, ...]:
    """Make all situations, once."""
    return (*_names(), *_paths(), *_authorities(), *_states(), *_together())


# The authorities


@cache
def root() -> Party:
    return issue("Test root", ca=True)


@cache
def intermediate() -> Party:
    return issue("Test intermediate", root(), ca=True)


@cache
def stranger() -> Party:
    return issue("Stranger", ca=True)


@cache
def unknown_intermediate() -> Party:
    return issue("Intermediate of a stranger", stranger(), ca=True)


@cache
def rsa_issuer() -> Party:
    return issue("RSA intermediate", root(), ca=True, key=rsa_key(2048, "issuer"))


server = partial(issue, "server", names=(HOST,), purposes=SERVER)
"""Issues the certificate of a server with which nothing is wrong but what is wished."""


def _shown(
    name: str,
    *chain: Party,
    expected: str = "",
    host: str = HOST,
    trusted: Party | None = None,
    ocsp: bytes | None = None,
    at_hand: tuple[Party, ...] = (),
    own: bytes | None = None,
) -> Situation:
    return Situation(
        name=name,
        leaf=chain[0],
        above=tuple(each.der for each in chain[1:]),
        expected=frozenset(expected.split()),
        host=host,
        trusted=(trusted or root()).pem,
        ocsp=ocsp,
        at_hand=tuple(each.der for each in at_hand),
        own=own,
    )


def _names() -> Iterator[Situation]:
    def named(name: str, *names: str, host: str = HOST, expected: str = "") -> Situation:
        return _shown(name, server(root(), names=names), host=host, expected=expected)

    many = [f"server-{number}.example.test" for number in range(1000)]
    only_common = issue(HOST, root(), purposes=SERVER)
    yield named("good", HOST)
    yield named("good-in-capitals", "MAIL.Example.Test", host="mail.EXAMPLE.test.")
    yield named("another-name", "imap.example.test", "elsewhere.test", expected="name@0")
    yield named("no-name", expected="name@0")
    yield _shown("name-in-common-name-only", only_common, expected="name@0")
    yield named("wildcard", "*.example.test")
    yield named("wildcard-for-two-labels", "*.test.example", host="a.b.test.example", expected="name@0")
    yield named("wildcard-for-a-top-level-domain", "*.test", host="mail.test", expected="name@0")
    yield named("wildcard-in-part", "m*l.example.test", expected="name@0")
    yield named("wildcard-in-the-middle", "mail.*.test", expected="name@0")
    yield named("address", "192.0.2.7", "2001:db8::7", host="2001:db8:0::7")
    yield named("another-address", "192.0.2.7", host="192.0.2.8", expected="name@0")
    yield named("address-as-a-name", "dns:192.0.2.7", host="192.0.2.7", expected="name@0")
    yield named("international-name", "xn--mnchen-3ya.example.test", host="M\u00fcnchen.example.test")
    yield named("another-international-name", "xn--mnchen-3ya.test", host="munchen.test", expected="name@0")
    yield named("thousand-names", *many, HOST)
    yield named("thousand-other-names", *many, expected="name@0")


def _paths() -> Iterator[Situation]:
    """Chains that lead to the root, in every order and company."""
    lower = issue("Lower intermediate", intermediate(), ca=True)
    other_root = issue("Other root", ca=True)
    crossed = issue("Other root", root(), ca=True, key=other_root.key)
    crossed_once = issue("Other root", root(), ca=True, key=other_root.key, valid=OVER)
    of_other = issue("Intermediate of the other root", other_root, ca=True)
    old, coming = (issue("Test intermediate", root(), ca=True, valid=valid) for valid in (OVER, TO_COME))
    old_root = issue("Old root", ca=True, valid=OVER)
    by_other = server(of_other)
    yield _shown("by-intermediate", server(intermediate()), intermediate())
    yield _shown("by-intermediate-with-root", server(intermediate()), intermediate(), root())
    yield _shown("reversed", server(lower), root(), intermediate(), lower)
    yield _shown("superfluous", server(intermediate()), stranger(), intermediate(), issue("Lost"))
    yield _shown("sent-twice", leaf := server(intermediate()), leaf, intermediate(), intermediate())
    yield _shown("cross-signed", by_other, of_other, crossed)
    yield _shown("cross-signed-and-not", by_other, of_other, crossed, other_root)
    # OpenSSL takes the first issuer that fits, and so do all clients that are built on it.
    yield _shown(
        "not-and-cross-signed", by_other, of_other, other_root, crossed, expected="unknown-authority@2"
    )
    yield _shown("cross-signature-over-but-not-needed", by_other, of_other, crossed_once, trusted=other_root)
    yield _shown("cross-signature-over", by_other, of_other, crossed_once, expected="expired@2")
    yield _shown("by-trusted-intermediate", server(intermediate()), trusted=intermediate())
    yield _shown("trusted-itself", leaf, trusted=leaf)
    yield _shown("intermediate-over", server(old), old, expected="expired@1")
    yield _shown("intermediate-to-come", server(coming), coming, expected="not-yet-valid@1")
    yield _shown(
        "over-by-one-to-come", server(coming, valid=OVER), coming, expected="expired@0 not-yet-valid@1"
    )
    yield _shown("root-over", server(old_root), trusted=old_root, expected="expired@-")


def _authorities() -> Iterator[Situation]:
    """Chains that lead nowhere, or further than they may."""
    hidden = issue("Hidden intermediate", root(), ca=True)
    access = x509.AuthorityInformationAccess(
        [
            x509.AccessDescription(
                AuthorityInformationAccessOID.CA_ISSUERS, x509.UniformResourceIdentifier(ISSUER_URL)
            )
        ]
    )
    forgotten = server(hidden, extensions=((access, False),))
    namesake = issue("Test intermediate", ca=True)
    short = issue("Last authority", root(), ca=True, path_length=0)
    beyond = issue("Authority beyond", short, ca=True)
    bound = x509.NameConstraints(permitted_subtrees=[x509.DNSName("elsewhere.test")], excluded_subtrees=None)
    narrow = issue("Authority for elsewhere", root(), ca=True, extensions=((bound, True),))
    for_clients = issue("Authority for clients", root(), ca=True, purposes=CLIENT)
    no_authority = server(intermediate())
    yield _shown("self-signed", issue(HOST, names=(HOST,)), expected="self-signed@0")
    yield _shown("unknown-root", server(stranger()), stranger(), expected="unknown-authority@1")
    yield _shown(
        "unknown-root-not-sent",
        server(unknown_intermediate()),
        unknown_intermediate(),
        expected="unknown-authority@1",
    )
    yield _shown("unknown-issuer", server(stranger()), expected="incomplete-chain@0")
    yield _shown("namesake-of-the-issuer", server(intermediate()), namesake, expected="incomplete-chain@0")
    yield _shown("intermediate-missing", forgotten, expected="incomplete-chain@0")
    yield _shown("intermediate-at-hand", forgotten, at_hand=(hidden,), expected="incomplete-chain@0")
    yield _shown(
        "leaf-as-authority",
        issue("made by a leaf", no_authority, names=(HOST,)),
        no_authority,
        intermediate(),
        expected="wrong-purpose@1",
    )
    yield _shown("too-many-authorities", server(beyond), beyond, short, expected="wrong-purpose@2")
    yield _shown("name-not-permitted", server(narrow), narrow, expected="wrong-purpose@0")
    yield _shown("authority-for-clients", server(for_clients), for_clients, expected="wrong-purpose@1")


def _states() -> Iterator[Situation]:
    """What is wrong with a certificate itself, or not."""
    good = server(root())
    weak = issue("Weak intermediate", root(), ca=True, key=rsa_key(1024))
    ed = server(root(), key=ed25519.Ed25519PrivateKey.generate())
    made_with_sha1 = signed_with_sha1(server(rsa_issuer()), rsa_issuer())
    issued = server(intermediate())
    good_answer = answer(issued, intermediate(), OCSPCertStatus.GOOD)
    yield _shown("expired", server(root(), valid=OVER), expected="expired@0")
    yield _shown("not-yet-valid", server(root(), valid=TO_COME), expected="not-yet-valid@0")
    yield _shown("for-clients", server(root(), purposes=CLIENT), expected="wrong-purpose@0")
    yield _shown("for-anything", server(root(), purposes=()))
    yield _shown("key-for-nothing", server(root(), usages=("crl_sign",)), expected="wrong-purpose@0")
    yield _shown(
        "leaf-that-may-issue", server(root(), ca=True, usages=("digital_signature", "key_cert_sign"))
    )
    yield _shown("rsa", server(root(), key=rsa_key(2048)))
    yield _shown("ed25519", ed)
    yield _shown("short-key", server(root(), key=rsa_key(1024)), expected="weak@0")
    yield _shown("short-key-of-an-authority", server(weak), weak, expected="weak@1")
    yield _shown("sha1", made_with_sha1, rsa_issuer(), expected="weak@0")
    yield _shown("sha1-leading-nowhere", made_with_sha1, expected="weak@0 incomplete-chain@0")
    yield _shown("forged", server(root(), signed_by=stranger().key), expected="malformed@0")
    yield _shown(
        "unknown-critical-extension", server(root(), extensions=((ODD, True),)), expected="malformed@0"
    )
    yield _shown("unknown-extension", server(root(), extensions=((ODD, False),)))
    twice = with_duplicate_extension(good, root())
    yield _shown("duplicate-extension", good, own=twice, expected="malformed@0")
    yield _shown("revoked", issued, intermediate(), ocsp=answer(issued, intermediate()), expected="revoked@0")
    yield _shown("not-revoked", issued, intermediate(), ocsp=good_answer)


_WISHES: Final[dict[str, dict[str, Any]]] = {
    "name": {"names": ("elsewhere.test",)},
    "expired": {"valid": OVER},
    "not-yet-valid": {"valid": TO_COME},
    "weak": {"key": rsa_key(1024)},
    "wrong-purpose": {"purposes": CLIENT},
    "malformed": {"extensions": ((ODD, True),)},
}
"""What has to be wished of a certificate to have each kind of problem."""

_IMPOSSIBLE: Final = (
    {"expired", "not-yet-valid"},  # on one certificate: `over-by-one-to-come` has both
    {"self-signed", "unknown-authority"},  # a path has one end
    {"self-signed", "incomplete-chain"},
    {"unknown-authority", "incomplete-chain"},
    {"revoked", "self-signed"},  # nobody else could say so
    {"revoked", "incomplete-chain"},  # the issuer is not there to be believed
)


def _together() -> Iterator[Situation]:
    """Every two kinds that can occur together, and as many as one certificate can have."""
    for pair in map(set, combinations(ProblemKind, 2)):
        if pair not in _IMPOSSIBLE:
            yield flawed(*pair)
    yield flawed("name", "expired", "unknown-authority", "wrong-purpose", "weak", "revoked", "malformed")


def flawed(*kinds: str) -> Situation:
    """Give a certificate with these kinds of problems, of which each must be possible beside the others."""
    wishes = {wish: value for kind in kinds for wish, value in _WISHES.get(kind, {}).items()}
    issuer = unknown_intermediate() if "unknown-authority" in kinds else intermediate()
    leaf = server(None if "self-signed" in kinds else issuer, **wishes)
    alone = "self-signed" in kinds or "incomplete-chain" in kinds
    return _shown(
        "+".join(sorted(kinds)),
        *((leaf,) if alone else (leaf, issuer)),
        expected=" ".join(f"{kind}@{int(kind == 'unknown-authority')}" for kind in kinds),
        ocsp=answer(leaf, issuer) if "revoked" in kinds else None,
    )
