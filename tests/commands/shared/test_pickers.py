"""Type-ahead answers: always valid for Slack, never silently cut, and a reason where there is nothing."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from types import SimpleNamespace
from typing import Any, cast

from hypothesis import given
from hypothesis import strategies as st

from bot.commands.base import Call, Options
from bot.commands.shared import pickers
from bot.local_slack.blockkit import check_options
from bot.text import LANGUAGES, Reader, reader

LONG = "Ünïçödé & Söhne <!channel> " * 20


@dataclass(frozen=True)
class Customer:
    id: str = "33333333-0000-4000-8000-000000000001"
    company_name: str = "Contoso"
    domain: str = "contoso.com"


@dataclass(frozen=True)
class Subscription:
    id: str = "04444444-0000-4000-8000-000000000000"
    customer_name: str = "Contoso"
    friendly_name: str = "Mail"
    offer_name: str | None = "Exchange Online"
    status: str = "active"


@dataclass(frozen=True)
class Partner:
    tenant_id: str = "22222222-0000-4000-8000-000000000001"
    name: str = "Trey Research"
    mpn_id: str = "4000001"


@dataclass(frozen=True)
class Found:
    items: Sequence[Any]
    more: bool = False


def wire(answer: Options) -> dict[str, Any]:
    if answer.groups:
        label = [{"label": {"type": "plain_text", "text": name}, "options": list(rows)} for name, rows in answer.groups]
        return {"option_groups": label}
    return {"options": list(answer.options)}


def strict(answer: Options) -> list[str]:
    return [f"{found.pointer}: {found.message}" for found in check_options(wire(answer)) if found.strict]


names = st.text(min_size=0, max_size=500) | st.sampled_from([LONG, "שלום עולם", "🏴‍☠️" * 60, "a" * 75, "a" * 76])


@given(names, names, st.booleans(), st.sampled_from(LANGUAGES))
def test_any_name_makes_a_valid_answer(name: str, other: str, more: bool, language: str) -> None:
    t = reader(language, "UTC")
    customers = Found([Customer(company_name=name, domain=other)], more)
    subscriptions = Found([Subscription(friendly_name=name, offer_name=other, customer_name=other, status=other)], more)
    assert strict(pickers.customer_options(t, customers)) == []
    assert strict(offered(t, subscriptions)) == []
    assert strict(pickers.partner_options(t, Found([Partner(name=name, mpn_id=other)], more))) == []


def test_a_long_name_goes_on_below_with_what_tells_it_apart() -> None:
    name = "Compañía " * 14
    option = pickers.customer_option(Customer(company_name=name))
    shown = option["text"]["text"].removesuffix("…")
    rest, _, domain = option["description"]["text"].partition(" · ")
    assert name.startswith(shown)
    assert name[74:].startswith(rest.strip("…"))
    assert domain == "contoso.com"


def test_what_is_below_a_name(t: Reader) -> None:
    def below(row: Subscription, **more: bool) -> str | None:
        return cast("str | None", pickers.subscription_option(t, row, **more).get("description", {}).get("text"))

    assert below(Subscription()) == "Exchange Online"
    assert below(Subscription(), with_customer=True) == "Contoso · Exchange Online"
    assert below(Subscription(offer_name="Mail")) is None
    suspended = {"en": "suspended", "es": "suspendida"}[t.language]
    assert below(Subscription(offer_name=None, status="suspended")) == suspended
    assert below(Subscription(offer_name=None, status="onHold")) == "onHold"


def test_more_matches_are_announced(t: Reader) -> None:
    rows = [replace(Partner(), tenant_id=str(number)) for number in range(100)]
    answer = pickers.partner_options(t, Found(rows, more=True))
    ((label, options),) = answer.groups
    assert "100" in label
    assert len(options) == 100
    assert strict(answer) == []
    assert pickers.partner_options(t, Found(rows)).groups == ()


def test_nothing_found_says_so_and_counts_as_nothing(t: Reader) -> None:
    none, empty = pickers.customer_options(t, Found([]), "x"), pickers.customer_options(t, Found([]), "")
    assert strict(none) == strict(empty) == []
    assert none.groups[0][0] != empty.groups[0][0]
    hint = none.groups[0][1][0]
    payload = {
        "view": {
            "state": {
                "values": {
                    "one": {"a": {"selected_option": hint}},
                    "many": {"b": {"selected_options": [hint, {"value": "real"}]}},
                }
            }
        }
    }
    anything = cast(Any, SimpleNamespace())
    call = Call(anything, anything, t, anything, payload, "key")
    assert pickers.picked(call, "a") is None
    assert pickers.picked_many(call, "b") == ("real",)


def offered(t: Reader, found: Any) -> Options:
    """Offer subscriptions of any customer."""
    rows = [pickers.subscription_option(t, row, with_customer=True) for row in found.items]
    return pickers.answer(t, rows, found.more, None)


def test_who_shares_a_name_or_was_found_by_something_else_is_told_apart() -> None:
    known = [("aaaaaaaa-1", "Contoso", "contoso.com"), ("bbbbbbbb-1", "CONTOSO", "contoso.es")]
    alike = [("cccccccc-1", "Twin", "one.example"), ("dddddddd-1", "Twin", "one.example"), ("e", "Fabrikam", "f.com")]
    assert list(pickers.told_apart(known, "cont").values()) == ["Contoso (contoso.com)", "CONTOSO (contoso.es)"]
    assert list(pickers.told_apart(alike, "").values()) == ["Twin (cccccccc)", "Twin (dddddddd)", "Fabrikam"]
    assert list(pickers.told_apart(known[1:], "contoso.es").values()) == ["CONTOSO (contoso.es)"]
    assert list(pickers.told_apart(known[1:], "Cont").values()) == ["CONTOSO"]
