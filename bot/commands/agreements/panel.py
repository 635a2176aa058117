"""Handlers of support agreements, behind the buttons of `/support-contact RESELLER` and of notices."""

from collections.abc import Awaitable, Callable
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlmodel import Session

from bot.commands.agreements import views
from bot.commands.agreements.views import AgreementMemory
from bot.commands.base import Answer, Call, OpenModal, Panel, PushModal, Route, UpdateModal, View
from bot.commands.payload import number_of
from bot.commands.shared import action_ids, export, pickers, type_ahead
from bot.commands.shared import blocks as b
from bot.commands.shared.export import ExportTable
from bot.commands.shared.scene import scene_of
from bot.errors import InvalidInput
from bot.services.agreements import naming, records
from bot.services.agreements.records import Agreement, AgreementWish
from bot.services.agreements.terms import Terms
from bot.services.contacts import lookup
from bot.services.policy import Action, may

COLUMNS = ("agreement", "reseller", "reseller-id", "customer", "customer-id", "from-day", "to-day", "state", "owner")


async def listed(call: Call) -> Answer:
    """Show the agreements with a reseller on top of its page ("Agreements")."""
    reseller_id = call.value
    return _on_top(call, "agreements-title", lambda: _list(call, reseller_id))


async def new(call: Call) -> Answer:
    """Show the empty form in the place of the list ("Record agreement")."""
    reseller_id = call.value
    reseller = await call.bot.db.read(lambda s: lookup.partner(s, reseller_id))
    return UpdateModal(views.form(call.t, reseller, None, _today(call)))


async def opened(call: Call) -> Answer:
    """Show the days of an agreement, in the place of the list or behind a notice ("Change dates")."""
    agreement_id = call.row_id
    if call.view:
        return UpdateModal(await _form(call, agreement_id))
    return _on_top(call, "agreement-title", lambda: _form(call, agreement_id))


async def submitted(call: Call) -> Answer:
    """Record it, or change its days, and show the reseller's list."""
    kept, scene = call.memory(AgreementMemory), scene_of(call)
    terms = _terms(call)
    if kept.agreement:
        await call.bot.db.write(lambda s: records.change(s, call.actor, kept.agreement, kept.version, terms, scene))
    else:
        reference = call.typed(views.REFERENCE) or ""
        customer = pickers.picked(call, views.CUSTOMER)
        wish = AgreementWish(kept.reseller, customer, reference, terms.first, terms.last, terms.remind, terms.zone)
        await call.bot.db.write(lambda s: records.record(s, call.actor, wish, scene))
    return UpdateModal(await _list(call, kept.reseller))


async def contacts(call: Call) -> Answer:
    """Show the contacts that name an agreement ("Contacts" in the notice of its end)."""
    agreement_id = call.row_id

    async def fill() -> View:
        one, found = await call.bot.db.read(lambda s: _naming(s, call, agreement_id))
        may_change = may(call.actor, Action.ASSIGN)
        return views.contacts(call.t, one, found, call.bot.clock.now(), may_change=may_change)

    return _on_top(call, "agreement-contacts-title", fill)


async def exported(call: Call) -> Answer:
    """Share the agreements with the reseller ("Export")."""
    reseller_id, provider, now = (
        call.memory(AgreementMemory).reseller,
        call.bot.provider_tenant_id,
        call.bot.clock.now(),
    )

    def read(session: Session, _place: None) -> ExportTable:
        found = records.of_reseller(session, provider, reseller_id)
        return ExportTable(COLUMNS, [_cells(call, one, now) for one in found], len(found) < records.MOST)

    return export.push(call, "agreements", read)


def _cells(call: Call, one: Agreement, now: datetime) -> list[str | None]:
    standing = call.t.plain(f"agreement-{one.terms.standing(now)}")
    last = f"{one.terms.last}" if one.terms.last else None
    whose = [one.reseller, one.reseller_id, one.customer, one.customer_id]
    return [one.reference, *whose, f"{one.terms.first}", last, standing, one.owner]


async def _list(call: Call, reseller_id: str) -> View:
    provider = call.bot.provider_tenant_id
    reseller, found = await call.bot.db.read(
        lambda s: (lookup.partner(s, reseller_id), records.of_reseller(s, provider, reseller_id))
    )
    may_change = may(call.actor, Action.ASSIGN)
    return views.listed(call.t, reseller, found, call.bot.clock.now(), may_change=may_change)


async def _form(call: Call, agreement_id: int) -> View:
    def read(session: Session) -> tuple[lookup.PartnerSummary, Agreement]:
        one = records.read(session, call.bot.provider_tenant_id, agreement_id)
        return lookup.partner(session, one.reseller_id), one

    reseller, one = await call.bot.db.read(read)
    return views.form(call.t, reseller, one, _today(call))


def _naming(session: Session, call: Call, agreement_id: int) -> tuple[Agreement, naming.NamingContacts]:
    one = records.read(session, call.bot.provider_tenant_id, agreement_id)
    return one, naming.contacts(session, one)


def _terms(call: Call) -> Terms:
    """Read the days; InvalidInput for a field that only a forged or stale submission lacks."""
    first = call.element(views.FIRST).day
    if first is None:
        raise InvalidInput("first", "agreement-bad-day")
    remind = number_of(call.typed(views.REMIND) or "0")
    return Terms(first, call.element(views.LAST).day, remind, call.person.zone)


def _today(call: Call) -> date:
    return call.bot.clock.now().astimezone(ZoneInfo(call.person.zone)).date()


def _on_top(call: Call, title: str, fill: Callable[[], Awaitable[View]]) -> PushModal | OpenModal:
    open_one = PushModal if call.view else OpenModal
    return open_one(b.loading(call.t, title, close="button-done"), fill)


PANEL = Panel(
    any_of=(Action.VIEW,),
    actions={
        action_ids.AGREEMENTS: Route(listed),
        action_ids.AGREEMENT: Route(opened, Action.ASSIGN),
        views.NEW: Route(new, Action.ASSIGN),
        views.SHOW_CONTACTS: Route(contacts),
        views.EXPORT: Route(exported),
    },
    options={views.CUSTOMER: Route(type_ahead.customer_options, Action.ASSIGN)},
    submissions={views.FORM: Route(submitted, Action.ASSIGN)},
)
