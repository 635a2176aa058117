"""Links and invitation texts: the shapes Microsoft publishes, and a link no edit can quietly break (A11)."""

from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.models import RequestType
from bot.services.invitations import letter, links
from bot.services.invitations.letter import LetterParties
from bot.text import LANGUAGES

PARTS = links.LinkParts(
    inviter_id="22222222-0000-4000-8000-000000000001",
    inviter_mpn_id="4000001",
    provider_id="11111111-0000-4000-8000-000000000001",
    gdap_relationship_id="55555555-0000-4000-8000-000000000001",
)
WITH_DAP = links.LinkParts(PARTS.inviter_id, PARTS.inviter_mpn_id, PARTS.provider_id, dap=True)
LONG = LetterParties("Ñandú & <b>" * 50, "Ñ" * 500, "proveedor\n" * 60, "Ann " * 200)


def test_a_reseller_relationship_is_the_published_shape() -> None:
    assert links.build(RequestType.CUSTOMER_RESELLER, WITH_DAP) == (
        "https://admin.microsoft.com/Adminportal/Home?invType=ResellerRelationship"
        "&partnerId=22222222-0000-4000-8000-000000000001&msppId=0&DAP=true#/BillingAccounts/partner-invitation"
    )


def test_reseller_and_provider_together_carry_both_ids() -> None:
    url = urlsplit(links.build(RequestType.CUSTOMER_INDIRECT_RESELLER, WITH_DAP))
    assert parse_qs(url.query) == {
        "invType": ["IndirectResellerRelationship"],
        "partnerId": [PARTS.inviter_id],
        "msppId": ["4000001"],
        "indirectCSPId": [PARTS.provider_id],
        "DAP": ["true"],
    }
    assert url.fragment == "/BillingAccounts/partner-invitation"


def test_gdap_needs_its_relationship_and_ends_in_it() -> None:
    assert links.build(RequestType.GDAP, PARTS).endswith(f"granularAdminRelationships/{PARTS.gdap_relationship_id}")
    with pytest.raises(ValueError, match="relationship id"):
        links.build(RequestType.GDAP, WITH_DAP)


@pytest.mark.parametrize("kind", list(RequestType))
def test_a_link_names_no_customer_and_says_whether_it_grants_dap(kind: RequestType) -> None:
    url = links.build(kind, PARTS)
    assert url.startswith("https://")
    assert not links.asks_dap(url)
    assert not links.asks_dap(None)


def test_dap_is_read_back_from_the_link() -> None:
    assert links.asks_dap(links.build(RequestType.CUSTOMER_RESELLER, WITH_DAP))


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("{url}", True),
        ("Open\n{url}\nplease", True),
        ("Open <{url}>.", True),
        ("({url}), thanks", True),
        ("", False),
        ("{url}x", False),
        ("{url}.evil/x", False),
        ("x{url}", False),
        ("https://evil.example/?u={url}", False),
    ],
)
def test_the_link_must_stand_whole(text: str, kept: bool) -> None:
    url = links.build(RequestType.CUSTOMER_RESELLER, PARTS)
    assert links.holds_link(text.format(url=url), url) is kept


@given(st.sampled_from(list(RequestType)), st.text(), st.text())
def test_any_words_around_the_link_keep_it_and_any_gap_in_it_breaks_it(kind: RequestType, a: str, b: str) -> None:
    url = links.build(kind, PARTS)
    assert links.holds_link(f"{a}\n{url}\n{b}", url)
    assert not links.holds_link(f"{url[:30]} {url[30:]}", url)


@pytest.mark.parametrize("kind", list(RequestType))
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("dap", [True, False])
def test_the_longest_names_leave_room_for_the_link(kind: RequestType, language: str, dap: bool) -> None:
    url = links.build(kind, PARTS)
    text = letter.draft(kind, language, LONG, url, dap=dap)
    assert len(text) <= letter.LONGEST_TEXT
    assert links.holds_link(text, url)
    assert "\n\n\n" not in text


def test_both_sides_are_explained_in_the_language_asked_for() -> None:
    parties = LetterParties("Contoso", "Trey", "Iberia", "Ann")
    url = links.build(RequestType.CUSTOMER_RESELLER, PARTS)
    english = letter.draft(RequestType.CUSTOMER_RESELLER, "en", parties, url, dap=False)
    spanish = letter.draft(RequestType.CUSTOMER_RESELLER, "es", parties, url, dap=True)
    assert "For a Global admin of Contoso only" in english
    assert "It gives nobody admin permission" in english
    assert "partner on record stay as they are" in english
    assert "Solo para un administrador global de Contoso" in spanish
    assert "privilegios de administrador delegados" in spanish
    assert "No da a nadie permisos" not in spanish


@pytest.mark.parametrize(
    ("country", "language"),
    [("ES", "es"), ("mx", "es"), ("US", "en"), ("JP", "en"), ("BR", "en"), (None, "en"), ("??", "en")],
)
def test_the_country_proposes_a_language(country: str | None, language: str) -> None:
    assert letter.language_of(country) == language


def test_a_mail_link_carries_the_text_unchanged() -> None:
    text = "Hola, “Ñ” & <x>\n?=&\nhttps://a.example/#b"
    link = letter.mailto("a+b@c.example", "Re: x&y", text)
    assert link.startswith("mailto:a%2Bb@c.example?subject=Re%3A%20x%26y&body=")
    assert unquote(link.partition("&body=")[2]) == text.replace("\n", "\r\n")
    assert "body" not in letter.mailto(None, "x", None)
