"""Phrases that several commands use."""

import re
from datetime import date, datetime
from typing import Protocol

from bot.errors import Denied, Unavailable
from bot.models import RequestType
from bot.services.directory.importing import IMPORTER
from bot.services.invitations.letter import slug
from bot.services.on_record.health import RecordState
from bot.services.outbox import is_person
from bot.services.policy import ERASED, Action, Actor, is_erased, require
from bot.services.relationships.summaries import RequestSummary
from bot.services.roles.texts import denial_mrkdwn
from bot.text import Mrkdwn, Reader, clip, escape

# Longer than any id of a person in Slack.
ID = 60
# Characters of a name: all of a label.
PARTY = 80
# All that a form lets people write; escaped it fits an element of 3000 characters.
NOTE = 499
LONGEST_URL = 300
_MESSAGE = re.compile(r"https?://[^\s<>|]+")
# Microsoft's reason for a verdict.
REASON = 120


def kind_name(t: Reader, kind: RequestType) -> str:
    """Return the kind of an invitation as its form names it."""
    return t.plain(f"request-kind-{slug(kind)}")


def request_about(t: Reader, summary: RequestSummary) -> Mrkdwn:
    """Say the kind of a request, whom it invites, and who does."""
    inviter = summary.inviter_label or summary.inviter
    return t.mrkdwn("request-about", kind=kind_name(t, summary.kind), target=asked_for(t, summary), inviter=inviter)


class Invited(Protocol):
    """Whoever a request invites, by today's name and by the one that was asked for where that is another."""

    @property
    def target(self) -> str: ...
    @property
    def asked_as(self) -> str | None: ...


class InvitedWith(Invited, Protocol):
    """The same with the reseller that is to be related with them; None where that is ourselves."""

    @property
    def reseller(self) -> str | None: ...


def asked_for(t: Reader, asked: Invited) -> str:
    """Name whoever a request invites."""
    return renamed(t, clip(asked.target, PARTY), asked.asked_as and clip(asked.asked_as, PARTY))


def renamed(t: Reader, name: str, asked_as: str | None) -> str:
    """Say the name of today and, where there is one, the other that was asked for."""
    return t.plain("request-renamed", name=name, asked=asked_as) if asked_as else name


def parties(t: Reader, asked: InvitedWith) -> Mrkdwn:
    """Name whom a request invites, and the reseller with whom, where it is not about ourselves."""
    target = asked_for(t, asked)
    if asked.reseller is None:
        return escape(target)
    return t.mrkdwn("request-with", target=target, reseller=clip(asked.reseller, PARTY))


def who(t: Reader, actor_id: str) -> Mrkdwn:
    """Name whoever acted, as the history has it: a person, known or erased, the import, or the bot unasked."""
    if is_person(actor_id):
        return t.person(clip(actor_id, ID))
    if is_erased(actor_id):
        return t.mrkdwn("event-by-erased", pseudonym=clip(actor_id.removeprefix(ERASED), ID))
    return t.mrkdwn("event-by-import" if actor_id == IMPORTER else "event-by-itself")


def not_permitted(t: Reader, actor: Actor, query: str, action: Action, *others: Action) -> Mrkdwn:
    """Say that what was typed is a customer, to whom the actor may do none of these actions, who may, whom to ask."""
    try:
        require(actor, action, *others)
    except Denied as denied:
        why = denial_mrkdwn(t, denied)
    except Unavailable as error:
        why = t.mrkdwn(error.key, **error.args_for_text)
    else:
        raise ValueError(f"{actor.user_id} may {action}")
    return Mrkdwn(f"{t.mrkdwn('picker-customer-not-permitted', query=query)}\n{why}")


def health_name(t: Reader, state: RecordState) -> str:
    """Return the health of a partner on record in a word or two."""
    return t.plain(f"record-health-{state.health.replace('_', '-')}")


def health_told(t: Reader, state: RecordState) -> Mrkdwn:
    """Say the health of a partner on record, who says so and since when that is known."""
    key = f"record-told-{'microsoft' if state.by_microsoft else 'file'}" if state.as_of else "record-told"
    mark = t.mrkdwn(f"record-mark-{'bad' if state.is_bad else state.health}")
    told = t.mrkdwn(key, health=health_name(t, state), at=t.day_token(state.as_of) if state.as_of else "")
    reason = t.mrkdwn("record-reason", reason=clip(state.reason, REASON)) if state.reason else ""
    return Mrkdwn(f"{mark} {told}{reason}")


def privileges_until(t: Reader, until: datetime, now: datetime, *, extends: bool) -> Mrkdwn:
    """Say until when privileges last, or that their day is over; whether they were extended then is not known here."""
    if until > now:
        key = "privileges-extended" if extends else "privileges-until"
    else:
        key = "privileges-overdue" if extends else "privileges-ended"
    return t.mrkdwn(key, at=t.day_token(until))


class NamesPapers(Protocol):
    """An assignment, or what shows one."""

    @property
    def agreement_ref(self) -> str | None: ...
    @property
    def ticket_ref(self) -> str | None: ...
    @property
    def message_url(self) -> str | None: ...


def papers_told(t: Reader, papers: NamesPapers, last: date | None = None) -> list[Mrkdwn]:
    """Say each that there is, in this order; `last` is the last day of the agreement, if known."""
    said = []
    if papers.agreement_ref:
        text = escape(clip(papers.agreement_ref, NOTE))
        until = {"last": last} if last else {}
        said.append(t.mrkdwn("papers-agreement-until" if last else "papers-agreement", text=text, **until))
    if papers.ticket_ref:
        said.append(t.mrkdwn("papers-ticket", text=escape(clip(papers.ticket_ref, NOTE))))
    link = message_link(t, papers.message_url)
    return [*said, link] if link else said


def message_link(t: Reader, url: str | None) -> Mrkdwn | None:
    """Return the link to the message in Slack; None for what is no address."""
    if not url or len(url) > LONGEST_URL or not _MESSAGE.fullmatch(url):
        return None
    return Mrkdwn(f"<{url.replace('&', '&amp;')}|{t.plain('papers-message')}>")
