"""The contexts that verify: which lists they ask, in which order, and that none can be fooled by a broken file."""

from __future__ import annotations

import os
import ssl
import sys
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import certifi
import pytest

from postroom.model.plan import Trust
from postroom.model.tls import TrustMode
from postroom.net import trust as module
from postroom.net.errors import CertificateRejected, TrustUnavailable
from postroom.net.trust import TrustContext, contexts, is_unknown_issuer
from tests.support.ca import Certificates


@pytest.fixture(autouse=True)
def _forget_contexts() -> Iterator[None]:
    module._context.cache_clear()
    yield
    module._context.cache_clear()


class TestOrder:
    def test_auto_asks_the_system_first(self) -> None:
        assert [trust.name for trust in contexts(Trust())] == ["system", "portable"]

    @pytest.mark.parametrize("mode", [TrustMode.SYSTEM, TrustMode.PORTABLE])
    def test_a_named_list_is_asked_alone(self, mode: TrustMode) -> None:
        assert [trust.name for trust in contexts(Trust(mode))] == [mode.value]

    def test_further_files_stand_beside_each(self) -> None:
        trust = Trust(ca_files=(Path("one.pem"), Path("two.pem")))
        assert [one.name for one in contexts(trust)] == ["system+ca", "portable+ca"]
        assert contexts(trust)[1].ca_files == (Path("one.pem"), Path("two.pem"))


@pytest.mark.parametrize("mode", [TrustMode.SYSTEM, TrustMode.PORTABLE])
class TestEveryContext:
    def test_verifies(self, mode: TrustMode) -> None:
        context = TrustContext(mode).context()
        assert context.verify_mode is ssl.CERT_REQUIRED
        assert context.check_hostname
        assert context.minimum_version is ssl.TLSVersion.TLSv1_2
        assert context.options & ssl.OP_NO_RENEGOTIATION

    def test_is_made_once(self, mode: TrustMode) -> None:
        assert TrustContext(mode).context() is TrustContext(mode).context()

    def test_believes_the_further_files_and_no_more(self, mode: TrustMode, test_ca: Certificates) -> None:
        with_file = TrustContext(mode, (test_ca.root,)).context()
        assert fingerprint(test_ca.root) in authorities(with_file)
        assert fingerprint(test_ca.root) not in authorities(TrustContext(mode).context())

    def test_is_made_anew_when_a_file_has_changed(
        self, mode: TrustMode, test_ca: Certificates, tmp_path: Path
    ) -> None:
        path = tmp_path / "ca.pem"
        path.write_bytes(test_ca.root.read_bytes())
        before = TrustContext(mode, (path,)).context()
        path.write_bytes(test_ca.self_signed.chain.read_bytes())
        os.utime(path, ns=(0, 1))
        after = TrustContext(mode, (path,)).context()
        assert after is not before
        assert fingerprint(test_ca.root) not in authorities(after)

    def test_a_file_that_is_not_there_is_named(self, mode: TrustMode, tmp_path: Path) -> None:
        path = tmp_path / "missing.pem"
        with pytest.raises(TrustUnavailable) as caught:
            TrustContext(mode, (path,)).context()
        assert caught.value.path == path
        assert caught.value.words == f"{path} cannot be read: No such file or directory."

    @pytest.mark.parametrize("content", [b"", b"not a certificate", b"\x30\x82\x01\x0a\x02"])
    def test_a_file_without_a_certificate_is_named(
        self, mode: TrustMode, tmp_path: Path, content: bytes
    ) -> None:
        path = tmp_path / "wrong.pem"
        path.write_bytes(content)
        with pytest.raises(TrustUnavailable) as caught:
            TrustContext(mode, (path,)).context()
        assert caught.value.path == path
        assert "holds no certificate in PEM form" in caught.value.words

    def test_a_file_that_could_not_be_read_is_read_again(
        self, mode: TrustMode, test_ca: Certificates, tmp_path: Path
    ) -> None:
        path = tmp_path / "ca.pem"
        with pytest.raises(TrustUnavailable):
            TrustContext(mode, (path,)).context()
        path.write_bytes(test_ca.root.read_bytes())
        assert fingerprint(test_ca.root) in authorities(TrustContext(mode, (path,)).context())


class TestPortable:
    def test_it_is_the_bundle_that_postroom_carries(self) -> None:
        assert len(authorities(TrustContext(TrustMode.PORTABLE).context())) > 50

    def test_a_bundle_that_is_missing_is_told(self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
        monkeypatch.setattr(certifi, "where", lambda: str(tmp_path / "cacert.pem"))
        with pytest.raises(TrustUnavailable) as caught:
            TrustContext(TrustMode.PORTABLE).context()
        assert caught.value.path == tmp_path / "cacert.pem"
        assert "No such file or directory" in caught.value.words


class TestSystem:
    @pytest.mark.parametrize("platform", ["win32", "darwin"])
    def test_on_windows_and_macos_the_system_itself_is_asked(
        self, monkeypatch: pytest.MonkeyPatch, platform: str
    ) -> None:
        import truststore

        monkeypatch.setattr(sys, "platform", platform)
        assert type(TrustContext(TrustMode.SYSTEM).context()) is truststore.SSLContext

    def test_elsewhere_it_is_openssl_with_the_systems_files(self, tmp_path: Path) -> None:
        assert type(TrustContext(TrustMode.SYSTEM).context()) is ssl.SSLContext

    def test_where_openssl_was_built_for_another_system_its_bundle_is_looked_for(
        self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, test_ca: Certificates
    ) -> None:
        nowhere = SimpleNamespace(cafile=None, capath=None)
        monkeypatch.setattr(ssl, "get_default_verify_paths", lambda: nowhere)
        monkeypatch.setattr(module, "_UNIX_BUNDLES", (str(tmp_path / "missing.pem"), str(test_ca.root)))
        context = TrustContext(TrustMode.SYSTEM).context()
        assert authorities(context) == {fingerprint(test_ca.root)}

    def test_a_folder_of_certificates_will_do(self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
        (tmp_path / "5ed36f99.0").write_text("")
        monkeypatch.setattr(
            ssl, "get_default_verify_paths", lambda: SimpleNamespace(cafile=None, capath=str(tmp_path))
        )
        monkeypatch.setattr(module, "_UNIX_BUNDLES", (str(tmp_path / "would-be-wrong.pem"),))
        TrustContext(TrustMode.SYSTEM).context()

    def test_a_system_without_any_trusts_nobody(
        self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        monkeypatch.setattr(
            ssl, "get_default_verify_paths", lambda: SimpleNamespace(cafile=None, capath=str(tmp_path))
        )
        monkeypatch.setattr(module, "_UNIX_BUNDLES", ())
        assert authorities(TrustContext(TrustMode.SYSTEM).context()) == set()


class TestUnknownIssuer:
    @pytest.mark.parametrize("code", [2, 19, 20, 21, 0x800B0109, 0x800B010A, -67843, -25318])
    def test_another_list_may_know_the_issuer(self, code: int) -> None:
        assert is_unknown_issuer(CertificateRejected(code, "unknown"))

    @pytest.mark.parametrize(
        "code",
        [1, 7, 9, 10, 18, 23, 24, 26, 27, 28, 62, 64, 66, 68, 0x800B0101, 0x800B010F, -67602, -67818, -67820],
    )
    def test_no_list_changes_another_verdict(self, code: int) -> None:
        assert not is_unknown_issuer(CertificateRejected(code, "bad"))


def authorities(context: ssl.SSLContext) -> set[bytes]:
    return set(context.get_ca_certs(binary_form=True))


def fingerprint(path: Path) -> bytes:
    return ssl.PEM_cert_to_DER_cert(path.read_text())
