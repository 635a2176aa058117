"""Story of the demo: the customer's end of invitations, and times worth going to."""

import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

from sqlmodel import Session, col, select

from bot.db import Database
from bot.local_slack import Moment, Visit
from bot.local_slack.base.models import Json
from bot.local_slack.mrkdwn import escape
from bot.models import RelationshipRequest, RequestState, RequestType
from bot.services.invitations.letter import slug
from bot.services.relationships import summaries
from bot.services.relationships.summaries import RequestSummary
from bot.services.relationships.transitions import key_of
from bot.text import Mrkdwn, Reader, reader

# Number of moments that the clock panel is given to show.
MOMENTS = 6
# Actions on the customer's page: what became of it, and the key of the button that the partner presses then.
ANSWERS = {
    "accept": ("demo-accepted", "relationships-confirm"),
    "decline": ("demo-declined", "relationships-decline"),
    "remove": ("demo-removed", ""),
}

# Kinds of request that end in another way than a reseller relationship.
SPECIAL = (RequestType.GDAP, RequestType.PARTNERSHIP)


class OtherSide:
    """The customer's end of an invitation: the e-mail as it arrives, and the page where the Global admin answers.

    Microsoft would tell the bot of an acceptance by a signed webhook; until that backend exists, a person
    confirms it in `/relationships`, and the page says so.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        # The link names no customer (docs/domain.md#links); the mail it was followed from does, by its address.
        self._addressee: dict[str, str] = {}

    async def __call__(self, visit: Visit) -> Json | None:
        """Return the page for an e-mail or the link of an invitation, None for any other address."""
        address = urlsplit(visit.url)
        viewer = visit.viewer.get("id", "")
        if address.scheme == "mailto":
            self._addressee[viewer] = unquote(address.path)
            return _mail(address)
        t = reader(visit.viewer.get("locale", ""), visit.viewer.get("tz", "UTC"))
        request = await self._database.read(lambda s: _request(s, visit.url, self._addressee.get(viewer, "")))
        if request is None:
            return None
        if visit.action:
            return _answered(t, visit.action)
        return _invitation(t, request, datetime.fromisoformat(visit.now))


def _mail(address: SplitResult) -> Json:
    """Show the e-mail that was written, with links that can be followed."""
    query = parse_qs(address.query)
    (subject,), (body,) = query.get("subject", [""]), query.get("body", [""])
    text = re.sub(r"https://\S+", r"<\g<0>>", escape(body.replace("\r\n", "\n")))
    addressee = f":email: {escape(unquote(address.path))}\n\n" if address.path else ""
    return {"title": subject, "text": f"{addressee}{text}", "actions": []}


def _request(session: Session, url: str, addressee: str) -> RequestSummary | None:
    """Find the request of a link that was sent to `addressee`, else its newest."""
    query = select(RelationshipRequest).where(col(RelationshipRequest.url) == url)
    found = session.scalars(query.order_by(col(RelationshipRequest.id).desc())).all()
    if not found:
        return None
    chosen = next((request for request in found if addressee and request.recipient == addressee), found[0])
    (provider,) = parse_qs(urlsplit(url).query).get("indirectCSPId", [None])
    return summaries.read(session, key_of(chosen), provider)


def _invitation(t: Reader, request: RequestSummary, now: datetime) -> Json:
    buttons = {"accept": "primary", "decline": ""}
    return {
        "title": t.plain("demo-page"),
        "text": "\n\n".join(_terms(t, request, now)),
        "actions": [_button(t, action, style) for action, style in buttons.items()],
    }


def _terms(t: Reader, request: RequestSummary, now: datetime) -> Iterator[Mrkdwn]:
    """Say who asks, of whom, for which roles, until when they hold, and by when to answer."""
    yield t.mrkdwn(
        f"demo-asks-{slug(request.kind)}", inviter=request.inviter, provider=request.provider, target=request.target
    )
    yield t.mrkdwn("demo-you", target=request.target)
    yield _roles(t, request)
    yield t.mrkdwn(f"demo-until-{request.kind if request.kind in SPECIAL else 'removed'}")
    if request.due_at is None:
        yield t.mrkdwn("demo-answer-undated")
    elif request.due_at > now:
        yield t.mrkdwn("demo-answer-open", due=request.due_at, provider=request.provider)
    else:
        yield t.mrkdwn("demo-answer-late", due=request.due_at)


def _roles(t: Reader, request: RequestSummary) -> Mrkdwn:
    match request.kind:
        case RequestType.GDAP:
            return t.mrkdwn("demo-roles-gdap", inviter=request.inviter)
        case RequestType.PARTNERSHIP:
            return t.mrkdwn("demo-roles-partnership", provider=request.provider)
    return t.mrkdwn("demo-roles-dap", inviter=request.inviter) if request.dap else t.mrkdwn("demo-roles-none")


def _answered(t: Reader, action: str) -> Json:
    """Show what became of the invitation; a customer who accepted may take the roles away again later."""
    key, button = ANSWERS.get(action, ANSWERS["decline"])
    word = {"confirm" if action == "accept" else "declined": t.plain(button)} if button else {}
    return {
        "title": t.plain(key),
        "text": t.mrkdwn(f"{key}-then", **word),
        "actions": [_button(t, "remove", "danger")] if action == "accept" else [],
    }


def _button(t: Reader, action: str, style: str) -> Json:
    return {"id": action, "label": t.plain(f"demo-button-{action}")} | ({"style": style} if style else {})


class TimesAhead:
    """Instants at which the follow-up of requests comes next, for the clock panel."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def __call__(self) -> Sequence[Moment]:
        """Return the next reminders or last days of pending requests, at most MOMENTS, soonest first."""
        return await self._database.read(_ahead)


def _ahead(session: Session) -> list[Moment]:
    due = col(RelationshipRequest.next_reminder_at)
    query = (
        select(due, col(RelationshipRequest.target_name))
        .where(col(RelationshipRequest.state) == RequestState.PENDING, due.is_not(None))
        .order_by(due)
        .limit(MOMENTS)
    )
    rows: Sequence[tuple[datetime | None, str]] = session.execute(query).all()
    return [Moment(name, at) for at, name in rows if at is not None]
