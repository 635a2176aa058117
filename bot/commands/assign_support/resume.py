"""Handlers of assignments that wait: keep one, look at a ready one, submit it, give it up."""

from bot.commands.assign_support import review
from bot.commands.assign_support import waiting as assign_waiting
from bot.commands.assign_support.form import AssignForm
from bot.commands.base import Answer, Call, OpenModal, Route, UpdateModal, View
from bot.commands.shared import action_ids, common
from bot.services.contacts import submissions, waiting
from bot.services.contacts.assignments import Proposal


async def keep(call: Call, form: AssignForm, proposal: Proposal) -> View:
    """Wait: store the assignment, show what is missing; Conflict when nothing is any more."""
    actor = call.because(form.reason)
    kept = await call.bot.db.write(
        lambda s: waiting.propose(s, actor, proposal, common.scene(call), by_itself=form.by_itself)
    )
    batch = await call.bot.db.read(lambda s: submissions.read(s, kept.batch_id))
    return assign_waiting.kept(call.t, batch, kept.missing)


async def look(call: Call) -> Answer:
    """ "Review" in the notice: the last look before submitting."""
    batch_id = str(call.action.get("value", ""))

    async def fill() -> View:
        found = await call.bot.db.read(lambda s: submissions.read(s, batch_id))
        return assign_waiting.last_look(call.t, found)

    return OpenModal(review.loading(call.t), fill)


async def apply(call: Call) -> Answer:
    """Submit: the ready assignment is written, then reviewed like any other."""
    batch_id = str(call.view.get("private_metadata", ""))
    done = await call.bot.db.write(lambda s: waiting.apply_ready(s, call.actor, batch_id, common.scene(call)))
    return UpdateModal(review.build(call.t, done.submission))


async def give_up(call: Call) -> Answer:
    """Give up: nothing is written, and the wait ends."""
    batch_id = str(call.action.get("value", ""))
    await call.bot.db.write(lambda s: waiting.cancel(s, call.actor, batch_id, common.scene(call)))
    found = await call.bot.db.read(lambda s: submissions.read(s, batch_id))
    return UpdateModal(assign_waiting.last_look(call.t, found))


ACTIONS = {action_ids.READY: Route(look), assign_waiting.GIVE_UP: Route(give_up)}
SUBMISSIONS = {assign_waiting.APPLY: Route(apply)}
