"""Tokens by MSAL over our own session: a secret or a certificate, a memory, and refusals in words."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from urllib.parse import parse_qs

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID

from bot.errors import ConfigurationError
from bot.partner_center.addresses import Addresses
from bot.partner_center.opening import make_session
from bot.partner_center.refusals import MFA, step
from bot.partner_center.services import Service
from bot.partner_center.tokens import AppTokens
from bot.partner_center.wire.failures import (
    PartnerCenterError,
    PartnerCenterUnclear,
    PartnerCenterUnreadable,
    SignInRefused,
)
from tests.conftest import MONDAY
from tests.kit.bodies import body
from tests.kit.given import given
from tests.kit.scripted import Reply, Scripted, scripted

TENANT = "3b33e682-00c3-41ee-9dd2-a548adf56438"
LOGIN = f"https://login.microsoftonline.com/{TENANT}"
DISCOVERY = Reply(
    200,
    {
        "authorization_endpoint": f"{LOGIN}/oauth2/v2.0/authorize",
        "token_endpoint": f"{LOGIN}/oauth2/v2.0/token",
        "issuer": f"{LOGIN}/v2.0",
    },
)


def token(name: str) -> Reply:
    return Reply(200, {"token_type": "Bearer", "expires_in": 3599, "access_token": name})


@asynccontextmanager
async def signing_in(*replies: Reply, **more: object) -> AsyncIterator[tuple[AppTokens, Scripted]]:
    """Tokens whose sign-in is a script."""
    async with scripted(*replies) as script, make_session() as session:
        given_by = {
            "partner_center_tenant_id": TENANT,
            "partner_center_client_id": "client",
            "partner_center_client_secret": "secret-of-the-tests",
            "partner_center_login_base_url": script.base,
            **more,
        }
        settings = given(**given_by)
        yield AppTokens(settings, Addresses.of(settings), session), script


def form(raw: bytes) -> Mapping[str, list[str]]:
    return parse_qs(raw.decode())


async def test_a_secret_buys_a_token_for_one_service_at_a_time() -> None:
    async with signing_in(DISCOVERY, token("first"), token("second")) as (tokens, script):
        assert await tokens.app(Service.PARTNER_CENTER) == "first"
        assert await tokens.app(Service.GRAPH) == "second"
    scopes = [form(raw)["scope"][0] for raw in script.sent[1:]]
    assert scopes == ["https://api.partnercenter.microsoft.com/.default", "https://graph.microsoft.com/.default"]
    assert form(script.sent[1])["grant_type"] == ["client_credentials"]
    assert form(script.sent[1])["client_secret"] == ["secret-of-the-tests"]
    assert script.asked[1].path == f"/{TENANT}/oauth2/v2.0/token"


async def test_a_token_is_kept_until_it_is_refused() -> None:
    async with signing_in(DISCOVERY, token("first"), token("second")) as (tokens, _script):
        assert [await tokens.app(Service.GRAPH) for _ in range(3)] == ["first"] * 3
        assert await tokens.app(Service.GRAPH, fresh=True) == "second"


async def test_a_certificate_signs_instead(tmp_path: Path) -> None:
    file = tmp_path / "app.pem"
    file.write_bytes(pem())
    async with signing_in(
        DISCOVERY, token("first"), partner_center_client_secret=None, partner_center_certificate=file
    ) as (tokens, script):
        assert await tokens.app(Service.GRAPH) == "first"
    assert form(script.sent[1])["client_assertion"][0].count(".") == 2
    assert "client_secret" not in form(script.sent[1])


def pem() -> bytes:
    """Make a key and a certificate for it."""
    key = rsa.generate_private_key(65537, 2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "app")])
    made = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number(), MONDAY, MONDAY)
    certificate = made.sign(key, hashes.SHA256())
    plain = serialization.NoEncryption()
    private = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)
    return private + certificate.public_bytes(serialization.Encoding.PEM)


@pytest.mark.parametrize("content", [None, b"-----BEGIN CERTIFICATE-----", b"\xff\xfe"])
async def test_a_file_without_a_key_is_named(tmp_path: Path, content: bytes | None) -> None:
    file = tmp_path / "app.pem"
    if content is not None:
        file.write_bytes(content)
    async with signing_in(DISCOVERY, partner_center_client_secret=None, partner_center_certificate=file) as (tokens, _):
        with pytest.raises(ConfigurationError, match="PARTNER_CENTER_CERTIFICATE: "):
            await tokens.app(Service.GRAPH)


async def test_a_refusal_has_its_number_and_a_next_step() -> None:
    refused_with = Reply(401, body("error-shapes")[4]["body"])
    async with signing_in(DISCOVERY, refused_with) as (tokens, _script):
        with pytest.raises(SignInRefused) as refused:
            await tokens.app(Service.PARTNER_CENTER)
    assert refused.value.code == "50076"
    assert step(refused.value) == MFA


@pytest.mark.parametrize("reply", [Reply(None), Reply(502, b"<html>Bad Gateway</html>"), Reply(200, b"<html>")])
async def test_a_sign_in_that_does_not_answer_is_no_refusal_of_the_secret(reply: Reply) -> None:
    async with signing_in(reply) as (tokens, _script):
        with pytest.raises((PartnerCenterUnclear, PartnerCenterUnreadable)):
            await tokens.app(Service.GRAPH)


@pytest.mark.parametrize("address", ["http://127.0.0.1:9/token", "https://login.elsewhere.example/t/token"])
async def test_discovery_leads_nowhere_else(address: str) -> None:
    async with signing_in(Reply(200, {**DISCOVERY.body, "token_endpoint": address})) as (tokens, script):
        with pytest.raises(PartnerCenterError):
            await tokens.app(Service.GRAPH)
    assert len(script.asked) == 1
