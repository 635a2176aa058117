"""Renderers of outgoing messages by notice kind; each reads the present state at the moment of sending.

A renderer need not expect that what it draws is gone: NotFound out of it means that nothing is left to say.
"""

from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress

from bot.commands.agreements import notices as agreement_notices
from bot.commands.assign_many import notices as bulk_notices
from bot.commands.assign_support import review
from bot.commands.assign_support import waiting as waiting_view
from bot.commands.base import Message
from bot.commands.departures import notices as departure_notices
from bot.commands.home import absence as absence_notices
from bot.commands.relationships import notices as request_notices
from bot.commands.relationships import report as report_notices
from bot.commands.reminders import notices as reminder_notices
from bot.commands.remove_relationship import notices as remove_relationship_notices
from bot.commands.shared import export
from bot.commands.support_contact import ended as support_contact_ended
from bot.commands.support_contact import notices as support_contact_notices
from bot.commands.watch import notices as watch_notices
from bot.db import Database
from bot.errors import NotFound
from bot.services.absences import checking, noting
from bot.services.basis import endings, invalidation
from bot.services.contacts import submissions
from bot.services.contacts.submissions import Submission
from bot.services.departures import noting as departures
from bot.services.directory import observed
from bot.services.handover import jobs as handover_jobs
from bot.services.hearing import registration
from bot.services.outbox.ports import KindUnknown, NotBefore, Rendering
from bot.services.relationships import acceptance, mailing, transitions
from bot.services.relationships.followup import GIVEN, HANDED_OVER
from bot.services.reminders import digest
from bot.services.report import sweep as report_sweep
from bot.services.watch import renewals

Renderer = Callable[[Database, Rendering], Awaitable[Message | NotBefore | None]]


async def contact_changed(database: Database, rendering: Rendering) -> Message | None:
    """Draw a submission as it stands now; people get the Review button, channels only look."""
    found = await _submission(database, rendering)
    t = await rendering.naming(found.by, found.closed_by)
    return review.notice(t, found, personal=rendering.is_personal)


async def contact_waiting(database: Database, rendering: Rendering) -> Message | None:
    """Draw an assignment that waited as it stands now."""
    found = await _submission(database, rendering)
    return waiting_view.notice(await rendering.naming(found.closed_by, found.by), found, rendering.recipient)


async def _submission(database: Database, rendering: Rendering) -> Submission:
    return await database.read(lambda s: submissions.read(s, str(rendering.payload["batch_id"])))


RENDERERS: Mapping[str, Renderer] = {
    invalidation.LOST: remove_relationship_notices.lost,
    invalidation.REMOVED: remove_relationship_notices.removed,
    handover_jobs.DONE: remove_relationship_notices.handed_over,
    submissions.CHANGED: contact_changed,
    submissions.WAITING: contact_waiting,
    acceptance.KIND: request_notices.accepted,
    observed.DRIFTED: support_contact_notices.drifted,
    endings.ENDED: support_contact_ended.ended,
    GIVEN: request_notices.given,
    mailing.FAILED: request_notices.mail_failed,
    transitions.HISTORY: request_notices.history,
    departures.CHANGED: departure_notices.changed,
    renewals.KIND: watch_notices.renewing,
    registration.KIND: watch_notices.elsewhere,
    digest.KIND: reminder_notices.digest,
    export.UNFINISHED: export.unfinished,
    noting.NAMED: absence_notices.named,
    checking.REFUSED: absence_notices.refused,
    report_sweep.KIND: report_notices.weekly,
    **agreement_notices.RENDERERS,
    **bulk_notices.RENDERERS,
    **dict.fromkeys((*request_notices.KINDS, HANDED_OVER), request_notices.request_changed),
}


async def render(database: Database, rendering: Rendering) -> Message | NotBefore | None:
    """Draw the message of a notice, or say when it may come at the earliest.

    None when there is nothing to say any more, or what it is about is gone.
    KindUnknown for a kind that only another version knows.
    """
    if rendering.kind not in RENDERERS:
        raise KindUnknown(rendering.kind)
    with suppress(NotFound):
        return await RENDERERS[rendering.kind](database, rendering)
    return None
