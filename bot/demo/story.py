"""Story of the demo: the other end of invitations, and times worth going to."""

import re
from collections.abc import Sequence
from datetime import datetime
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

from sqlmodel import Session, col, select

from bot.commands.assign_support import form, review
from bot.db import Database
from bot.local_slack import Moment, Visit
from bot.local_slack.base.models import Json
from bot.local_slack.mrkdwn import escape
from bot.models import Partner, RelationshipRequest, RequestState
from bot.services.invitations import links

MICROSOFT = frozenset({"admin.microsoft.com", "partner.microsoft.com"})
# Number of moments that the clock panel is given to show.
MOMENTS = 6


class OtherSide:
    """The customer's end of an invitation: the e-mail as it arrives, and the page where the Global admin answers.

    Microsoft would tell the bot of an acceptance by a signed webhook; until that backend exists, a person
    confirms it in `/relationships`, and the page says so.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    async def __call__(self, visit: Visit) -> Json | None:
        """Return the page for an e-mail or an invitation link, None for any other address."""
        address = urlsplit(visit.url)
        if address.scheme == "mailto":
            return _mail(address)
        if address.hostname not in MICROSOFT:
            return None
        spanish = visit.viewer.get("locale", "").startswith("es")
        if visit.action:
            return _answered(visit.action, spanish)
        inviter = await self._database.read(lambda s: _inviter(s, visit.url))
        return _invitation(inviter, spanish, dap=links.asks_dap(visit.url))


def _mail(address: SplitResult) -> Json:
    """Show the e-mail that was written, with links that can be followed."""
    query = parse_qs(address.query)
    (subject,), (body,) = query.get("subject", [""]), query.get("body", [""])
    text = re.sub(r"https://\S+", r"<\g<0>>", escape(body.replace("\r\n", "\n")))
    return {"title": subject, "text": f":email: {escape(unquote(address.path))}\n\n{text}", "actions": []}


def _inviter(session: Session, url: str) -> str:
    query = parse_qs(urlsplit(url).query)
    key = (query.get("partnerId") or query.get("indirectCSPId") or [""])[0]
    return session.scalars(select(col(Partner.name)).where(col(Partner.tenant_id) == key)).one_or_none() or "?"


def _invitation(inviter: str, spanish: bool, *, dap: bool) -> Json:
    if spanish:
        title, text = "Autorización de asociado", f"*{inviter}* pide una relación. Eres el administrador global."
        rights = "También pide privilegios de administrador delegados (DAP)."
        accept, decline = "Aceptar", "Rechazar"
    else:
        title, text = "Partner authorization", f"*{inviter}* asks for a relationship. You are the Global admin."
        rights = "It asks for delegated administration privileges (DAP) too."
        accept, decline = "Accept", "Decline"
    actions = [{"id": "accept", "label": accept, "style": "primary"}, {"id": "decline", "label": decline}]
    return {"title": title, "text": f"{text}\n\n{rights}" if dap else text, "actions": actions}


_ANSWERS = {
    ("accept", False): ("Accepted", "The partner confirms it with *Confirm established* in `/relationships`."),
    ("accept", True): ("Aceptado", "El asociado lo confirma en `/relationships`."),
    ("decline", False): ("Declined", "The partner notes it with *Declined* in `/relationships`."),
    ("decline", True): ("Rechazado", "El asociado lo anota en `/relationships`."),
    ("remove", False): ("Roles removed", "The partner notes it with `/remove-relationship`; support contacts go back."),
    ("remove", True): (
        "Roles quitados",
        "El asociado lo anota con `/remove-relationship`; los contactos vuelven a él.",
    ),
}


def _answered(action: str, spanish: bool) -> Json:
    """Show what became of the invitation; a customer who accepted may take the roles away again later."""
    title, text = _ANSWERS.get((action, spanish)) or _ANSWERS["decline", spanish]
    later = {"id": "remove", "label": "Quitar roles" if spanish else "Remove roles", "style": "danger"}
    return {"title": title, "text": text, "actions": [later] if action == "accept" else []}


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
