"""A server's side of TLS that staples an OCSP response, which `ssl` cannot: it looks like what `ssl` gives."""

from __future__ import annotations

import ssl
from collections.abc import Sequence

from cryptography import x509
from OpenSSL import SSL

from tests.support.pki import Party


class StaplingContext(ssl.SSLContext):
    """Shows a chain, with a response stapled to it."""

    leaf: Party
    above: Sequence[bytes]
    response: bytes

    @classmethod
    def showing(cls, leaf: Party, above: Sequence[bytes], response: bytes) -> StaplingContext:
        context = cls(ssl.PROTOCOL_TLS_SERVER)
        context.leaf, context.above, context.response = leaf, above, response
        return context

    def wrap_bio(
        self,
        incoming: ssl.MemoryBIO,
        outgoing: ssl.MemoryBIO,
        server_side: bool = False,
        server_hostname: str | bytes | None = None,
        session: ssl.SSLSession | None = None,
    ) -> ssl.SSLObject:
        assert server_side
        return StaplingObject(self._connection(), incoming, outgoing)  # type: ignore[return-value]

    def _connection(self) -> SSL.Connection:
        context = SSL.Context(SSL.TLS_SERVER_METHOD)
        context.set_cipher_list(b"ALL:@SECLEVEL=0")
        context.use_certificate(self.leaf.certificate)
        context.use_privatekey(self.leaf.key)
        for der in self.above:
            context.add_extra_chain_cert(x509.load_der_x509_certificate(der))
        context.set_ocsp_server_callback(lambda _, __: self.response)
        connection = SSL.Connection(context, None)
        connection.set_accept_state()
        return connection


class StaplingObject:
    """One connection, between the two ends of `ssl`."""

    def __init__(self, connection: SSL.Connection, incoming: ssl.MemoryBIO, outgoing: ssl.MemoryBIO) -> None:
        self._connection = connection
        self._incoming = incoming
        self._outgoing = outgoing

    def do_handshake(self) -> None:
        self._pass_on()
        try:
            self._connection.do_handshake()
        except SSL.WantReadError:
            raise ssl.SSLWantReadError from None
        except SSL.Error as error:
            raise ssl.SSLError(str(error)) from None
        finally:
            self._hand_out()

    def read(self, size: int) -> bytes:
        self._pass_on()
        try:
            return self._connection.recv(size)
        except SSL.ZeroReturnError:
            return b""
        except SSL.WantReadError:
            raise ssl.SSLWantReadError from None
        except SSL.Error as error:
            raise ssl.SSLError(str(error)) from None
        finally:
            self._hand_out()

    def write(self, data: bytes) -> None:
        self._connection.sendall(data)
        self._hand_out()

    def unwrap(self) -> None:
        self._connection.shutdown()
        self._hand_out()

    def _pass_on(self) -> None:
        if raw := self._incoming.read():
            self._connection.bio_write(raw)

    def _hand_out(self) -> None:
        while True:
            try:
                self._outgoing.write(self._connection.bio_read(65_536))
            except SSL.WantReadError:
                return
