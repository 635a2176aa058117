"""Beginnings of `/request-relationship`: its form filled in from ids, from a typed name, or from a message."""

from dataclasses import replace

from sqlmodel import Session

from bot.commands.base import Answer, Call, OpenModal, UpdateModal, View
from bot.commands.payload import text_of
from bot.commands.request_relationship import form as form_view
from bot.commands.request_relationship.form import RequestForm
from bot.commands.shared import blocks as b
from bot.commands.shared import pickers, type_ahead
from bot.commands.shared.words import not_permitted
from bot.models import Partner, RequestType
from bot.services import search
from bot.services.invitations import rules
from bot.services.invitations.lamps import ALONG
from bot.services.invitations.permission import PERMISSION
from bot.services.policy import Action, may
from bot.services.relationships.listing import RequestDetail
from bot.services.search import CustomerHit, mentions, near
from bot.services.search.mentions import Mentioned, Mentions
from bot.services.search.near import NearMisses
from bot.services.search.typed import the_one
from bot.services.separation import our_customer
from bot.services.store import labels
from bot.text import Mrkdwn, clip

NOBODY: search.Found[CustomerHit] = search.Found((), False)
QUOTED = 480


async def from_message(call: Call) -> Answer:
    """Open the form with whom a message names, and the message itself as the note (shortcut in a message's menu)."""
    text = mentions.plain(text_of(call.message, "text"))

    async def fill() -> View:
        return form_view.build(call.t, await call.bot.db.read(lambda s: _quoted(s, call, text)))

    return OpenModal(b.loading(call.t, "request-title"), fill)


async def named(call: Call, name: str) -> View:
    """Draw the form with the one customer or reseller that `name` fits, or with how many it fits."""

    def look(session: Session) -> RequestForm:
        customers, resellers = search.customers(session, name), search.partners(session, name)
        if customers.items and not _asks_customers(call):
            # Not theirs to ask: that is another thing than not being there.
            if not resellers.items:
                return replace(
                    filled(session, call, None, None, None), hint=_not_permitted(session, call, name, customers)
                )
            customers = NOBODY
        one = the_one(name, customers, resellers)
        if isinstance(one, CustomerHit):
            return replace(filled(session, call, None, one.id, None), hint=type_ahead.why(call.t, one))
        if one:
            return replace(_with_reseller(session, call, one.tenant_id), hint=type_ahead.why(call.t, one))
        count = len(customers.items) + len(resellers.items)
        key = "many" if customers.more or resellers.more else "several" if count else "none"
        hint = call.t.mrkdwn(f"request-{key}", count=count, query=name)
        form = replace(filled(session, call, None, None, None), hint=hint, near=_near(session, call, name, count))
        return replace(form, typed=type_ahead.remembered(name, customers))

    return form_view.build(call.t, await call.bot.db.read(look))


def _near(session: Session, call: Call, name: str, count: int) -> NearMisses:
    """Find whom the name nearly is, where it fits nobody, of those whom the person may ask."""
    close = NearMisses() if count else near.find(session, name)
    return close if _asks_customers(call) else replace(close, customers=())


async def taken(call: Call) -> Answer:
    """Fill the form in with the one whom the typed name nearly was."""
    customer_id, reseller_id = type_ahead.near_taken(call)

    def look(session: Session) -> RequestForm:
        if reseller_id:
            return replace(_with_reseller(session, call, reseller_id), taken=True)
        return replace(filled(session, call, None, customer_id, None), taken=True)

    return UpdateModal(form_view.build(call.t, await call.bot.db.read(look)))


def filled(
    session: Session, call: Call, kind: RequestType | None, customer_id: str | None, reseller_id: str | None
) -> RequestForm:
    """Return the form for the given ids; those that left the directory leave their field empty."""
    bot = call.bot
    provider = session.get(Partner, bot.provider_tenant_id)
    kinds = [k for k in rules.kinds_in(provider.location if provider else None) if may(call.actor, PERMISSION[k])]
    customer = our_customer(session, customer_id)
    reseller = session.get(Partner, reseller_id) if reseller_id else None
    named = labels.read(session, customers=[customer_id or ""], partners=[reseller_id or ""])
    shown = kind if kind in kinds else kinds[0]
    dap, along = rules.DAP_OFFERED.get(bot.settings.role_policy), [k for k in ALONG.get(shown, ()) if k in kinds]
    return RequestForm(
        kinds=kinds,
        kind=shown,
        customer=pickers.customer_option(customer, named.customer(customer.id)) if customer else None,
        reseller=pickers.partner_option(call.t, reseller, named.partner(reseller.tenant_id)) if reseller else None,
        dap=dap,
        along=along,
        # Where DAP is no more, a relationship without GDAP gives nobody the means to support.
        also=[kind for kind in along if kind is RequestType.GDAP and dap is None],
    )


def renewed(session: Session, call: Call, old: RequestDetail) -> RequestForm:
    """Return the form of an ended request, to ask it again; whoever was known by name only is asked by that name."""
    summary = old.summary
    form = filled(session, call, summary.kind, old.customer_id, old.reseller_id)
    if not old.known:
        by_name = form_view.newcomer(call.t, summary.target)
        partner = summary.kind is RequestType.PARTNERSHIP
        form = replace(form, reseller=by_name) if partner else replace(form, customer=by_name)
    dap = None if form.dap is None else summary.dap
    also = [kind for kind in form.along if kind in summary.kinds]
    return replace(
        form, dap=dap, also=also, language=summary.locale, agreement=summary.agreement_ref, note=summary.note
    )


def reworked(session: Session, call: Call, draft: RequestDetail, language: str, recipient: str) -> RequestForm:
    """Return the form that a draft was made of, to change it; `language` is the choice then, empty if not known."""
    form = renewed(session, call, draft)
    chosen = language or draft.summary.locale
    return replace(form, draft=draft.summary.id, language=chosen, recipient=recipient)


def _quoted(session: Session, call: Call, text: str) -> RequestForm:
    named = mentions.named(session, text, customers=_asks_customers(call))
    form = _of_named(session, call, named.found) if named.clear else filled(session, call, None, None, None)
    note = call.t.plain("request-quoted", text=clip(text, QUOTED)) if text else None
    return replace(form, note=note, hint=_found(session, call, text, named))


def _found(session: Session, call: Call, text: str, named: Mentioned) -> Mrkdwn:
    """Say what of the message the directory has; a customer that is not theirs to ask is not missing there."""
    if not named.names and not _asks_customers(call):
        hits = mentions.find(session, text, customers=True).customers
        if hits:
            return _not_permitted(session, call, hits[0].company_name, search.Found(hits, False))
    return call.t.mrkdwn(f"request-{named.key}", names=b.names(call.t, named.names, most=10))


def _of_named(session: Session, call: Call, found: Mentions) -> RequestForm:
    """Return the form for the one customer, the one reseller, or both: a customer to be supported by that reseller."""
    reseller_id = found.resellers[0].tenant_id if found.resellers else None
    if not found.customers:
        return _with_reseller(session, call, str(reseller_id))
    kind = RequestType.CUSTOMER_INDIRECT_RESELLER if reseller_id else None
    return filled(session, call, kind, found.customers[0].id, reseller_id)


def _with_reseller(session: Session, call: Call, reseller_id: str) -> RequestForm:
    """Return the form for a reseller: with a partner of ours, to invite a customer; with a stranger, a partnership."""
    ours = rules.partnership_active(session, call.bot.provider_tenant_id, reseller_id)
    wanted = RequestType.CUSTOMER_INDIRECT_RESELLER if ours else RequestType.PARTNERSHIP
    return filled(session, call, wanted if may(call.actor, PERMISSION[wanted]) else None, None, reseller_id)


def _not_permitted(session: Session, call: Call, name: str, found: search.Found[CustomerHit]) -> Mrkdwn:
    named = type_ahead.customer_named(session, name, found)
    return not_permitted(call.t, call.actor, named, Action.REQUEST_CUSTOMER, Action.REQUEST_GDAP)


def _asks_customers(call: Call) -> bool:
    return may(call.actor, Action.REQUEST_CUSTOMER) or may(call.actor, Action.REQUEST_GDAP)
