"""Contacts of a customer, and the history of one, as files."""

from dataclasses import replace
from functools import partial

from sqlmodel import Session

from bot.commands.base import Answer, Call
from bot.commands.shared import export
from bot.commands.shared.export import ExportTable, moment
from bot.commands.shared.words import health_name
from bot.commands.support_contact.finder import ViewerMemory
from bot.services.contacts import support_contact, timeline
from bot.services.contacts.lookup import CustomerSummary, PartnerSummary
from bot.services.contacts.support_contact import SupportEntry
from bot.services.contacts.timeline import Event, History
from bot.services.resellers import supported
from bot.services.resellers.supported import SupportedRow
from bot.text import Reader

CONTACTS = (
    *("customer", "customer-id", "subscription", "subscription-id", "status", "contact", "contact-id", "since"),
    *("phone", "email", "website", "on-record", "on-record-id", "record-health", "record-at", "renewal"),
    *("kept-here", "agreement", "ticket", "message"),
)
SUPPORTED = (
    *("contact", "contact-id", "customer", "customer-id", "subscription", "subscription-id", "status", "since"),
    *("until", "auto-extend"),
)
HISTORY = (
    *("subscription", "subscription-id", "at", "what", "by", "on-behalf", "from", "from-id", "to", "to-id", "state"),
    *("reason", "agreement", "reference", "ticket", "message"),
)


async def contacts(call: Call) -> Answer:
    """Share all subscriptions that fit, with whom supports each ("Export")."""
    state, provider = call.memory(ViewerMemory), call.bot.provider_tenant_id
    if state.reseller:
        return _supported(call, state, state.reseller)

    def read(session: Session, place: int | None) -> ExportTable:
        of, at = state.customer or "", place or 0
        found = support_contact.page(session, provider, of, state.query, at, refused=state.refused, size=export.MOST)
        return ExportTable.of(CONTACTS, found.entries, partial(_contact, call.t, found.customer))

    return export.push(call, "support-contacts", read)


def _supported(call: Call, state: ViewerMemory, reseller_id: str) -> Answer:
    def read(session: Session, place: str | None) -> ExportTable:
        found = supported.page(session, reseller_id, state.query, place or "", size=export.MOST)
        table = ExportTable.of(SUPPORTED, found.rows, partial(_supported_row, found.reseller))
        # From part to part, each of which is read at once.
        return replace(table, following=found.following or None)

    return export.push(call, "supported", read)


def _supported_row(reseller: PartnerSummary, row: SupportedRow) -> list[str | None]:
    whose = [reseller.label, reseller.tenant_id, row.customer, row.customer_id, row.subscription, row.subscription_id]
    extends = None if row.until is None else str(row.auto_extend).lower()
    return [*whose, row.status, moment(row.since), moment(row.until), extends]


async def history(call: Call) -> Answer:
    """Share the whole history of a subscription's contact ("Export")."""
    subscription_id, provider = str(call.memory(ViewerMemory).subscription), call.bot.provider_tenant_id

    def read(session: Session, _place: None) -> ExportTable:
        found = timeline.history(session, provider, subscription_id, size=export.MOST, most=export.MOST)
        return ExportTable.of(HISTORY, found.events, partial(_event, call.t, found))

    return export.push(call, "history", read)


def _contact(t: Reader, customer: CustomerSummary, entry: SupportEntry) -> list[str | None]:
    line, contact = entry.line, entry.contact
    nobody = line.without_contact
    supporter = (
        [None] * 6
        if nobody
        else [contact.label, contact.tenant_id, moment(line.since), contact.telephone, contact.email, contact.website]
    )
    subscription = [customer.label, customer.id, line.label, line.subscription_id, line.status]
    record = [line.partner_on_record, health_name(t, entry.record), moment(entry.record.as_of), moment(line.renews_at)]
    kept = t.plain(f"kept-here-{line.kept_here}") if line.kept_here and not nobody else None
    return [*subscription, *supporter, entry.on_record, *record, kept, *entry.papers[:3]]


def _event(t: Reader, found: History, event: Event) -> list[str | None]:
    # In bold on the screen.
    what = t.plain(f"support-contact-event-{event.kind.replace('.', '-')}").strip("*")
    state = t.plain(f"assignment-state-{event.standing}") if event.standing else None
    parties = [event.by, event.on_behalf_of, event.from_name, event.from_id, event.to_name, event.to_id, state]
    subject = [found.subscription_name, found.subscription_id, moment(event.at), what]
    return [*subject, *parties, event.reason, event.agreement_ref, event.reference, event.ticket_ref, event.message_url]
