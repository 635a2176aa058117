"""Answers to a type-ahead: labels that fit, the rest of a long name below, and honest hints."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol

from bot.commands.base import Call, Option, Options
from bot.commands.shared.blocks import option
from bot.services.search import CustomerHit, PartnerHit
from bot.services.search.folding import all_words, fold
from bot.services.search.hits import KnownAs
from bot.services.search.typed import Hits
from bot.services.store import labels
from bot.text import Reader, clip

LABEL = 75
MOST = 100
OptionGroup = tuple[str, Sequence[Option]]
# Value of the line that says why a list is empty; Slack cannot show a choice that cannot be chosen.
NOTHING = "-"


class CustomerRow(Protocol):
    """A customer as far as a choice needs it."""

    @property
    def id(self) -> str: ...
    @property
    def company_name(self) -> str: ...
    @property
    def domain(self) -> str: ...


class SubscriptionRow(Protocol):
    """A subscription as far as a choice needs it."""

    @property
    def id(self) -> str: ...
    @property
    def customer_name(self) -> str: ...
    @property
    def friendly_name(self) -> str: ...
    @property
    def offer_name(self) -> str | None: ...
    @property
    def status(self) -> str: ...


class PartnerRow(Protocol):
    """A partner as far as a choice needs it."""

    @property
    def tenant_id(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def mpn_id(self) -> str: ...


def customer_option(row: CustomerRow, label: str = "") -> Option:
    """Return a customer as a choice: `label`, or else its name, with the domain below; the value is the customer id."""
    return named(label or row.company_name, row.id, row.domain)


def subscription_option(t: Reader, row: SubscriptionRow, *, with_customer: bool = False) -> Option:
    """Return a subscription as a choice: friendly name; customer (if wanted), offer and unusual status below."""
    offer = row.offer_name if row.offer_name != row.friendly_name else None
    status = status_name(t, row.status) if row.status != "active" else None
    return named(row.friendly_name, row.id, row.customer_name if with_customer else None, offer, status)


def partner_option(t: Reader, row: PartnerRow, label: str = "") -> Option:
    """Return a partner as a choice: `label`, or else its name, with its PartnerID below; the value is the tenant id."""
    return named(label or row.name, row.tenant_id, t.plain("pick-mpn", id=row.mpn_id))


def customer_options(t: Reader, found: Hits[CustomerRow], typed: str | None = None) -> Options:
    """Offer customers; with `typed` empty and nothing found, the hint says that the directory is empty."""
    return answer(t, customer_choices(t, found, typed), found.more, typed)


def customer_choices(t: Reader, found: Hits[CustomerRow], typed: str | None) -> list[Option]:
    """Return customers as choices, namesakes told apart, each with the other name that it was found by."""
    called = told_apart([(row.id, row.company_name, row.domain) for row in found.items], typed)
    return [named(called[row.id], row.id, _why(t, row), row.domain) for row in found.items]


def partner_options(t: Reader, found: Hits[PartnerRow], typed: str | None = None) -> Options:
    """Offer partners, each with its PartnerID below."""
    return answer(t, partner_choices(t, found, typed), found.more, typed)


def partner_choices(t: Reader, found: Hits[PartnerRow], typed: str | None) -> list[Option]:
    """Return partners as choices, namesakes told apart, each with the other name that it was found by."""
    marks = {row.tenant_id: t.plain("pick-mpn", id=row.mpn_id) for row in found.items}
    called = told_apart([(row.tenant_id, row.name, marks[row.tenant_id]) for row in found.items], typed)
    return [named(called[key], key, _why(t, row), marks[key]) for row in found.items for key in (row.tenant_id,)]


def _why(t: Reader, row: object) -> str | None:
    return known_as(t, row.known_as) if isinstance(row, CustomerHit | PartnerHit) else None


def known_as(t: Reader, other: KnownAs | None) -> str | None:
    """Say by which name besides the present one a search found something; None where it was found by that."""
    if other is None:
        return None
    return t.plain("pick-former" if other.former else "pick-alias", name=clip(other.name, LABEL // 2))


def told_apart(known: Sequence[tuple[str, str, str]], typed: str | None) -> Mapping[str, str]:
    """Label choices of (id, name, mark): once one is chosen, Slack shows nothing but its label.

    The mark goes beside the name of those that share it, and of those that were found by something else: the
    directory may have others of that name.
    """
    names = Counter(fold(name) for _, name, _ in known)
    marks = Counter((fold(name), mark) for _, name, mark in known)
    found: dict[str, str] = {}
    for key, name, mark in known:
        alone = names[fold(name)] == 1 and all_words(typed or "", name)
        own = mark if mark and marks[fold(name), mark] == 1 else key[: labels.ID]
        found[key] = name if alone else labels.told_apart(name, own)
    return found


def named(name: str, value: str, *details: str | None) -> Option:
    """Return a choice labelled `name`; the rest of a long one goes on in the description, before the details."""
    details_text = " · ".join(detail for detail in details if detail)
    if len(name) <= LABEL:
        return option(name, value, details_text or None)
    rest = "…" + name[LABEL - 1 :]
    if not details_text:
        return option(name, value, rest)
    details_text = clip(details_text, LABEL // 2)
    return option(name, value, f"{clip(rest, LABEL - len(details_text) - 3)} · {details_text}")


def status_name(t: Reader, status: str) -> str:
    """Return a subscription's status in the reader's words, or Microsoft's word where we have none."""
    known = {"active", "suspended", "deleted", "expired", "disabled", "pending", "canceled", "unknown"}
    return t.plain(f"subscription-status-{status}") if status in known else status


def picked(call: Call, action_id: str) -> str | None:
    """Return the chosen value as `Call.chosen`, but None for the hint line."""
    value = call.chosen(action_id)
    return None if value == NOTHING else value


def picked_many(call: Call, action_id: str) -> tuple[str, ...]:
    """Return the chosen values as `Call.chosen_many`, without the hint line."""
    return tuple(value for value in call.chosen_many(action_id) if value != NOTHING)


def answer(
    t: Reader, rows: Iterable[Option], more: bool, typed: str | None, first: Sequence[OptionGroup] = ()
) -> Options:
    """Offer options in order, with a hint when there are none, and a label that says so when others match too.

    The groups `first` stand before them, and share the room.
    """
    options, groups = list(rows), [group for group in first if group[1]]
    room = MOST - sum(len(group) for _, group in groups)
    if not options and not groups:
        return _hint(t, "empty" if typed == "" else "none")
    if more or len(options) > room:
        groups.append((clip(t.plain("pick-more", count=min(len(options), room)), LABEL), options[:room]))
    elif not groups:
        return Options(options)
    else:
        groups.append((t.plain("pick-others"), options))
    return Options(groups=[group for group in groups if group[1]])


def nearly(t: Reader, close: Sequence[Option]) -> Options:
    """Offer what was nearly typed where nothing matches, or the hint."""
    return Options(groups=((clip(t.plain("pick-near"), LABEL), close),)) if close else _hint(t, "none")


def _hint(t: Reader, kind: str) -> Options:
    line = option(t.plain(f"pick-{kind}-advice"), NOTHING)
    return Options(groups=((clip(t.plain(f"pick-{kind}"), LABEL), (line,)),))
