"""Where nobody vouches for a server's certificate: it does so itself, its issuer is not known, or is not to be had."""

from __future__ import annotations

from typing import Final

from postroom.model.problems import IssuerEvidence
from postroom.model.text import say
from postroom.model.tls import TrustMode
from postroom.model.trust_words.interception import Interceptor, interception
from postroom.model.trust_words.wording import About, Explanation, Who, listed, short


def self_signed(about: About) -> Explanation:
    """Say what a certificate is worth that vouches for itself."""
    what = say(
        "The server made its certificate itself: nobody vouches that it belongs to {host}.", host=about.host
    )
    remedy = say(
        "Whoever runs the server should get a certificate from an authority; some give them free of charge. If the "
        "server is your own, compare the fingerprint here with the one on the server, and make an exception for this "
        "key only if they are the same."
    )
    return _intercepted(about) or Explanation(what, about.posing(), Who.SERVER, remedy)


def unknown_authority(about: About) -> Explanation:
    """Say what a certificate is worth whose issuer is a stranger."""
    issuer = _issuer(about)
    what = say(
        "The certificate was issued by {issuer}, and {store} does not know it.",
        issuer=issuer,
        store=_store(about),
    )
    return (
        _intercepted(about)
        or _known_elsewhere(about, what)
        or Explanation(
            what,
            about.posing(),
            Who.COMPANY,
            say(
                "If {issuer} is the authority of your company, ask its administrators for the authority's certificate "
                "and name that file under the account's trusted files. If you do not know {issuer}, do not go on: ask "
                "whoever runs {host}.",
                issuer=issuer,
                host=about.host,
            ),
        )
    )


def incomplete_chain(about: About) -> Explanation:
    """Say what is missing between a certificate and an authority, and where it is to be had."""
    missing = _missing(about)
    if missing:
        what = say(
            "The server does not send the certificate of {missing}, which links its own to an authority.",
            missing=listed([short(each) for each in missing]),
        )
        remedy = say(
            "Save the full chain from here as fullchain.pem, and have whoever runs the server use that file as its "
            "certificate and start the server again."
        )
        return _intercepted(about) or Explanation(what, about.posing(), Who.SERVER, remedy)
    issuer = _issuer(about)
    what = say(
        "The certificate was issued by {issuer}, whose own certificate the server does not send: either it was "
        "forgotten, or nobody here knows {issuer}.",
        issuer=issuer,
    )
    return (
        _intercepted(about)
        or _known_elsewhere(about, what)
        or Explanation(what, about.posing(), Who.SERVER, _complete(about, issuer))
    )


def _complete(about: About, issuer: str) -> str:
    urls = _evidence(about).urls
    if urls:
        return say(
            "Whoever runs the server should have it send the certificate of {issuer} too, most often by using the "
            "file that authorities call fullchain.pem. It is to be had from {url}.",
            issuer=issuer,
            url=urls[0],
        )
    return say(
        "Whoever runs the server should have it send the certificate of {issuer} too, most often by using the file "
        "that authorities call fullchain.pem. If {issuer} is the authority of your company, name its certificate's "
        "file under the account's trusted files instead.",
        issuer=issuer,
    )


def _known_elsewhere(about: About, what: str) -> Explanation | None:
    """Offer the other store, where that one knows the issuer."""
    other = {
        TrustMode.SYSTEM: about.examination.portable,
        TrustMode.PORTABLE: about.examination.system,
    }[about.verdict.store]
    if not other.anchored:
        return None
    remedy = {
        TrustMode.PORTABLE: say("Postroom's own list knows it: choose the trust mode auto or portable."),
        TrustMode.SYSTEM: say("This computer's list knows it: choose the trust mode auto or system."),
    }[other.store]
    return Explanation(what, about.posing(), Who.YOU, remedy)


def _intercepted(about: About) -> Explanation | None:
    """Say who put itself in the server's place, where its name stands in the chain."""
    found = interception(certificate.issuer for certificate in about.examination.chain)
    if found is None:
        return None
    gaps = {"product": found.product, "host": about.host}
    who, what, remedy = {
        Interceptor.ANTIVIRUS: (
            Who.YOU,
            say(
                "This certificate is not the server's: {product}, a program that protects computers, made it to read "
                "the connection before you do.",
                **gaps,
            ),
            say(
                "In the settings of {product} on this computer, switch off the scanning of encrypted mail "
                "connections. If there is no {product} on this computer, do not go on: somebody uses its name.",
                **gaps,
            ),
        ),
        Interceptor.PROXY: (
            Who.COMPANY,
            say(
                "This certificate is not the server's: {product}, with which companies read the connections of their "
                "network, made it.",
                **gaps,
            ),
            say(
                "Ask the administrators of your network to leave connections to {host} alone, or for the certificate "
                "of {product}, and name that file under the account's trusted files. If your network has no "
                "{product}, do not go on: somebody uses its name.",
                **gaps,
            ),
        ),
        Interceptor.DEBUGGER: (
            Who.YOU,
            say(
                "This certificate is not the server's: {product}, a tool that shows what is sent over connections, "
                "made it.",
                **gaps,
            ),
            say("Stop {product}, or take it out of the way to {host}, and try again.", **gaps),
        ),
    }[found.interceptor]
    danger = say(
        "Whoever controls {product} can read your password and your mail, and so can anybody who only uses its name.",
        **gaps,
    )
    return Explanation(what, danger, who, remedy)


_NO_EVIDENCE: Final = IssuerEvidence("")


def _evidence(about: About) -> IssuerEvidence:
    evidence = about.problem.evidence
    return evidence if isinstance(evidence, IssuerEvidence) else _NO_EVIDENCE


def _missing(about: About) -> tuple[str, ...]:
    return _evidence(about).missing


def _issuer(about: About) -> str:
    """Name the issuer; where only a verifier's word is known, it is at least not that of the server's certificate."""
    return short(_evidence(about).issuer) or say("an unknown authority")


def _store(about: About) -> str:
    return {
        TrustMode.SYSTEM: say("this computer"),
        TrustMode.PORTABLE: say("Postroom's own list of authorities"),
    }[about.verdict.store]
