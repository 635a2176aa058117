"""Handlers of `/request-relationship`: choose whom to invite, look over the text with its fixed link, send it."""

from contextlib import suppress
from dataclasses import replace
from typing import Any

from sqlmodel import Session

from bot.commands.base import (
    Answer,
    Call,
    Command,
    Handler,
    Nothing,
    OpenModal,
    Options,
    Route,
    UpdateModal,
    View,
)
from bot.commands.request_relationship import entry, start, views
from bot.commands.request_relationship import form as form_view
from bot.commands.request_relationship.form import RequestForm
from bot.commands.shared import action_ids, pickers, type_ahead
from bot.commands.shared import blocks as b
from bot.commands.shared.covered import Drawer, OnTopMemory, below
from bot.commands.shared.scene import scene_of
from bot.commands.shared.type_ahead import Offer
from bot.errors import Conflict, Denied, InvalidInput, Unavailable
from bot.models import RequestType
from bot.services.invitations import links, rules
from bot.services.invitations.permission import require_kinds
from bot.services.policy import Action
from bot.services.relationships import identifying, listing, mailing, requests, summaries
from bot.services.relationships.drafting import TwinOpen
from bot.services.relationships.summaries import RequestSummary
from bot.services.search.folding import fold


async def run(call: Call) -> Answer:
    """Open an empty form, or a loading view while the name after the command is looked up."""
    if not call.text:
        return await entry.shortcut(call)
    return OpenModal(b.loading(call.t, "request-title"), lambda: start.named(call, call.text))


async def kind_changed(call: Call) -> Answer:
    """Show the fields of the kind that was chosen; the chosen customer stays, for Slack keeps fields of the same id."""
    kind = form_view.chosen_kind(call)
    kept = call.memory(form_view.RequestMemory)
    form = await call.bot.db.read(lambda s: start.filled(s, call, kind, None, None))
    form = replace(form, typed=kept.typed, draft=kept.draft, recipient=kept.recipient, covered=kept.covered)
    return UpdateModal(form_view.build(call.t, form))


async def language_changed(call: Call) -> Answer:
    """Ignore the click that Slack sends because this menu stands beside a text; its choice is read at Next."""
    return Nothing()


async def submit(call: Call) -> Answer:
    """Make the request and show its text, or the open twin instead; InvalidInput for what is wrong."""
    wish, kept = form_view.wish(call), call.memory(form_view.RequestMemory)
    actor, scene = call.because(wish.note), scene_of(call)

    def work(session: Session) -> int:
        if kept.draft:
            return requests.redraft(session, actor, kept.draft, wish, scene)
        return requests.create(session, actor, wish, scene)

    try:
        made = await call.bot.db.write(work)
    except TwinOpen as twin:
        return UpdateModal(views.twin_view(call.t, await _summary(call, twin.request_id), scene.now, kept.covered))
    language = form_view.language_of(call)
    summary = await _summary(call, made)
    shown = _text_view(call, summary, language=language, recipient=kept.recipient, covered=kept.covered)
    return UpdateModal(shown)


async def back(call: Call) -> Answer:
    """Show step 1 again with all that was filled in; wording and address typed since are kept, too ("Back")."""
    kept, text = call.memory(views.TextMemory), call.typed(views.TEXT) or ""
    if views.digest(text) != kept.shown:
        # A wording without its link is kept nowhere, but nobody has to mend it just to go back.
        with suppress(InvalidInput):
            await call.bot.db.write(lambda s: requests.edit_text(s, call.actor, kept.request_id, text, scene_of(call)))
    with suppress(InvalidInput):
        await call.bot.db.write(lambda s: _domain(s, call, kept))
    recipient = (call.typed(views.RECIPIENT) or "")[: views.LONGEST_RECIPIENT]

    def read(session: Session) -> RequestForm:
        draft = listing.detail(session, kept.request_id, call.bot.provider_tenant_id)
        require_kinds(call.actor, draft.summary.kinds)
        return replace(start.reworked(session, call, draft, kept.language, recipient), covered=kept.covered)

    return UpdateModal(form_view.build(call.t, await call.bot.db.read(read)))


async def done(call: Call) -> Answer:
    """Have the text leave as an e-mail, or note that it was sent.

    One that changed and is sent by hand is shown for copying first, for it was not sent as it is now.
    """
    kept, text = call.memory(views.TextMemory), call.typed(views.TEXT) or ""
    by_mail = call.bot.settings.sends_mail and views.SEND in call.chosen_many(views.BY_MAIL)
    if views.digest(text) != kept.shown and not by_mail:
        return UpdateModal(await _reworded(call, kept, text))
    return UpdateModal(views.sent_view(call.t, await _sent(call, kept, text, by_mail=by_mail)))


async def resume(call: Call) -> Answer:
    """Show the text of an open request, from a modal or a notice ("Continue", "Resend")."""
    request_id = call.row_id

    async def fill() -> View:
        summary = await _summary(call, request_id)
        require_kinds(call.actor, summary.kinds)
        if summary.state not in rules.OPEN:
            raise Conflict("request-moved-on", state=summary.state.value)
        return _text_view(call, summary, covered=call.memory(OnTopMemory).covered)

    return UpdateModal(await fill()) if call.view else OpenModal(b.loading(call.t, "request-text-title"), fill)


async def again(call: Call) -> Answer:
    """Open a new request with everything filled in ("Request again" under one that expired)."""
    request_id, provider_id = call.row_id, call.bot.provider_tenant_id
    return await entry.ask_again(call, await call.bot.db.read(lambda s: listing.detail(s, request_id, provider_id)))


async def customer_options(call: Call) -> Answer:
    """Search all customers; whoever is not in the directory can be chosen by name."""
    query = type_ahead.customer_query(call)
    found = await type_ahead.offered_customers(call, query)
    if form_view.kind_of(call) is RequestType.GDAP:
        return pickers.answer(call.t, found.others, found.more, query, found.first)
    return _or_newcomer(call, found)


async def reseller_options(call: Call) -> Answer:
    """Search all resellers; for a partnership, one who is not in the directory can be chosen by name."""
    found = await type_ahead.offered_resellers(call)
    if form_view.kind_of(call) is not RequestType.PARTNERSHIP:
        return pickers.answer(call.t, found.others, found.more, call.query, found.first)
    return _or_newcomer(call, found)


def _or_newcomer(call: Call, found: Offer) -> Options:
    if not fold(call.query):
        return pickers.answer(call.t, found.others, found.more, call.query, found.first)
    shown = found.others[: pickers.MOST - 1 - sum(len(choices) for _, choices in found.first)]
    more = found.more or len(shown) < len(found.others)
    return pickers.answer(call.t, [*shown, form_view.newcomer(call.t, call.query)], more, call.query, found.first)


async def _summary(call: Call, request_id: int) -> RequestSummary:
    provider = call.bot.provider_tenant_id
    return await call.bot.db.read(lambda s: summaries.read(s, request_id, provider))


async def _reworded(call: Call, kept: views.TextMemory, text: str) -> View:
    """Show the new wording; it is kept now for a first sending, but only after it went out for a repeated one."""
    summary = await _summary(call, kept.request_id)
    if kept.again:
        for url in summary.urls:
            if not links.holds_link(text, url):
                raise InvalidInput("text", "request-link-missing", url=url)
    else:
        await call.bot.db.write(lambda s: requests.edit_text(s, call.actor, kept.request_id, text, scene_of(call)))
    return _text_view(call, summary, text=text, language=kept.language, covered=kept.covered)


async def _sent(call: Call, kept: views.TextMemory, text: str, *, by_mail: bool) -> RequestSummary:
    summary = await _summary(call, kept.request_id)
    recipient, scene = call.typed(views.RECIPIENT) or "", replace(scene_of(call), zone=await _zone(call, summary.owner))

    def work(session: Session) -> None:
        _domain(session, call, kept)
        if kept.again:
            done = requests.resend(session, call.actor, kept.request_id, recipient, scene, text=text)
        else:
            if views.digest(text) != kept.shown:
                requests.edit_text(session, call.actor, kept.request_id, text, scene)
            done = requests.mark_sent(session, call.actor, kept.request_id, recipient, scene)
        if by_mail:
            mailing.send(session, call.actor, done, scene)

    await call.bot.db.write(work)
    return await _summary(call, kept.request_id)


def _text_view(call: Call, summary: RequestSummary, **more: Any) -> View:
    return views.text_view(call.t, summary, by_mail=call.bot.settings.sends_mail, **more)


def _domain(session: Session, call: Call, kept: views.TextMemory) -> None:
    """Keep the domain where the form asked for one."""
    if views.DOMAIN in call.elements:
        identifying.ask_domain(session, call.actor, kept.request_id, call.typed(views.DOMAIN), scene_of(call))


async def _zone(call: Call, owner: str) -> str | None:
    """Return the zone of the owner, who may be another than the sender; None while Slack cannot tell."""
    if owner == call.person.user_id:
        return call.person.zone
    try:
        return (await call.bot.actor_of(owner, call.reference)).zone
    except (Denied, Unavailable):
        return None


def _over(draw: Drawer, handle: Handler) -> Handler:
    """Let a step of the request draw the modal that it lies on anew, where it depends on the request."""

    async def step(call: Call) -> Answer:
        answer, covered = await handle(call), call.memory(OnTopMemory).covered
        if covered and isinstance(answer, UpdateModal):
            return replace(answer, below=below(call, covered, draw))
        return answer

    return step


def command(draw: Drawer) -> Command:
    """Declare the command; `draw` draws anew the modal from which a request was begun."""
    steps = {form_view.CALLBACK: Route(_over(draw, submit)), views.CALLBACK: Route(_over(draw, done))}
    return replace(_COMMAND, submissions=steps)


_COMMAND = Command(
    name="/request-relationship",
    key="request",
    action=Action.REQUEST_CUSTOMER,
    any_of=entry.ASKING,
    run=run,
    shortcut=entry.shortcut,
    message_shortcut=start.from_message,
    actions={
        form_view.KIND: Route(kind_changed),
        form_view.NEAR: Route(start.taken),
        form_view.LANGUAGE: Route(language_changed),
        views.BACK: Route(back),
        action_ids.RESUME_REQUEST: Route(resume),
        action_ids.RESEND_REQUEST: Route(resume),
        action_ids.REQUEST_AGAIN: Route(again),
    },
    options={form_view.CUSTOMER: Route(customer_options, Action.VIEW), form_view.RESELLER: Route(reseller_options)},
)
