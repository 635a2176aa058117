"""View of `/support-contact RESELLER`: what it supports, by customer, since when and until when."""

from datetime import datetime
from itertools import groupby

from bot.commands.base import Block
from bot.commands.shared import action_ids, pickers
from bot.commands.shared import blocks as b
from bot.commands.shared.reach import SHORT, known
from bot.commands.shared.words import privileges_until
from bot.commands.support_contact import finder, menu
from bot.commands.support_contact.finder import ViewerMemory
from bot.commands.support_contact.menu import ALL, EXPORT, NEXT, PREVIOUS
from bot.commands.support_contact.names import beside
from bot.services.aliases.editing import PartyKey, PartyKind, PartyNames
from bot.services.resellers.supported import SupportedPage, SupportedRow
from bot.services.search import PartnerHit
from bot.text import Mrkdwn, Reader, clip, escape, mention

FURTHER, BEGINNING, SHOW_RESELLER = "contact.further", "contact.beginning", "contact.show_reseller"
NAME = 100


def build(
    t: Reader, page: SupportedPage, state: ViewerMemory, now: datetime, names: PartyNames, *, may_change: bool
) -> list[Block]:
    """Draw a page of what the reseller supports; without rows it says why."""
    summary = [_summary(t, page, state), Mrkdwn(" · ".join(known(page.reseller)))]
    said = Mrkdwn("\n".join(filter(None, summary)))
    whose = PartyKey(PartyKind.PARTNER, page.reseller.tenant_id)
    parts = [finder.field(t, state, finder.of_reseller(t, page.reseller))]
    parts += beside(t, said, names, whose, may_change=may_change)
    for customer, rows in groupby(page.rows.items, key=lambda row: row.customer):
        parts += [b.divider(), b.section(t.mrkdwn("support-contact-group", contact=clip(customer, NAME)))]
        parts += [_row(t, row, now, may_change) for row in rows]
    return parts + _pager(t, page, state)


def _summary(t: Reader, page: SupportedPage, state: ViewerMemory) -> Mrkdwn:
    rows, reseller = page.rows, clip(page.reseller.label, NAME)
    if not page.total:
        return t.mrkdwn("support-contact-reseller-none", reseller=reseller)
    if not rows.items:
        return t.mrkdwn("support-contact-reseller-no-match", reseller=reseller, query=state.query, total=page.total)
    key = "support-contact-reseller-filtered" if state.query else "support-contact-reseller-range"
    counts = {"first": rows.first, "last": rows.last, "matching": rows.total, "total": page.total}
    said = t.mrkdwn(key, reseller=reseller, query=state.query, **counts)
    return Mrkdwn(f"{said}\n{t.mrkdwn('support-contact-reseller-part')}") if page.following or page.after else said


def _row(t: Reader, row: SupportedRow, now: datetime, may_change: bool) -> Block:
    said = [t.mrkdwn("support-contact-subscription", name=clip(row.subscription, NAME))]
    if row.status != "active":
        said.append(escape(pickers.status_name(t, clip(row.status, SHORT))))
    by = mention(clip(row.set_by or "", SHORT))
    said.append(t.mrkdwn(f"support-contact-{row.origin}", since=t.day_token(row.since), by=by))
    said.append(_until(t, row, now))
    change = "support-contact-change" if may_change and row.status != "deleted" else None
    beside = menu.beside(t, row.subscription_id, change)
    return b.section(Mrkdwn(" · ".join(filter(None, said))), accessory=beside, block_id=f"row:{row.subscription_id}")


def _until(t: Reader, row: SupportedRow, now: datetime) -> Mrkdwn:
    """Say when the privileges end that the support rests on, or that there is no relationship; nothing if unknown."""
    if not row.related:
        return t.mrkdwn("support-contact-until-unrelated")
    if row.until is None:
        return Mrkdwn("")
    return t.mrkdwn("support-contact-until", until=privileges_until(t, row.until, now, extends=row.auto_extend))


def _pager(t: Reader, page: SupportedPage, state: ViewerMemory) -> list[Block]:
    others = [b.button(t.plain("support-contact-beginning"), BEGINNING)] if page.after else []
    others += [b.button(t.plain("support-contact-show-all"), ALL)] if state.query else []
    if page.following and page.rows.last >= page.rows.total:
        others.append(b.button(t.plain("support-contact-further"), FURTHER, page.following))
    others += [b.button(t.plain("export-button"), EXPORT)] if page.rows.items else []
    others.append(b.button(t.plain("agreements-title"), action_ids.AGREEMENTS, page.reseller.tenant_id))
    return b.pager(t, page.rows, PREVIOUS, NEXT, *others, labels="support-contact", above=b.divider())


def match(t: Reader, hit: PartnerHit) -> Block:
    """Draw a reseller that a typed text may mean, with a button."""
    mpn = " · ".join(filter(None, (hit.mpn_id, pickers.known_as(t, hit.known_as))))
    text = t.mrkdwn("support-contact-match-reseller", name=hit.name, mpn=mpn)
    return b.section(text, accessory=b.button(t.plain("button-show"), SHOW_RESELLER, hit.tenant_id))
