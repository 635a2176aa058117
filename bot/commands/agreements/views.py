"""Screens of support agreements: those with a reseller, the form of one, and the contacts that name it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from bot.commands.base import Block, View
from bot.commands.memory import RowNumber, dump
from bot.commands.shared import action_ids
from bot.commands.shared import blocks as b
from bot.services.agreements.naming import COUNTED, NamingContacts
from bot.services.agreements.records import MOST, Agreement
from bot.services.agreements.terms import MOST_REMIND_DAYS, AgreementStanding, Terms
from bot.services.contacts.lookup import PartnerSummary
from bot.services.search.references import LONGEST
from bot.text import Mrkdwn, Reader, clip, mention

LIST, FORM, CONTACTS = "agreement.listed", "agreement.form", "agreement.contacts_list"
NEW, SHOW_CONTACTS, EXPORT = "agreement.new", "agreement.contacts", "agreement.export"
REFERENCE, CUSTOMER, FIRST, LAST, REMIND = (
    f"agreement.{name}" for name in ("reference", "customer", "first", "last", "remind")
)
NAME, SHOWN, REMIND_DAYS = 75, 40, 30


@dataclass(frozen=True)
class AgreementMemory:
    """Memory of a list or a form: whose agreements, which one is changed (0: a new one), and as of what version."""

    reseller: str
    agreement: RowNumber = 0
    version: RowNumber = 0


def listed(
    t: Reader, reseller: PartnerSummary, agreements: Sequence[Agreement], now: datetime, *, may_change: bool
) -> View:
    """Draw the agreements with a reseller, the newest first."""
    head = t.mrkdwn(
        "agreements-of" if agreements else "agreements-none",
        reseller=clip(reseller.label, NAME),
        count=len(agreements),
        more="yes" if len(agreements) >= MOST else "no",
    )
    parts = [b.section(head)]
    for one in agreements[:SHOWN]:
        change = b.button(t.plain("agreement-change"), action_ids.AGREEMENT, str(one.id)) if may_change else None
        parts.append(b.section(told(t, one, now), accessory=change, block_id=f"agreement:{one.id}"))
    if len(agreements) > SHOWN:
        parts.append(b.context(t.mrkdwn("agreements-more", count=len(agreements) - SHOWN)))
    row = [b.button(t.plain("agreement-new"), NEW, reseller.tenant_id)] if may_change else []
    row += [b.button(t.plain("export-button"), EXPORT)] if agreements else []
    parts += [b.divider(), b.actions(*row, block_id="agreements")] if row else []
    memory = dump(AgreementMemory(reseller.tenant_id))
    return b.modal(t.plain("agreements-title"), parts, callback_id=LIST, close=t.plain("button-done"), metadata=memory)


def told(t: Reader, one: Agreement, now: datetime) -> Mrkdwn:
    """Say reference, days, whom it is about, and who hears of its end while that is to come."""
    standing = one.terms.standing(now)
    said = t.mrkdwn(f"agreement-{standing}")
    lines = [t.mrkdwn("agreement-line", reference=one.reference, days=days(t, one.terms), standing=said)]
    if one.customer:
        lines.append(t.mrkdwn("agreement-about", customer=clip(one.customer, NAME)))
    if one.terms.last is not None and standing is not AgreementStanding.OVER:
        key = "agreement-reminds" if one.terms.remind else "agreement-reminds-not"
        lines.append(t.mrkdwn(key, count=one.terms.remind, owner=mention(one.owner)))
    return Mrkdwn("\n".join(lines))


def days(t: Reader, terms: Terms) -> Mrkdwn:
    """Say from when until when."""
    if terms.last is None:
        return t.mrkdwn("agreement-days-open", first=terms.first)
    return t.mrkdwn("agreement-days", first=terms.first, last=terms.last)


def form(t: Reader, reseller: PartnerSummary, known: Agreement | None, today: date) -> View:
    """Draw the fields of a new agreement, or the days of one that contacts name already by its reference."""
    terms = known.terms if known else Terms(today, None, REMIND_DAYS, t.zone)
    remind: Block = {
        "type": "number_input",
        "action_id": REMIND,
        "is_decimal_allowed": False,
        "initial_value": f"{terms.remind}",
        "min_value": "0",
        "max_value": f"{MOST_REMIND_DAYS}",
    }
    parts = [
        *([b.section(_fixed(t, known))] if known else _named(t, reseller)),
        b.input_block(t.plain("agreement-first"), _day(FIRST, terms.first), block_id="first"),
        b.input_block(
            t.plain("agreement-last"),
            _day(LAST, terms.last),
            block_id="last",
            hint=t.plain("agreement-last-hint"),
            optional=True,
        ),
        b.input_block(t.plain("agreement-remind"), remind, block_id="remind", hint=t.plain("agreement-remind-hint")),
    ]
    memory = AgreementMemory(reseller.tenant_id, known.id if known else 0, known.version if known else 0)
    return b.modal(
        t.plain("agreement-title"),
        parts,
        callback_id=FORM,
        submit=t.plain("settings-save"),
        close=t.plain("button-cancel"),
        metadata=dump(memory),
    )


def _fixed(t: Reader, known: Agreement) -> Mrkdwn:
    said = t.mrkdwn("agreement-with", reference=known.reference, reseller=clip(known.reseller, NAME))
    about = t.mrkdwn("agreement-about", customer=clip(known.customer, NAME)) if known.customer else None
    return Mrkdwn("\n".join(filter(None, [said, about])))


def _named(t: Reader, reseller: PartnerSummary) -> list[Block]:
    customer = b.external_select(CUSTOMER, t.plain("agreement-customer-placeholder"))
    return [
        b.section(t.mrkdwn("agreement-with-new", reseller=clip(reseller.label, NAME))),
        b.input_block(
            t.plain("agreement-reference"),
            b.text_input(REFERENCE, most=LONGEST),
            block_id="reference",
            hint=t.plain("agreement-reference-hint"),
        ),
        b.input_block(t.plain("agreement-customer"), customer, block_id="customer", optional=True),
    ]


def _day(action_id: str, initial: date | None) -> Block:
    return {"type": "datepicker", "action_id": action_id} | ({"initial_date": f"{initial}"} if initial else {})


def contacts(t: Reader, one: Agreement, found: NamingContacts, now: datetime, *, may_change: bool) -> View:
    """Draw the contacts that name an agreement, each with the way to the form or to what is known of it."""
    parts = [b.section(told(t, one, now)), b.section(counted(t, found.total))]
    key, action = "support-contact-change", action_ids.CHANGE_CONTACT
    if not may_change:
        key, action = "button-show", action_ids.SHOW_SUBSCRIPTION
    for row in found.shown:
        text = t.mrkdwn(
            "support-contact-match-subscription", name=clip(row.subscription, NAME), customer=clip(row.customer, NAME)
        )
        parts.append(b.section(text, accessory=b.button(t.plain(key), action, row.subscription_id)))
    if found.total > len(found.shown):
        parts.append(b.context(t.mrkdwn("subscriptions-more", count=found.total - len(found.shown))))
    return b.modal(t.plain("agreement-contacts-title"), parts, callback_id=CONTACTS, close=t.plain("button-done"))


def counted(t: Reader, total: int) -> Mrkdwn:
    """Say how many contacts name an agreement; of very many that there are more."""
    return t.mrkdwn("agreement-contacts-count", count=min(total, COUNTED), more="yes" if total > COUNTED else "no")
