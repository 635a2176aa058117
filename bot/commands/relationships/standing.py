"""Relationships themselves, beside the requests for them: the list of `/relationships standing` and its handlers."""

import zlib
from dataclasses import dataclass, replace
from datetime import datetime

from bot.commands.base import Answer, Block, Call, OpenModal, Route, UpdateModal, View
from bot.commands.memory import dump
from bot.commands.shared import blocks as b
from bot.commands.shared import buttons
from bot.commands.shared.words import privileges_until
from bot.models import DelegatedAdmin, RelationshipState
from bot.services.policy import Action, require
from bot.services.resellers import links
from bot.services.resellers.links import LinkKey, LinkPage, LinkRow
from bot.services.search.folding import fold
from bot.text import Mrkdwn, Reader, clip

CALLBACK, QUERY = "relations.standing", "relations.standing_query"
OPEN, NEXT, BEGINNING, EXPORT = (f"relations.standing_{name}" for name in ("open", "next", "first", "export"))
# Folded words of both languages, for people type in either; what follows one is a name.
_WORDS = frozenset({"standing", "existing", "vigentes", "existentes"})
NAME, LONGEST = 80, 100


@dataclass(frozen=True)
class StandingMemory:
    """Memory of the list: its filter, and the key that its page begins behind."""

    query: str = ""
    customer: str = ""
    partner: str = ""


def typed(text: str) -> StandingMemory | None:
    """Return the list that the text after the command asks for, if its first word does."""
    word, _, name = text.strip().partition(" ")
    return StandingMemory(name.strip()[:LONGEST]) if fold(word) in _WORDS else None


def opened(call: Call, state: StandingMemory) -> Answer:
    """Open the list."""
    require(call.actor, Action.VIEW)
    return OpenModal(b.loading(call.t, "standing-title", close="button-done"), lambda: _draw(call, state))


async def shown(call: Call) -> Answer:
    """Show the list in place of that of requests ("Relationships")."""
    require(call.actor, Action.VIEW)
    return UpdateModal(await _draw(call, StandingMemory()))


async def filtered(call: Call) -> Answer:
    """Show what fits the search field now."""
    return UpdateModal(await _draw(call, StandingMemory((call.typed(QUERY) or "")[:LONGEST])))


async def following(call: Call) -> Answer:
    """Show the page behind the key of the button ("Next")."""
    customer, _, partner = call.value.partition(":")
    return UpdateModal(await _draw(call, replace(call.memory(StandingMemory), customer=customer, partner=partner)))


async def beginning(call: Call) -> Answer:
    """Show the first page again ("From the start")."""
    return UpdateModal(await _draw(call, StandingMemory(call.memory(StandingMemory).query)))


async def _draw(call: Call, state: StandingMemory) -> View:
    after, provider = LinkKey(state.customer, state.partner), call.bot.provider_tenant_id
    page = await call.bot.db.read(lambda s: links.page(s, provider, state.query, after))
    return build(call.t, page, state, call.bot.clock.now())


def build(t: Reader, page: LinkPage, state: StandingMemory, now: datetime) -> View:
    """Draw a page; without rows it says why."""
    key = f"{zlib.crc32(dump(state).encode()):08x}"
    field = b.text_input(QUERY, initial=state.query, most=LONGEST)
    label = t.plain("relationships-search")
    parts = [b.input_block(label, field, block_id=f"query:{key}", optional=True, dispatch=True)]
    if not page.rows:
        parts.append(b.section(t.mrkdwn("standing-none-fit" if state.query else "standing-none")))
    for row in page.rows:
        parts += [b.section(_headline(t, row)), b.context(_privileges(t, row, now), _as_of(t, row))]
    parts += [b.context(t.mrkdwn("standing-more"))] if page.more else []
    return b.modal(
        t.plain("standing-title"),
        parts + _pager(t, page, state),
        callback_id=CALLBACK,
        close=t.plain("button-done"),
        submit=t.plain("button-show"),
        metadata=dump(state),
    )


def door(t: Reader) -> Block:
    """Return the ways from the list of requests to this one, and to whoever leaves."""
    return b.actions(b.button(t.plain("standing-title"), OPEN), buttons.departures(t), block_id="standing")


def _headline(t: Reader, row: LinkRow) -> Mrkdwn:
    names = {"customer": clip(row.customer, NAME), "partner": clip(row.partner, NAME)}
    about = t.mrkdwn("standing-direct" if row.direct else "standing-between", **names)
    gone = row.state is RelationshipState.REMOVED
    at = row.removed_at if gone else row.since
    key = f"standing-{'removed' if gone else 'since'}{'' if at else '-undated'}"
    return Mrkdwn(f"{about}\n{t.mrkdwn(key, at=t.day_token(at) if at else '')}")


def _privileges(t: Reader, row: LinkRow, now: datetime) -> Mrkdwn:
    said = t.mrkdwn(f"standing-privileges-{row.privileges.value}")
    if row.privileges is not DelegatedAdmin.GDAP or row.until is None:
        return said
    return Mrkdwn(f"{said}, {privileges_until(t, row.until, now, extends=row.auto_extend)}")


def _as_of(t: Reader, row: LinkRow) -> Mrkdwn:
    if row.said_by is None or row.said_at is None:
        return t.mrkdwn("standing-as-of-unknown")
    source = "partner-center" if row.said_by == "partner-center" else "import"
    return t.mrkdwn(f"standing-as-of-{source}", at=t.day_token(row.said_at))


def _pager(t: Reader, page: LinkPage, state: StandingMemory) -> list[Block]:
    row = [b.button(t.plain("support-contact-beginning"), BEGINNING)] if state.customer else []
    if page.following:
        row.append(b.button(t.plain("relationships-next"), NEXT, ":".join(page.following)))
    row += [b.button(t.plain("export-button"), EXPORT)] if page.rows else []
    row.append(buttons.departures(t))
    return [b.divider(), b.actions(*row, block_id="pager")]


ACTIONS = {
    OPEN: Route(shown),
    QUERY: Route(filtered),
    NEXT: Route(following),
    BEGINNING: Route(beginning),
}
