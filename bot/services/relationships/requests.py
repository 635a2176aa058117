"""Relationship requests from draft to an end: every step checks the role, the state, and leaves one history row."""

import re

from sqlalchemy import bindparam, text, update
from sqlmodel import Session, col

from bot.addresses import mailbox
from bot.errors import Conflict, InvalidInput
from bot.models import RelationshipRequest, RequestState
from bot.services.contacts import waiting
from bot.services.invitations import lamps, letter, links, schedule
from bot.services.invitations.permission import require_all, require_kinds
from bot.services.invitations.rules import RequestPlan, RequestWish, check_needed, plan
from bot.services.people.settings import rhythms
from bot.services.policy import Actor
from bot.services.relationships import drafting
from bot.services.relationships.transitions import key_of, load, move, note, redraw, tell, write
from bot.services.scene import Scene
from bot.services.store import idempotency
from bot.services.store.sql import run, table

# Slack's e-mail field checks more; this refuses what could break a header or a mailto link.
EMAIL = re.compile(r"[^\s@<>,;:\"()\[\]]{1,64}@[^\s@<>,;:\"()\[\]]{1,190}\.[^\s@<>,;:\"()\[\].]{2,63}")


# Resolutions of what expired: it waits for its owner until one of the others.
UNANSWERED, ASKED_AGAIN, LET_GO = RequestState.EXPIRED.value, "asked_again", "let_go"
_R = table(RelationshipRequest)
_ASKED_AGAIN = (
    update(_R)
    .where(
        # In these very words, or the partial index is not used.
        text("state = 'expired'"),
        _R.c.target_key == bindparam("key"),
        _R.c.type == bindparam("kind"),
        _R.c.inviter_tenant_id == bindparam("by"),
        _R.c.resolution == UNANSWERED,
    )
    .values(resolution=ASKED_AGAIN)
    .returning(_R.c.id)
)


def create(session: Session, actor: Actor, wish: RequestWish, scene: Scene, *, replace: int | None = None) -> int:
    """Make a request with its link and text drafted (link_ready); return its id.

    Raise Denied, InvalidInput (fields `customer`, `reseller`), NotFound, or TwinOpen. The open request `replace`
    becomes superseded, and is no twin. The same delivery again returns the first request.
    """
    require_kinds(actor, wish.kinds)

    def work() -> idempotency.StoredOutcome:
        return {"request_id": _create(session, actor, plan(session, scene.provider_id, wish), scene, replace)}

    return int(idempotency.once(session, scene.delivery_key, scene.now, work)["request_id"])


def redraft(session: Session, actor: Actor, request_id: int, wish: RequestWish, scene: Scene) -> int:
    """Make of a request that was never sent what is wished now; return its id, or that of the one in its place.

    As long as its letter stays the same, agreement and note are noted on it; else a new one supersedes it. Raise as
    `create`, or Conflict once it was sent or ended.
    """
    require_kinds(actor, wish.kinds)

    def work() -> idempotency.StoredOutcome:
        request = _mine(session, actor, request_id)
        if request.state != RequestState.LINK_READY:
            raise Conflict("request-moved-on", state=request.state)
        made = plan(session, scene.provider_id, wish)
        if not drafting.says_the_same(session, request, made):
            return {"request_id": _create(session, actor, made, scene, request_id)}
        values = {"agreement_ref": wish.agreement_ref, "note": wish.note}
        if (request.agreement_ref, request.note) != (wish.agreement_ref, wish.note):
            write(session, request, **values)
            note(session, actor, scene, request, "changed", after=values)
        return {"request_id": request_id}

    return int(idempotency.once(session, scene.delivery_key, scene.now, work)["request_id"])


def edit_text(session: Session, actor: Actor, request_id: int, text: str, scene: Scene) -> RelationshipRequest:
    """Keep the person's wording; InvalidInput (field `text`) unless the link is still whole in it (A11)."""
    request = _mine(session, actor, request_id)
    if request.state != RequestState.LINK_READY:
        raise Conflict("request-moved-on", state=request.state)
    write(session, request, email_text=_checked_text(session, request, text))
    note(session, actor, scene, request, "text_edited")
    return load(session, request_id)


def mark_sent(session: Session, actor: Actor, request_id: int, recipient: str, scene: Scene) -> RelationshipRequest:
    """Note that it was sent to `recipient` (an e-mail address): pending, the clock runs. Sent already: unchanged."""
    request = _mine(session, actor, request_id)
    if request.state == RequestState.PENDING:
        return request
    sent = _sent(session, actor, request, recipient, scene) | {"first_sent_at": scene.now}
    request = move(session, actor, scene, request, RequestState.PENDING, **sent)
    tell(session, scene, request, "pending")
    return request


def resend(
    session: Session, actor: Actor, request_id: int, recipient: str, scene: Scene, *, text: str | None = None
) -> RelationshipRequest:
    """Note that it went out once more: count it, start the clock again; the same delivery counts once."""

    def work() -> idempotency.StoredOutcome:
        request = _mine(session, actor, request_id)
        if request.state != RequestState.PENDING:
            raise Conflict("request-moved-on", state=request.state)
        own = {} if text is None else {"email_text": _checked_text(session, request, text)}
        again = {
            "resend_count": col(RelationshipRequest.resend_count) + 1,
            "reminder_count": 0,
            "reminders_stopped": False,
        }
        write(session, request, **_sent(session, actor, request, recipient, scene), **own, **again)
        sent = load(session, request_id)
        note(session, actor, scene, sent, "resent", after={"recipient": sent.recipient, "count": sent.resend_count})
        tell(session, scene, sent, "pending", count=sent.resend_count)
        return {"request_id": request_id}

    idempotency.once(session, scene.delivery_key, scene.now, work)
    return load(session, request_id)


def withdraw(session: Session, actor: Actor, request_id: int, scene: Scene) -> RelationshipRequest:
    """Take it back; the link itself keeps working, so a late acceptance may still come."""
    return _end(session, actor, _mine(session, actor, request_id), RequestState.WITHDRAWN, scene)


def decline(session: Session, actor: Actor, request_id: int, scene: Scene) -> RelationshipRequest:
    """Note that they said no; by hand, for Microsoft gives no signal."""
    return _end(session, actor, _mine(session, actor, request_id), RequestState.DECLINED, scene)


def let_go(session: Session, actor: Actor, request_id: int, scene: Scene) -> RelationshipRequest:
    """Note that nobody needs to ask again for what expired; harmless when somebody did, or let it go before."""
    request = _mine(session, actor, request_id)
    if request.state != RequestState.EXPIRED:
        raise Conflict("request-moved-on", state=request.state)
    if request.resolution == UNANSWERED:
        write(session, request, resolution=LET_GO)
        note(session, actor, scene, request, "let_go")
        redraw(session, scene, [request_id], LET_GO)
    return load(session, request_id)


def expire(session: Session, actor: Actor, request_id: int, scene: Scene) -> RelationshipRequest:
    """Expire it past its due date; called by the clock, so no role is asked. Conflict while it is not due."""
    request = load(session, request_id)
    if request.state == RequestState.PENDING and (request.due_at is None or request.due_at > scene.now):
        raise Conflict("request-not-due")
    return _end(session, actor, request, RequestState.EXPIRED, scene)


def check_email(value: str | None) -> str:
    """Return a plain address; InvalidInput (field `recipient`) for anything else.

    Accents before the @ are possible (RFC 6531): people may send there, our e-mails cannot.
    """
    address = (value or "").strip()
    local, _, domain = address.rpartition("@")
    plain = "".join("x" if letter.isalnum() else letter for letter in local)
    try:
        _ = mailbox(f"{plain}@{domain}" if EMAIL.fullmatch(address) else "")
    except ValueError:
        raise InvalidInput("recipient", "request-bad-email") from None
    return address


def _mine(session: Session, actor: Actor, request_id: int) -> RelationshipRequest:
    request = load(session, request_id)
    require_all(session, actor, request)
    return request


def _create(session: Session, actor: Actor, made: RequestPlan, scene: Scene, replace: int | None) -> int:
    drafting.check_twins(session, made, replace)
    check_needed(session, made, scene.now)
    former = load(session, replace) if replace is not None else None
    if former is not None:
        _end(session, actor, former, RequestState.SUPERSEDED, scene)
    ready = drafting.drafted(session, actor, made, scene)
    if former is not None and former.customer_domain and ready.customer_id is None:
        write(session, ready, customer_domain=former.customer_domain)
    if ready.reseller_tenant_id:
        waiting.link(session, key_of(ready), ready.customer_id, ready.reseller_tenant_id)
    asked = {"kind": made.wish.kind.value, "key": made.target_key, "by": made.inviter.tenant_id}
    redraw(session, scene, run(session, _ASKED_AGAIN, asked).scalars(), ASKED_AGAIN)
    return key_of(ready)


def _end(
    session: Session, actor: Actor, request: RelationshipRequest, to: RequestState, scene: Scene
) -> RelationshipRequest:
    if request.state == to:
        return request
    was_sent = request.sent_at is not None
    values = {"resolved_at": scene.now, "resolution": to.value, "next_reminder_at": None}
    ended = move(session, actor, scene, request, to, **values)
    if to is not RequestState.SUPERSEDED:
        waiting.drop(session, actor, key_of(ended), scene)
    if was_sent:
        # What was never sent was never told of either. Superseded shows as withdrawn: a newer request speaks.
        tell(session, scene, ended, "withdrawn" if to is RequestState.SUPERSEDED else to.value)
    return ended


def _checked_text(session: Session, request: RelationshipRequest, text: str) -> str:
    if len(text) > letter.LONGEST_TEXT:
        raise InvalidInput("text", "request-text-too-long", most=letter.LONGEST_TEXT)
    for lamp in lamps.lacking(lamps.of(session, request)):
        if not lamp.url or not links.holds_link(text, lamp.url):
            raise InvalidInput("text", "request-link-missing", url=lamp.url)
    return text


def _sent(
    session: Session, actor: Actor, request: RelationshipRequest, recipient: str, scene: Scene
) -> dict[str, object]:
    lacks = lamps.lacking(lamps.of(session, request))
    # As long as any of its links may still be accepted; with none left the state has changed, which is refused.
    due = max((schedule.due_at(lamp.kind, scene.now, scene.due_days) for lamp in lacks), default=scene.now)
    rhythm = rhythms(session, {request.owner: scene.zone})[request.owner] if scene.zone else None
    return {
        "recipient": check_email(recipient),
        "sent_at": scene.now,
        "sent_by": actor.user_id,
        "due_at": due,
        "next_reminder_at": schedule.next_reminder(scene.now, due, scene.now, scene.reminder_days, rhythm),
    }
