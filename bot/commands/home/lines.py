"""Lines of App Home: each thing in words with its age, and beside it the button that takes it further."""

from datetime import datetime
from zoneinfo import ZoneInfo

from bot.commands.base import Block
from bot.commands.request_relationship.entry import renewal
from bot.commands.shared import action_ids, buttons
from bot.commands.shared import blocks as b
from bot.commands.shared.lamps import partly, stalled
from bot.commands.shared.words import kind_name, parties, renamed, who
from bot.models import AssignmentState, RequestState, RequestType
from bot.services.home.mine import HomeLine
from bot.services.home.parts import AskedRequest, EndedJob, ExpiringPrivileges, Happening, LostContacts, SubmissionGroup
from bot.services.invitations.lamps import is_partly, kinds_lacking, kinds_of
from bot.services.invitations.permission import may_ask
from bot.services.policy import Action, Actor, may
from bot.text import Mrkdwn, Reader, mention

RENEW = "home.renew"
# More names than this say less than their number.
NAMED = 3


def waiting(t: Reader, line: HomeLine, actor: Actor, now: datetime) -> Block:
    """Draw something that only the reader will do."""
    match line:
        case LostContacts():
            return b.section(_lost(t, line, now), accessory=_change(t, line) if may(actor, Action.ASSIGN) else None)
        case SubmissionGroup():
            return b.section(_due(t, line, now), accessory=_look(t, line) if may(actor, Action.ASSIGN) else None)
        case EndedJob():
            return b.section(_job(t, line, now), accessory=_close(t, line) if may(actor, Action.ASSIGN) else None)
        case AskedRequest():
            go_on = _resume(t, line) if may_ask(actor, kinds_of(line.lamps, line.kind)) else None
            return b.section(_open_request(t, line, now), accessory=go_on)


def handed_on(t: Reader, line: AskedRequest, now: datetime) -> Block:
    """Draw a request that the reader made and somebody else looks after."""
    owner = t.mrkdwn("home-owner", owner=mention(line.owner))
    return b.section(Mrkdwn(f"{_open_request(t, line, now)} {owner}"))


def assigned(t: Reader, line: SubmissionGroup, actor: Actor, now: datetime) -> Block:
    """Draw a submission of the reader's with its state."""
    text = t.mrkdwn(
        "home-assigned",
        contact=line.contact,
        customer=line.customer,
        count=line.count,
        age=age(t, line.since, now),
        state=t.plain(f"assignment-state-{line.state.replace('_', '-')}"),
    )
    waits = line.state is AssignmentState.WAITING_RELATIONSHIP and may(actor, Action.ASSIGN)
    return b.section(text, accessory=_look(t, line) if waits else None)


def expiring(t: Reader, line: ExpiringPrivileges, actor: Actor, now: datetime) -> Block:
    """Draw privileges that end, with the button that requests new ones."""
    text = t.mrkdwn(
        "home-expiring-line",
        partner=line.partner,
        customer=line.customer,
        left=t.plain("home-left", days=_days(t, now, line.ends_at)),
        ends=line.ends_at,
        count=line.count,
    )
    if not may(actor, Action.REQUEST_GDAP):
        return b.section(text)
    renew = buttons.ask(t, RequestType.GDAP, RENEW, renewal(line.customer_id, line.partner_id))
    return b.section(text, accessory=renew)


def happening(t: Reader, line: Happening) -> Mrkdwn:
    """Say in one line what the team did."""
    shown = ", ".join(t.mrkdwn("home-name", name=renamed(t, name, line.asked_as)) for name in line.about)
    return t.mrkdwn(
        f"home-event-{_event(line)}",
        at=line.at,
        by=who(t, line.by),
        about=Mrkdwn(shown) if len(line.about) <= NAMED else t.mrkdwn("home-customers", count=len(line.about)),
        contact=line.contact or t.plain("unknown"),
        count=line.count,
    )


def age(t: Reader, since: datetime, now: datetime) -> str:
    """Say how long ago `since` was, in calendar days of the reader's zone."""
    return t.plain("home-age", days=_days(t, since, now))


def _days(t: Reader, earlier: datetime, later: datetime) -> int:
    zone = ZoneInfo(t.zone)
    return max((later.astimezone(zone).date() - earlier.astimezone(zone).date()).days, 0)


def _lost(t: Reader, line: LostContacts, now: datetime) -> Mrkdwn:
    return t.mrkdwn(
        "home-lost",
        subscription=line.subscription,
        customer=line.customer,
        contact=line.contact,
        age=age(t, line.since, now),
    )


def _due(t: Reader, line: SubmissionGroup, now: datetime) -> Mrkdwn:
    key = "home-ready" if line.state is AssignmentState.READY else "home-review"
    return t.mrkdwn(key, contact=line.contact, customer=line.customer, count=line.count, age=age(t, line.since, now))


def _job(t: Reader, line: EndedJob, now: datetime) -> Mrkdwn:
    return t.mrkdwn("home-job", count=line.count, age=age(t, line.since, now))


def _open_request(t: Reader, line: AskedRequest, now: datetime) -> Mrkdwn:
    keys = {RequestState.PENDING: "home-pending", RequestState.EXPIRED: "home-expired"}
    key = keys.get(line.state, "home-drafted")
    if line.state in keys and is_partly(line.lamps):
        key = f"{key}-partly"
    said = t.mrkdwn(
        key,
        kind=kind_name(t, line.kind),
        target=parties(t, line),
        age=age(t, line.since, now),
        due=line.due_at or "",
    )
    late = stalled(t, kinds_lacking(line.lamps, line.kind), line.state, line.first_sent_at, now)
    return Mrkdwn(" ".join([said, *partly(t, line.lamps), *late]))


def _change(t: Reader, line: LostContacts) -> Block:
    return b.button(t.plain("support-contact-change"), action_ids.CHANGE_CONTACT, line.subscription_id)


def _look(t: Reader, line: SubmissionGroup) -> Block:
    """Draw the button to the review, or to the last look before a ready assignment is submitted."""
    action = action_ids.REVIEW if line.state is AssignmentState.APPLIED else action_ids.READY
    return b.button(t.plain("button-review"), action, line.batch_id)


def _close(t: Reader, line: EndedJob) -> Block:
    return b.button(t.plain("assign-many-close"), action_ids.CLOSE_JOB, line.job_id)


def _event(line: Happening) -> str:
    """Return the end of the catalogue key of a happening; of a removal it depends on who is named."""
    if line.what != "relationship.removed":
        return line.what.replace(".", "-")
    if not line.about:
        return "partnership-removed"
    return "relationship-removed" if line.contact else "relationship-removed-own"


def _resume(t: Reader, line: AskedRequest) -> Block:
    if line.state is RequestState.EXPIRED:
        return b.button(t.plain("relationships-open"), action_ids.OPEN_REQUEST, str(line.id))
    return buttons.go_on(t, line.state, line.id)
