"""The form that confirms an acceptance: it asks for what only a person can know (invariant 28)."""

import re
from datetime import datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from bot.commands.base import Block, Call, View
from bot.commands.memory import dump
from bot.commands.relationships.followup import way_back
from bot.commands.relationships.views import ListMemory
from bot.commands.shared import blocks as b
from bot.commands.shared.lamps import link_name
from bot.commands.shared.words import request_about
from bot.errors import InvalidInput
from bot.models import RequestType
from bot.services.relationships.establish import Acceptance, Newcomer
from bot.services.relationships.listing import RequestDetail
from bot.services.relationships.summaries import RequestSummary
from bot.text import Reader

CALLBACK = "relations.established"
TENANT, DOMAIN, COUNTRY, MPN = (f"relations.{name}" for name in ("tenant", "domain", "country", "mpn"))
ENDS, EXTENDS, LINKS = "relations.ends", "relations.extends", "relations.links"
# GDAP lasts two years at most (docs/domain.md#delegated-admin).
LONGEST = timedelta(days=731)
_DOMAIN = re.compile(r"[A-Za-z0-9-]{1,63}(\.[A-Za-z0-9-]{1,63})+")


def build(t: Reader, detail: RequestDetail, state: ListMemory) -> View:
    """Draw the request that was accepted, with fields for what is not known yet."""
    summary = detail.summary
    parts = [b.section(request_about(t, summary)), b.context(t.mrkdwn("relationships-confirm-about"))]
    if not detail.known:
        parts += _newcomer(t, partner=summary.kind is RequestType.PARTNERSHIP)
    if len(summary.lamps) > 1:
        parts.append(_links(t, summary))
    if RequestType.GDAP in summary.lacks:
        parts += _gdap(t, optional=bool(summary.lamps))
    parts.append(way_back(t))
    return b.modal(
        t.plain("relationships-confirm-title"),
        parts,
        callback_id=CALLBACK,
        submit=t.plain("relationships-confirm"),
        close=t.plain("button-cancel"),
        metadata=dump(state),
    )


def acceptance(call: Call, summary: RequestSummary) -> Acceptance:
    """Read the form; raises InvalidInput at the field that makes no sense."""
    tenant = call.typed(TENANT)
    partner = summary.kind is RequestType.PARTNERSHIP
    newcomer = _read_newcomer(call, tenant, partner=partner) if tenant else None
    links = frozenset(kind for kind in RequestType if kind in call.chosen_many(LINKS)) if summary.lamps else frozenset()
    if summary.lamps and not links:
        raise InvalidInput("links", "relationships-choose-links")
    if RequestType.GDAP not in (links or summary.kinds):
        return Acceptance(newcomer=newcomer, links=links)
    return Acceptance(
        newcomer=newcomer, links=links, admin_expires_at=_ends(call), auto_extend=bool(call.chosen_many(EXTENDS))
    )


def _links(t: Reader, summary: RequestSummary) -> Block:
    """Ask which links were accepted: with one left it is that one."""
    options = [b.option(link_name(t, kind), kind.value) for kind in summary.lacks]
    box: Block = {"type": "checkboxes", "action_id": LINKS, "options": options}
    if len(options) == 1:
        box["initial_options"] = options
    return b.input_block(t.plain("relationships-links"), box, block_id=f"links:{len(options)}")


def _newcomer(t: Reader, *, partner: bool) -> list[Block]:
    tenant = b.input_block(
        t.plain("relationships-tenant"),
        b.text_input(TENANT, most=36),
        block_id="newcomer",
        hint=t.plain("relationships-tenant-hint"),
    )
    if partner:
        own = b.input_block(t.plain("relationships-mpn"), b.text_input(MPN, most=20), block_id="mpn")
    else:
        own = b.input_block(t.plain("relationships-domain"), b.text_input(DOMAIN, most=200), block_id="domain")
    country = b.text_input(COUNTRY, most=2)
    hint = t.plain("relationships-country-hint")
    where = b.input_block(t.plain("relationships-country"), country, block_id="country", optional=True, hint=hint)
    return [tenant, own, where]


def _gdap(t: Reader, *, optional: bool) -> list[Block]:
    until: Block = {"type": "datepicker", "action_id": ENDS}
    box = {
        "type": "checkboxes",
        "action_id": EXTENDS,
        "options": [b.option(t.plain("relationships-extends-label"), "yes")],
    }
    return [
        b.input_block(
            t.plain("relationships-ends"),
            until,
            block_id="ends",
            hint=t.plain("relationships-ends-hint"),
            optional=optional,
        ),
        b.input_block(t.plain("relationships-extends"), box, block_id="extends", optional=True),
    ]


def _read_newcomer(call: Call, tenant: str, *, partner: bool) -> Newcomer:
    country = (call.typed(COUNTRY) or "").upper()
    if country and not re.fullmatch(r"[A-Z]{2}", country):
        raise InvalidInput("country", "relationships-bad-country")
    domain, mpn = (call.typed(DOMAIN) or "").lower(), call.typed(MPN) or ""
    if partner and not re.fullmatch(r"[0-9]{1,20}", mpn):
        raise InvalidInput("mpn", "relationships-bad-mpn")
    if not partner and not _DOMAIN.fullmatch(domain):
        raise InvalidInput("domain", "relationships-bad-domain")
    return Newcomer(_guid(tenant), domain, country or None, mpn)


def _guid(text: str) -> str:
    if not re.fullmatch(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}", text):
        raise InvalidInput("newcomer", "relationships-bad-tenant")
    return str(UUID(text))


def _ends(call: Call) -> datetime:
    """Return the start of the chosen day where the person is, so that privileges end rather early than late."""
    day, now = call.element(ENDS).day, call.bot.clock.now()
    ends = datetime.combine(day, time(), ZoneInfo(call.person.zone)) if day else now
    if not now < ends <= now + LONGEST:
        raise InvalidInput("ends", "relationships-bad-end")
    return ends
