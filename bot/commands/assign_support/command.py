"""`/assign-support`: choose customer, subscriptions and designated support contact; submit, review, close."""

from collections.abc import Sequence

from bot.commands.assign_support import form as form_view
from bot.commands.assign_support import resume
from bot.commands.assign_support import review as review_view
from bot.commands.assign_support.form import AssignForm, Screen
from bot.commands.base import (
    Answer,
    Call,
    CloseModal,
    Command,
    OpenModal,
    Option,
    Options,
    Route,
    UpdateModal,
    View,
)
from bot.commands.request_relationship import entry as request_relationship
from bot.commands.shared import action_ids, common, pickers
from bot.commands.shared import blocks as b
from bot.errors import Conflict, InvalidInput
from bot.models import RequestType
from bot.services import search
from bot.services.contacts import assignments, lookup, reviews, submissions
from bot.services.contacts import form as assign_screen
from bot.services.contacts.assignments import Proposal
from bot.services.contacts.lookup import Line, PartnerSummary
from bot.services.invitations.rules import PERMISSION
from bot.services.policy import Action
from bot.services.search.folding import all_words
from bot.services.search.typed import the_one
from bot.text import Mrkdwn


async def run(call: Call) -> Answer:
    """The command: an empty form at once, or a loading view while the named customer is looked up."""
    if not call.text:
        return OpenModal(form_view.build(call.t, Screen()))
    return OpenModal(form_view.loading(call.t), lambda: _named_customer(call, call.text))


async def shortcut(call: Call) -> Answer:
    """The global shortcut: the empty form."""
    return OpenModal(form_view.build(call.t, Screen()))


async def from_subscription(call: Call) -> Answer:
    """ "Change" beside a subscription elsewhere: the form with customer and subscription filled in."""
    subscription_id = str(call.action.get("value", ""))

    async def fill() -> View:
        customer_id = await call.bot.db.read(lambda s: lookup.customer_of(s, subscription_id))
        return form_view.build(call.t, await _screen(call, AssignForm(customer_id, (subscription_id,))))

    return OpenModal(form_view.loading(call.t), fill)


async def changed(call: Call) -> Answer:
    """Any field changed: read what the directory says and draw the form again."""
    form = form_view.parse(call)
    return UpdateModal(form_view.build(call.t, await _screen(call, form)))


async def submit(call: Call) -> Answer:
    """Submit: write, then the review; a contact that changed meanwhile must be confirmed first (A15)."""
    form = form_view.parse(call)
    proposal = _proposal(form)
    try:
        if form.waits:
            return UpdateModal(await resume.keep(call, form, proposal))
        return UpdateModal(await _submitted(call, form, proposal))
    except Conflict:
        return UpdateModal(await _confirm(call, form))


async def _submitted(call: Call, form: AssignForm, proposal: Proposal) -> View:
    actor = call.because(form.reason)

    done = await call.bot.db.write_one(lambda s: assignments.submit(s, actor, proposal, common.scene(call)))
    return review_view.build(call.t, done.submission, unchanged=done.unchanged)


async def close(call: Call) -> Answer:
    """Close: the review ends."""
    batch_id = str(call.view.get("private_metadata", ""))
    await call.bot.db.write(lambda s: reviews.close(s, call.actor, batch_id, common.scene(call)))
    return CloseModal()


async def review(call: Call) -> Answer:
    """ "Review" in a notice: the review view of that submission."""
    batch_id = str(call.action.get("value", ""))

    async def fill() -> View:
        found = await call.bot.db.read(lambda s: submissions.read(s, batch_id))
        return review_view.build(call.t, found)

    return OpenModal(review_view.loading(call.t), fill)


async def not_right(call: Call) -> Answer:
    """ "Not right": former contacts back, then the form again with the same subscriptions."""
    batch_id = str(call.action.get("value", ""))
    batch = await call.bot.db.read(lambda s: submissions.read(s, batch_id))
    done = await call.bot.db.write(lambda s: reviews.hand_back(s, call.actor, batch_id, common.scene(call)))
    said = [call.t.mrkdwn("assign-put-back", count=len(done.restored), names=b.names(call.t, done.restored))]
    if done.kept:
        said.append(call.t.mrkdwn("assign-kept", names=b.names(call.t, done.kept)))
    form = AssignForm(batch.customer_id, tuple(change.subscription_id for change in batch.changes))
    return UpdateModal(form_view.build(call.t, await _screen(call, form, hint=Mrkdwn("\n".join(said)))))


async def subscription_options(call: Call) -> Answer:
    """Type-ahead over the chosen customer's subscriptions, each with its contact or why it cannot have one."""
    customer_id = form_view.remembered_customer(call)
    provider = call.bot.provider_tenant_id
    found = await call.bot.db.read(lambda s: search.subscriptions_of(s, customer_id, call.query))
    ids = [hit.id for hit in found.items]
    lines = await call.bot.db.read(lambda s: lookup.lines(s, provider, customer_id, ids))
    if not lines:
        return pickers.subscription_options(call.t, found, call.query)
    return pickers.answer(call.t, [_line_option(call, line) for line in lines], found.more, call.query)


async def contact_options(call: Call) -> Answer:
    """The provider, every eligible reseller, and the way to someone else."""
    customer_id = form_view.remembered_customer(call)
    bot, now = call.bot, call.bot.clock.now()
    candidates = await bot.db.read(lambda s: lookup.candidates(s, bot.provider_tenant_id, customer_id, now))
    provider, *resellers = [summary for summary in candidates if _matches(summary, call.query)] or [candidates[0]]
    if provider.tenant_id != bot.provider_tenant_id:
        resellers.insert(0, provider)
    groups: list[tuple[str, Sequence[Option]]] = []
    if provider.tenant_id == bot.provider_tenant_id:
        groups.append((call.t.plain("assign-group-provider"), [form_view.partner_choice(call.t, provider)]))
    if resellers:
        shown = resellers[: pickers.MOST]
        key = "assign-group-eligible-more" if len(shown) < len(resellers) else "assign-group-eligible"
        label = call.t.plain(key, shown=len(shown), count=len(resellers))
        groups.append((label, [form_view.partner_choice(call.t, summary) for summary in shown]))
    groups.append((call.t.plain("assign-group-else"), [form_view.someone_else(call.t)]))
    return Options(groups=groups)


async def _named_customer(call: Call, name: str) -> View:
    found = await call.bot.db.read(lambda s: search.customers(s, name))
    one = the_one(name, found)
    if one:
        return form_view.build(call.t, await _screen(call, AssignForm(one.id)))
    hint = await common.unclear(call, found)
    return form_view.build(call.t, Screen(hint=hint, typed=name if found.items else ""))


async def _screen(call: Call, form: AssignForm, *, hint: Mrkdwn | None = None, confirm: bool = False) -> Screen:
    """The form with what the directory says now; lines that moved on since it was drawn are named.

    With `confirm`, those that it never drew are, too.
    """
    if form.customer_id is None:
        return Screen(form, hint=hint)
    customer_id, bot, now = form.customer_id, call.bot, call.bot.clock.now()
    got = await bot.db.read(
        lambda s: assign_screen.read(s, bot.provider_tenant_id, customer_id, form.subscription_ids, form.target_id, now)
    )
    shown = form.versions() if confirm else form.expected
    changed = tuple(line for line in got.lines if line.version != shown.get(line.subscription_id, line.version))
    return Screen(
        form,
        got.customer,
        got.lines,
        got.on_record,
        got.target,
        got.failures,
        hint,
        changed,
        got.agreement,
    )


async def _confirm(call: Call, form: AssignForm) -> View:
    return form_view.build(call.t, await _screen(call, form, confirm=True))


def _proposal(form: AssignForm) -> Proposal:
    """Slack checks required fields itself; this catches what a forged or stale submission leaves out."""
    if form.customer_id is None:
        raise InvalidInput("customer", "assign-customer-hint")
    if form.target_id is None:
        field = "other" if form.contact == form_view.SOMEONE_ELSE else "contact"
        raise InvalidInput(field, "assign-choose-reseller")
    return Proposal(form.customer_id, form.target_id, form.subscription_ids, form.versions(), form.agreement)


def _matches(summary: PartnerSummary, query: str) -> bool:
    return all_words(query, f"{summary.name} {summary.mpn_id} {summary.website or ''}")


def _line_option(call: Call, line: Line) -> Option:
    if line.failures:
        return pickers.named(line.name, line.subscription_id, call.t.plain(f"check-{line.failures[0]}"))
    return pickers.named(
        line.name, line.subscription_id, call.t.plain("assign-option-now", contact=line.contact_name), line.offer
    )


async def _keep_too(call: Call) -> None:
    """Whoever requests what is missing wants the assignment to wait for it, if one is filled in already."""
    form = form_view.parse(call)
    if form.waits and form.subscription_ids:
        await resume.keep(call, form, _proposal(form))


def _request(kind: RequestType) -> Route:
    """A button that leads from a missing condition to the request that mends it."""

    async def handle(call: Call) -> Answer:
        await _keep_too(call)
        reseller_id = str(call.action.get("value") or "") or None
        customer_id = form_view.remembered_customer(call) or None
        return await request_relationship.open_for(call, kind, customer_id, reseller_id)

    return Route(handle, PERMISSION[kind])


COMMAND = Command(
    name="/assign-support",
    key="assign",
    action=Action.ASSIGN,
    run=run,
    shortcut=shortcut,
    actions={
        form_view.CUSTOMER: Route(changed),
        form_view.SUBSCRIPTIONS: Route(changed),
        form_view.CONTACT: Route(changed),
        form_view.OTHER: Route(changed),
        action_ids.CHANGE_CONTACT: Route(from_subscription),
        "assign.request_customer": _request(RequestType.CUSTOMER_RESELLER),
        "assign.request_relationship": _request(RequestType.CUSTOMER_INDIRECT_RESELLER),
        "assign.request_partnership": _request(RequestType.PARTNERSHIP),
        "assign.request_gdap": _request(RequestType.GDAP),
        action_ids.REVIEW: Route(review),
        review_view.NOT_RIGHT: Route(not_right),
        **resume.ACTIONS,
    },
    options={
        form_view.CUSTOMER: Route(common.customer_options),
        form_view.SUBSCRIPTIONS: Route(subscription_options),
        form_view.CONTACT: Route(contact_options),
        form_view.OTHER: Route(common.reseller_options),
    },
    submissions={form_view.CALLBACK: Route(submit), review_view.CALLBACK: Route(close), **resume.SUBMISSIONS},
)
