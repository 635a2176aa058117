"""`/assign-many`: a dry run over many subscriptions, its confirmation, and what can be done about a job afterwards."""

from collections.abc import Sequence
from functools import partial

from sqlmodel import Session

from bot.commands.assign_many import form as bulk_form
from bot.commands.assign_many import notices, preview
from bot.commands.base import (
    Answer,
    Call,
    Command,
    Message,
    Nothing,
    OpenModal,
    Option,
    Options,
    Route,
    Say,
    UpdateModal,
    View,
)
from bot.commands.shared import action_ids, pickers, type_ahead
from bot.commands.shared import blocks as b
from bot.commands.shared.scene import scene_of
from bot.errors import InvalidInput, Unavailable
from bot.models import AssignManyKind
from bot.services import search
from bot.services.assign_many import dry_run, files, jobs, overview, summaries
from bot.services.assign_many.dry_run import Ask
from bot.services.assign_many.jobs import Paper, PreparedJob
from bot.services.assign_many.summaries import PAGE
from bot.services.contacts import lookup
from bot.services.policy import Action
from bot.services.search.folding import all_words
from bot.services.search.typed import the_one
from bot.services.store import labels


async def run(call: Call) -> Answer:
    """The command: an empty form at once, or a loading view while the named customer is looked up."""
    if not call.text:
        return OpenModal(bulk_form.build(call.t))
    return OpenModal(b.loading(call.t, "assign-many-title"), lambda: _named(call, call.text))


async def shortcut(call: Call) -> Answer:
    """The global shortcut: the empty form."""
    return OpenModal(bulk_form.build(call.t))


async def changed(call: Call) -> Answer:
    """Show the fields of another way to say which."""
    return UpdateModal(bulk_form.build(call.t, bulk_form.parse(call).ask.kind))


async def check(call: Call) -> Answer:
    """Check: the dry run, kept for its confirmation."""
    form = bulk_form.parse(call)
    ask = form.ask
    if ask.kind is AssignManyKind.FILE:
        name, content = await _dropped(call, form.file_id)
        ask = Ask(AssignManyKind.FILE, file_name=name, content=content)
    return UpdateModal(await _dry_run(call, ask, form.paper))


async def start(call: Call) -> Answer:
    """Assign N: the dry run is confirmed; a large one waits for a second person then."""
    job_id, above = call.memory(preview.PreviewMemory).job_id, call.bot.settings.bulk_confirm_rows
    await call.bot.db.write(lambda s: jobs.start(s, call.actor, job_id, scene_of(call), above))
    return await _begun(call, job_id)


async def confirm(call: Call) -> Answer:
    """Confirm N: somebody else agrees."""
    job_id = call.memory(preview.PreviewMemory).job_id
    if not await call.bot.db.write(lambda s: jobs.confirm(s, call.actor, job_id, scene_of(call))):
        return UpdateModal(await _preview(call, job_id))
    return await _begun(call, job_id)


async def _begun(call: Call, job_id: str) -> Answer:
    job = await call.bot.db.read(lambda s: summaries.job(s, job_id))
    return UpdateModal(preview.started(call.t, job))


async def look(call: Call) -> Answer:
    """Look and confirm: the dry run that waits for a second person."""
    job_id = call.value
    return OpenModal(b.loading(call.t, "assign-many-preview-title"), lambda: _preview(call, job_id))


async def turn(call: Call, *, ready: int = 0, attention: int = 0) -> Answer:
    """Other pages of the rows that will change, and of those that cannot."""
    kept = call.memory(preview.PreviewMemory)
    return UpdateModal(await _preview(call, kept.job_id, kept.ready + ready, kept.page + attention))


async def cancel(call: Call) -> Answer:
    """Cancel the rest of a running job, or all of one that waits for a second person; its message tells."""
    job_id = call.value
    ended = await call.bot.db.write(lambda s: jobs.cancel(s, call.actor, job_id, scene_of(call)))
    return Nothing() if ended else Say(Message(call.t.mrkdwn("assign-many-over-already")))


async def close(call: Call) -> Answer:
    """Close: the review of the whole job ends; its message tells."""
    job_id = call.value
    closed = await call.bot.db.write(lambda s: jobs.close(s, call.actor, job_id, scene_of(call)))
    return Nothing() if closed else Say(Message(call.t.mrkdwn("assign-many-closed-already")))


async def undo(call: Call) -> Answer:
    """Hand back: the dry run of a new job with the former contacts."""
    ask = Ask(AssignManyKind.UNDO, undo_of=call.value)
    paper = Paper(zone=call.person.zone)
    return OpenModal(b.loading(call.t, "assign-many-undo-title"), lambda: _dry_run(call, ask, paper))


async def details(call: Call) -> Answer:
    """List what was not done, row by row."""
    job_id = call.value
    return OpenModal(b.loading(call.t, "assign-many-details-title"), lambda: _preview(call, job_id))


async def contact_options(call: Call) -> Answer:
    """The provider where it fits, and all resellers; whether they may is the dry run's to say."""
    provider_id = call.bot.provider_tenant_id
    own = await call.bot.db.read(lambda s: lookup.partner(s, provider_id))
    answer = await type_ahead.reseller_options(call)
    if not isinstance(answer, Options) or not all_words(call.query, f"{own.name} {own.mpn_id}"):
        return answer
    group = (call.t.plain("assign-group-provider"), [pickers.partner_option(call.t, own)])
    rest = answer.groups or ((call.t.plain("assign-many-reseller"), answer.options),)
    return Options(groups=(group, *(each for each in rest if _choosable(each[1]))))


def _choosable(options: Sequence[Option]) -> bool:
    return any(option["value"] != pickers.NOTHING for option in options)


async def _named(call: Call, name: str) -> View:
    """The form for a customer, or the dry run of that reference that waits for a second person."""
    if await call.bot.db.read(lambda s: jobs.is_waiting(s, name)):
        return await _preview(call, name)
    found = await call.bot.db.read(lambda s: search.customers(s, name))
    one = the_one(name, found)
    if one:
        named = await call.bot.db.read(lambda s: labels.read(s, customers=[one.id]))
        return bulk_form.build(
            call.t, customer=one._replace(company_name=named.customer(one.id)), hint=type_ahead.why(call.t, one)
        )
    hint = await type_ahead.unclear(call, found)
    return bulk_form.build(call.t, hint=hint, typed=type_ahead.remembered(name, found))


async def _dropped(call: Call, file_id: str | None) -> tuple[str, bytes]:
    """Slack checks required fields itself; this catches what a forged or stale submission leaves out."""
    if file_id is None:
        raise InvalidInput("file", "assign-many-choose-file")
    if call.bot.files is None:
        raise Unavailable("slack-unavailable", error="files")
    return await files.fetch(call.bot.files, file_id)


async def _dry_run(call: Call, ask: Ask, paper: Paper) -> View:
    bot, scene = call.bot, scene_of(call)

    def judge(session: Session) -> PreparedJob:
        verdicts = dry_run.check(session, scene.provider_id, ask, scene.now)
        return jobs.prepare(call.actor, ask, verdicts, paper, scene)

    prepared = await bot.db.read(judge)
    job_id = await bot.db.write(lambda s: jobs.keep(s, call.actor, prepared, scene))
    return await _preview(call, job_id)


async def _preview(call: Call, job_id: str, ready: int = 0, attention: int = 0) -> View:
    found = await call.bot.db.read(lambda s: overview.overview(s, job_id, ready * PAGE, attention * PAGE))
    above = call.bot.settings.bulk_confirm_rows
    return preview.build(
        call.t,
        found,
        second=found.job.by != call.actor.user_id,
        needs_second=above is not None and found.job.ready > above,
    )


COMMAND = Command(
    name="/assign-many",
    key="assign-many",
    action=Action.ASSIGN,
    run=run,
    shortcut=shortcut,
    is_global=False,
    actions={
        bulk_form.WHICH: Route(changed),
        preview.NEXT: Route(partial(turn, attention=1)),
        preview.PREVIOUS: Route(partial(turn, attention=-1)),
        preview.READY_NEXT: Route(partial(turn, ready=1)),
        preview.READY_PREVIOUS: Route(partial(turn, ready=-1)),
        notices.LOOK: Route(look),
        notices.CANCEL: Route(cancel),
        notices.WITHDRAW: Route(cancel),
        action_ids.CLOSE_JOB: Route(close),
        notices.UNDO: Route(undo),
        notices.DETAILS: Route(details),
    },
    options={
        bulk_form.CUSTOMER: Route(type_ahead.customer_options),
        bulk_form.RESELLER: Route(type_ahead.reseller_options),
        bulk_form.CONTACT: Route(contact_options),
    },
    submissions={
        bulk_form.CALLBACK: Route(check),
        preview.CALLBACK: Route(start),
        preview.CONFIRM_CALLBACK: Route(confirm),
    },
)
