from __future__ import annotations

from postroom.desktop.certificate.path import PathLink, path, superfluous
from postroom.desktop.look.icons import Icon
from postroom.model.tls import TlsFacts
from tests.desktop import samples
from tests.desktop.certificate.conftest import Met
from tests.support.pki import NOW


def links(met: Met, name: str) -> tuple[PathLink, ...]:
    return path(tls(met, name), NOW)


def tls(met: Met, name: str) -> TlsFacts:
    met_tls = met(name).tls
    assert met_tls is not None
    return met_tls


def test_a_path_runs_from_the_server_to_an_authority(met: Met) -> None:
    shown = links(met, "by-intermediate")
    assert [link.name for link in shown] == ["server", "Test intermediate", "Test root"]
    assert [link.icon for link in shown] == [Icon.OK] * 3
    assert shown[0].about == "sent, 60 days left"
    assert shown[2].about.startswith("trusted authority")


def test_the_faulty_link_is_marked(met: Met) -> None:
    shown = links(met, "intermediate-over")
    assert [link.flaw for link in shown] == ["", "Expired", ""]
    assert [link.icon for link in shown] == [Icon.OK, Icon.FAILED, Icon.OK]
    assert "Test intermediate: Expired." in shown[1].sentence


def test_a_faulty_authority_that_was_not_sent_is_marked(met: Met) -> None:
    assert [link.flaw for link in links(met, "root-over")] == ["", "Expired"]


def test_a_gap_stands_where_an_issuer_is_missing(met: Met) -> None:
    shown = links(met, "intermediate-missing")
    assert [link.name for link in shown] == ["server", "Hidden intermediate"]
    assert shown[1].certificate is None
    assert shown[1].about == "not sent, and not known here"


def test_what_is_at_hand_is_no_gap(met: Met) -> None:
    shown = links(met, "intermediate-at-hand")
    assert [link.icon for link in shown] == [Icon.FAILED, Icon.ATTENTION, Icon.OK]
    assert shown[1].about.startswith("not sent, but known")


def test_nothing_below_a_stranger_is_proved(met: Met) -> None:
    shown = links(met, "unknown-root")
    assert [link.icon for link in shown] == [Icon.UNTRIED, Icon.FAILED]


def test_what_was_sent_without_need_is_counted(met: Met) -> None:
    assert superfluous(tls(met, "superfluous")) == "2 more were sent and are not needed."
    assert superfluous(tls(met, "by-intermediate")) == ""


def test_without_an_examination_the_chain_is_shown_as_sent() -> None:
    shown = path(samples.TLS, NOW)
    assert [link.icon for link in shown] == [Icon.UNTRIED] * 2
    assert superfluous(samples.TLS) == ""
