"""Who is shown the metrics: this machine, and the networks that the settings name."""

from ipaddress import ip_network

import pytest
from aiohttp.test_utils import make_mocked_request

from bot.settings import WebSettings
from handlers.api.metrics import is_from
from handlers.cli.configuration import load
from pipeline.errors import BadInputError

NETWORKS = (ip_network("10.89.41.0/24"), ip_network("fd00::/64"))


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("127.0.0.1", True),
        ("::1", True),
        ("::ffff:127.0.0.1", True),
        ("10.89.41.7", True),
        ("::ffff:10.89.41.7", True),
        ("fd00::7", True),
        ("10.89.42.7", False),
        ("fd00:0:0:1::7", False),
        ("8.8.8.8", False),
        ("", False),
        ("a-unix-socket", False),
    ],
)
def test_metrics_are_shown_by_the_address_that_asks(address: str, shown: bool) -> None:
    request = make_mocked_request("GET", "/metrics").clone(remote=address)

    assert shown is is_from(request, NETWORKS)


def test_without_networks_only_the_machine_itself_is_shown_them() -> None:
    asked = [make_mocked_request("GET", "/").clone(remote=each) for each in ("::1", "10.89.41.7")]

    assert [True, False] == [is_from(request, ()) for request in asked]


def test_networks_are_read_between_commas(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WEB_METRICS_NETWORKS", "10.89.41.0/24, fd00::/64")

    assert NETWORKS == load(WebSettings).metrics_networks


@pytest.mark.parametrize("given", ["everybody", "10.89.41.1/24", "10.0.0.0/8,"])
def test_what_is_no_network_is_refused(given: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WEB_METRICS_NETWORKS", given)

    with pytest.raises(BadInputError, match="WEB_METRICS_NETWORKS is not possible"):
        load(WebSettings)
