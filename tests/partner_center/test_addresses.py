"""Requests go to Microsoft's hosts, or to a loopback server that a setting names, and to nothing else."""

import pytest
from hypothesis import given as examples
from hypothesis import strategies as st

from bot.errors import ConfigurationError
from bot.partner_center.addresses import CHINA, PUBLIC, Addresses
from bot.partner_center.wire.failures import ForeignAddress
from tests.kit.given import given

HOST = "https://api.partnercenter.microsoft.com"


@pytest.fixture
def addresses() -> Addresses:
    """Bases of the public cloud."""
    return Addresses.of(given())


@pytest.mark.parametrize(
    ("uri", "url"),
    [
        ("customers?size=40", f"{HOST}/v1/customers?size=40"),
        ("/customers?size=40", f"{HOST}/v1/customers?size=40"),
        ("/v1/customers?size=40", f"{HOST}/v1/customers?size=40"),
        ("/webhooks/v1/registration", f"{HOST}/webhooks/v1/registration"),
        (f"{HOST}/v1/customers", f"{HOST}/v1/customers"),
    ],
)
def test_links_may_lack_the_version(addresses: Addresses, uri: str, url: str) -> None:
    assert addresses.partner_center(uri) == url


@pytest.mark.parametrize(
    "uri",
    [
        "https://elsewhere.example/v1/customers",
        "http://api.partnercenter.microsoft.com/v1/customers",
        "https://api.partnercenter.microsoft.com:8443/v1/customers",
        "https://user@api.partnercenter.microsoft.com/v1/customers",
        "https://api.partnercenter.microsoft.com.elsewhere.example/v1",
        "//elsewhere.example/v1/customers",
        "/customers/../../webhooks",
        "/customers/%2e%2E/x",
        "/customers/\r\nHost: elsewhere.example",
    ],
)
def test_foreign_addresses_are_refused(addresses: Addresses, uri: str) -> None:
    with pytest.raises(ForeignAddress):
        addresses.partner_center(uri)


@examples(uri=st.text(max_size=60))
def test_no_link_leads_anywhere_else(uri: str) -> None:
    addresses = Addresses.of(given())
    for located, base in ((addresses.partner_center, addresses.api), (addresses.of_graph, addresses.graph)):
        try:
            url = located(uri)
        except ForeignAddress:
            continue
        assert url.startswith((f"{base}/", f"{base}?"))


def test_graph_and_sign_in_have_hosts_of_their_own(addresses: Addresses) -> None:
    assert addresses.of_graph("tenantRelationships").startswith("https://graph.microsoft.com/v1.0/tenant")
    with pytest.raises(ForeignAddress):
        addresses.of_graph(f"{HOST}/v1/customers")
    with pytest.raises(ForeignAddress):
        addresses.of_login("https://graph.microsoft.com/token")


def test_the_cloud_follows_the_sign_in() -> None:
    china = given(
        partner_center_api_base_url="https://partner.partnercenterapi.microsoftonline.cn",
        partner_center_login_base_url="https://login.partner.microsoftonline.cn",
        graph_base_url="https://microsoftgraph.chinacloudapi.cn",
    )
    assert Addresses.of(china).cloud == CHINA


def test_a_loopback_server_takes_the_place_of_sign_in() -> None:
    addresses = Addresses.of(given(partner_center_login_base_url="http://127.0.0.1:9"))
    assert addresses.cloud == PUBLIC
    assert addresses.of_login("https://login.microsoftonline.com/t/v2.0?x=1") == "http://127.0.0.1:9/t/v2.0?x=1"
    with pytest.raises(ForeignAddress):
        addresses.of_login("https://login.elsewhere.example/t")


@pytest.mark.parametrize("name", ["partner_center_api_base_url", "partner_center_login_base_url", "graph_base_url"])
def test_a_setting_names_no_other_host(name: str) -> None:
    with pytest.raises(ConfigurationError, match=f"{name.upper()}: must be https://"):
        Addresses.of(given(**{name: "https://elsewhere.example"}))
