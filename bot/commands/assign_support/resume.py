"""Handlers of assignments that wait: keep one, look at a ready one, submit it, give it up."""

from bot.commands.assign_support import review
from bot.commands.assign_support import waiting as assign_waiting
from bot.commands.assign_support.form import AssignForm
from bot.commands.base import Answer, Call, OpenModal, Route, UpdateModal, View
from bot.commands.shared import action_ids
from bot.commands.shared import blocks as b
from bot.commands.shared.scene import scene_of
from bot.services.contacts import submissions, waiting
from bot.services.contacts.assignments import Proposal


async def keep(call: Call, form: AssignForm, proposal: Proposal) -> View:
    """Wait: store the assignment, show what is missing; Conflict when nothing is any more."""
    actor = call.because(form.reason)
    kept = await call.bot.db.write(
        lambda s: waiting.propose(s, actor, proposal, scene_of(call), by_itself=form.by_itself)
    )
    batch = await call.bot.db.read(lambda s: submissions.read(s, kept.batch_id))
    return assign_waiting.kept(call.t, batch, kept.missing)


async def look(call: Call) -> Answer:
    """ "Review" in the notice: the last look before submitting."""
    batch_id = call.value

    async def fill() -> View:
        found = await call.bot.db.read(lambda s: submissions.read(s, batch_id))
        return assign_waiting.last_look(call.t, found)

    return OpenModal(b.loading(call.t, "review-title"), fill)


async def apply(call: Call) -> Answer:
    """Submit: the ready assignment is written, then reviewed like any other."""
    batch_id = call.metadata
    done = await call.bot.db.write(lambda s: waiting.apply_ready(s, call.actor, batch_id, scene_of(call)))
    return UpdateModal(review.build(call.t, done.batch))


async def give_up(call: Call) -> Answer:
    """Give up: nothing is written, and the wait ends."""
    batch_id = call.value
    await call.bot.db.write(lambda s: waiting.cancel(s, call.actor, batch_id, scene_of(call)))
    found = await call.bot.db.read(lambda s: submissions.read(s, batch_id))
    return UpdateModal(assign_waiting.last_look(call.t, found))


ACTIONS = {action_ids.READY: Route(look), assign_waiting.GIVE_UP: Route(give_up)}
SUBMISSIONS = {assign_waiting.APPLY: Route(apply)}
