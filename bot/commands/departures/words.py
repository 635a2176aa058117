"""Words of a departure: its state, its steps, what is left of them and who did what."""

from datetime import datetime

from bot.commands.shared.words import privileges_until, who
from bot.models import DelegatedAdmin, StepKind
from bot.services.departures.facts import MOST_COUNTED
from bot.services.departures.noting import BOT
from bot.services.departures.remains import Remain
from bot.services.departures.room import DepartureRoom, StepStanding
from bot.text import Mrkdwn, Reader, clip, mention

NAME, REMARK = 80, 300


def title(t: Reader, found: DepartureRoom, kind: StepKind) -> str:
    """Return the name of a step."""
    return t.plain(f"departure-step-{slug(kind)}", party=party(found))


def slug(kind: StepKind) -> str:
    """Return the end of the keys of a step."""
    return kind.value.replace("_", "-")


def party(found: DepartureRoom) -> str:
    """Tell the catalogue who leaves."""
    return "reseller" if found.leaver.reseller_id else "customer"


def headline(t: Reader, found: DepartureRoom) -> Mrkdwn:
    """Say whose departure it is and how far it is, or how it was closed."""
    name, steps = clip(found.name, NAME), len(found.steps)
    if found.is_open:
        return t.mrkdwn("departure-headline", name=name, done=found.done, steps=steps)
    at = t.day_token(found.closed_at or found.opened_at)
    return t.mrkdwn(
        "departure-headline-closed", name=name, by=who(t, found.closed_by or ""), at=at, left=steps - found.done
    )


def about(t: Reader, found: DepartureRoom) -> list[Mrkdwn]:
    """Say who opened it, who looks after it, and why."""
    said = [t.mrkdwn("departure-opened", by=who(t, found.opened_by), at=t.day_token(found.opened_at))]
    said.append(t.mrkdwn("departure-owner", owner=mention(found.owner)))
    said += [t.mrkdwn("event-why", text=clip(found.reason, REMARK))] if found.reason else []
    return [*said, *([t.mrkdwn("departure-remark", text=clip(found.remark, REMARK))] if found.remark else [])]


def step(t: Reader, found: DepartureRoom, one: StepStanding) -> Mrkdwn:
    """Say how a step stands."""
    named = title(t, found, one.kind)
    if one.is_done:
        return t.mrkdwn("departure-done", step=named)
    if one.is_by_word:
        return t.mrkdwn("departure-todo", step=named)
    left, start = counted(t, one.left), counted(t, one.at_start)
    return t.mrkdwn("departure-left", step=named, count=one.left, left=left, start=start)


def counted(t: Reader, count: int) -> str:
    """Say a number that was counted up to MOST_COUNTED + 1."""
    return (
        t.plain("departure-many", count=MOST_COUNTED)
        if count > MOST_COUNTED
        else t.plain("departure-count", count=count)
    )


def told(t: Reader, found: DepartureRoom, one: StepStanding) -> Mrkdwn:
    """Say who did a step and when, or what is next."""
    if not one.is_done:
        return next_step(t, found, one.kind) if found.is_open else t.mrkdwn("departure-stayed")
    if not one.at_start and one.done_at == found.opened_at:
        return t.mrkdwn("departure-nothing")
    if one.done_at is None:
        return t.mrkdwn("departure-gone")
    by = one.done_by or BOT
    said = t.mrkdwn("departure-noted" if by == BOT else "departure-done-by", at=one.done_at, by=who(t, by))
    remark = t.mrkdwn("departure-remark", text=clip(one.remark, REMARK)) if one.remark else None
    return Mrkdwn(f"{said} · {remark}") if remark else said


def next_step(t: Reader, found: DepartureRoom, kind: StepKind) -> Mrkdwn:
    """Say what is to be done about a step."""
    return t.mrkdwn(f"departure-next-{slug(kind)}", party=party(found))


def remain(t: Reader, found: DepartureRoom, kind: StepKind, row: Remain, now: datetime) -> Mrkdwn:
    """Name one thing that is left."""
    customer, partner = clip(row.customer or "", NAME), clip(row.partner or "", NAME)
    if row.subscription is not None:
        return t.mrkdwn("departure-subscription", name=clip(row.subscription, NAME), customer=customer)
    if kind is StepKind.REQUESTS:
        return t.mrkdwn("departure-request", customer=customer, partner=partner or t.plain("departure-us"))
    other = customer if found.leaver.reseller_id else partner
    if kind is not StepKind.PRIVILEGES or row.privileges is None:
        return t.mrkdwn("departure-with", name=other)
    said = t.mrkdwn(f"standing-privileges-{row.privileges.value}")
    if row.privileges is DelegatedAdmin.GDAP and row.until is not None:
        said = Mrkdwn(f"{said}, {privileges_until(t, row.until, now, extends=row.auto_extend)}")
    return Mrkdwn(f"{t.mrkdwn('departure-with', name=other)} · {said}")
