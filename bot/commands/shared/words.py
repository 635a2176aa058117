"""Phrases that several commands use."""

from bot.models import RequestType
from bot.services.invitations.letter import slug
from bot.services.relationships.summaries import RequestSummary
from bot.text import Mrkdwn, Reader


def kind_name(t: Reader, kind: RequestType) -> str:
    """Return the kind of an invitation as its form names it."""
    return t.plain(f"request-kind-{slug(kind)}")


def request_about(t: Reader, summary: RequestSummary) -> Mrkdwn:
    """Say the kind of a request, whom it invites, and who does."""
    return t.mrkdwn("request-about", kind=kind_name(t, summary.kind), target=summary.target, inviter=summary.inviter)
