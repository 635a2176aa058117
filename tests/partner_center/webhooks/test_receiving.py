"""Deliveries are kept once if Microsoft signed exactly these bytes lately; everything else is refused, and why."""

import base64
import json
from collections.abc import Callable, Mapping
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography.x509 import load_pem_x509_certificates

from bot.errors import ConfigurationError
from bot.local_partner_center.webhooks.authority import Authority
from bot.local_partner_center.webhooks.sending import CERTIFICATES, ISSUER, SIGNER
from bot.partner_center.webhooks import chain
from bot.partner_center.webhooks.certificates import MOST_A_MINUTE, MOST_BYTES
from bot.services.hearing import inbox
from bot.services.hearing.ports import Unprovable, Unproven
from tests.partner_center.webhooks.conftest import Line

CUSTOMER = "4b2a6e33-8791-4386-bd2b-0d55baf25039"
URI = f"https://api.partnercenter.microsoft.com/v1/customers/{CUSTOMER}"
Headers = dict[str, str]


def accepted(line: Line) -> bytes:
    return line.sender.event("reseller-relationship-accepted-by-customer", URI, "Customer")


async def test_an_event_is_kept_once(line: Line) -> None:
    body = accepted(line)
    assert await line.receiver.receive(line.sender.headers(body), body)
    assert not await line.receiver.receive(line.sender.headers(body), body)
    (kept,) = line.database.read_now(inbox.waiting)
    assert kept.event.name == "reseller-relationship-accepted-by-customer"
    assert kept.event.resource_uri == URI
    assert kept.received_at == line.clock.now()
    assert (kept.event.at or line.clock.now()) == line.clock.now()


@pytest.mark.parametrize("algorithm", ["rsa-sha256", "rsa-sha384", "rsa-sha512"])
async def test_stronger_hashes_are_taken_too(line: Line, algorithm: str) -> None:
    body = accepted(line)
    assert await line.receiver.receive(line.sender.headers(body, algorithm), body)


def _bare(headers: Headers) -> Headers:
    return headers | {"X-MS-Signature": headers["X-MS-Signature"].removeprefix("Signature ")}


def _authorization(headers: Headers) -> Headers:
    said = headers.pop("X-MS-Signature")
    return headers | {"Authorization": said}


def _shouted(headers: Headers) -> Headers:
    return headers | {"X-MS-Signature-Algorithm": "RSA-SHA256"}


@pytest.mark.parametrize("spelling", [_bare, _authorization, _shouted])
async def test_the_signature_has_several_spellings(line: Line, spelling: Callable[[Headers], Headers]) -> None:
    body = accepted(line)
    assert await line.receiver.receive(spelling(line.sender.headers(body)), body)


BROKEN: Mapping[str, tuple[Headers, str]] = {
    "no signature": ({"X-MS-Signature": ""}, "unsigned"),
    "no text of base64": ({"X-MS-Signature": "Signature é%"}, "unsigned"),
    "a long one": ({"X-MS-Signature": "A" * 4096}, "unsigned"),
    "SHA-1": ({"X-MS-Signature-Algorithm": "rsa-sha1"}, "unsigned"),
    "no algorithm": ({"X-MS-Signature-Algorithm": ""}, "unsigned"),
    "no certificate": ({"X-MS-Certificate-Url": ""}, "unsigned"),
    "another's signature": ({"X-MS-Signature": base64.b64encode(b"x" * 256).decode()}, "wrong_signature"),
    "a foreign certificate": ({"X-MS-Certificate-Url": "https://evil.example/cert/a.cer"}, "certificate_address"),
    "no address": ({"X-MS-Certificate-Url": "http://[evil/cert/"}, "certificate_address"),
}


@pytest.mark.parametrize("which", BROKEN)
async def test_what_microsoft_did_not_sign_is_refused(line: Line, which: str) -> None:
    body, (changed, reason) = accepted(line), BROKEN[which]
    with pytest.raises(Unproven) as refused:
        await line.receiver.receive(line.sender.headers(body) | changed, body)
    assert refused.value.reason == reason
    assert line.database.read_now(inbox.waiting) == []


@pytest.mark.parametrize("steps", ["../cert/../../x", "%2e%2e/x", "\\..\\x"])
async def test_addresses_do_not_climb(line: Line, steps: str) -> None:
    body = accepted(line)
    address = {"X-MS-Certificate-Url": f"{line.sender.url}/cert/{steps}"}
    with pytest.raises(Unproven) as refused:
        await line.receiver.receive(line.sender.headers(body) | address, body)
    assert refused.value.reason == "certificate_address"


async def test_one_byte_more_is_another_body(line: Line) -> None:
    body = accepted(line)
    with pytest.raises(Unproven, match="wrong_signature"):
        await line.receiver.receive(line.sender.headers(body), body + b" ")


async def test_signed_bytes_that_are_no_event_are_refused(line: Line) -> None:
    for body in (b"[]", b"<html>", b'"text"'):
        with pytest.raises(Unproven, match="unreadable"):
            await line.receiver.receive(line.sender.headers(body), body)


@pytest.mark.parametrize(("days", "is_taken"), [(-15, False), (-13, True), (1, False)])
async def test_events_may_be_late_by_two_weeks(line: Line, days: int, is_taken: bool) -> None:
    said = json.loads(accepted(line))
    said["ResourceChangeUtcDate"] = (line.clock.now() + timedelta(days=days)).isoformat()
    body = json.dumps(said).encode()
    if is_taken:
        assert await line.receiver.receive(line.sender.headers(body), body)
        return
    with pytest.raises(Unproven, match="stale"):
        await line.receiver.receive(line.sender.headers(body), body)


async def test_only_microsofts_certificates_count(line: Line) -> None:
    files, body = line.sender.world.files, accepted(line)
    stranger = Authority(line.clock.now(), f"{line.sender.url}{ISSUER}")
    others = {
        "another organisation": line.sender.authority.signer("Evil Corporation"),
        "ended": line.sender.authority.signer(days=-1),
        "another root": stranger.signer(),
        "an authority's own": line.sender.authority.intermediate,
    }
    for name, holder in others.items():
        line.sender.signer = holder
        files[f"{CERTIFICATES}{name[:7].strip()}.cer"] = holder.der
        with pytest.raises(Unproven, match="certificate"):
            await line.receiver.receive(line.sender.headers(body, name=f"{name[:7].strip()}.cer"), body)


async def test_an_ended_certificate_is_not_used_on(line: Line) -> None:
    line.sender.signer = line.sender.authority.signer(days=1)
    line.sender.world.files[CERTIFICATES + SIGNER] = line.sender.signer.der
    body = accepted(line)
    assert await line.receiver.receive(line.sender.headers(body), body)
    line.clock.advance(timedelta(hours=25))
    later = accepted(line)
    with pytest.raises(Unproven, match="certificate"):
        await line.receiver.receive(line.sender.headers(later), later)


async def test_a_certificate_is_fetched_once_a_day(line: Line) -> None:
    counts = line.sender.world.counts
    for hours in (0, 1, 22, 2):
        line.clock.advance(timedelta(hours=hours))
        body = accepted(line)
        assert await line.receiver.receive(line.sender.headers(body), body)
    assert counts[CERTIFICATES + SIGNER] == 2


async def test_one_that_was_rotated_is_fetched_again(line: Line) -> None:
    body = accepted(line)
    assert await line.receiver.receive(line.sender.headers(body), body)
    line.sender.rotate()
    line.clock.advance(timedelta(seconds=61))
    later = accepted(line)
    assert await line.receiver.receive(line.sender.headers(later), later)
    # Forged ones do not make us ask again and again.
    for _ in range(5):
        with pytest.raises(Unproven, match="wrong_signature"):
            await line.receiver.receive(line.sender.headers(later), later + b" ")
    assert line.sender.world.counts[CERTIFICATES + SIGNER] == 2


async def test_no_answer_is_no_refusal(line: Line) -> None:
    body, issuer = accepted(line), line.sender.world.files.pop(ISSUER)
    with pytest.raises(Unprovable, match="404"):
        await line.receiver.receive(line.sender.headers(body), body)
    line.sender.world.files[ISSUER] = issuer
    assert await line.receiver.receive(line.sender.headers(body), body)


async def test_a_huge_certificate_is_none(line: Line) -> None:
    line.sender.world.files[CERTIFICATES + SIGNER] = b"x" * (MOST_BYTES + 1)
    body = accepted(line)
    with pytest.raises(Unproven, match="certificate"):
        await line.receiver.receive(line.sender.headers(body), body)


async def test_strangers_make_us_ask_a_bounded_number_of_times(line: Line) -> None:
    body = accepted(line)
    for number in range(MOST_A_MINUTE + 20):
        with pytest.raises(Unprovable):
            await line.receiver.receive(line.sender.headers(body, name=f"{number}.cer"), body)
    asked = [path for path in line.sender.world.counts if path.startswith(CERTIFICATES)]
    assert len(asked) == MOST_A_MINUTE
    line.clock.advance(timedelta(minutes=1))
    assert await line.receiver.receive(line.sender.headers(body), body)


def test_the_pinned_roots_are_microsofts_and_digicerts() -> None:
    found = load_pem_x509_certificates(chain.ROOTS.read_bytes())
    names = [each.subject.rfc4514_string() for each in found]
    assert any("Microsoft RSA Root" in name for name in names)
    assert any("DigiCert Global Root G2" in name for name in names)


def test_a_file_that_holds_no_roots_is_named(tmp_path: Path) -> None:
    (tmp_path / "roots.pem").write_text("no certificates")
    with pytest.raises(ConfigurationError, match="PARTNER_CENTER_WEBHOOK_ROOTS: .*holds no PEM certificates"):
        chain.roots(tmp_path / "roots.pem")
    with pytest.raises(ConfigurationError, match="PARTNER_CENTER_WEBHOOK_ROOTS: .*No such file"):
        chain.roots(tmp_path / "missing.pem")
