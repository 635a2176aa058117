"""Phrases that several commands use."""

from bot.models import RequestType
from bot.services.directory.importing import IMPORTER
from bot.services.invitations.letter import slug
from bot.services.outbox import is_person
from bot.services.relationships.summaries import RequestSummary
from bot.text import Mrkdwn, Reader, clip, mention

# Longer than any id of a person in Slack.
ID = 60


def kind_name(t: Reader, kind: RequestType) -> str:
    """Return the kind of an invitation as its form names it."""
    return t.plain(f"request-kind-{slug(kind)}")


def request_about(t: Reader, summary: RequestSummary) -> Mrkdwn:
    """Say the kind of a request, whom it invites, and who does."""
    return t.mrkdwn("request-about", kind=kind_name(t, summary.kind), target=summary.target, inviter=summary.inviter)


def who(t: Reader, actor_id: str) -> Mrkdwn:
    """Whoever acted, as the history has it: a person, the import, or the bot without being asked."""
    if is_person(actor_id):
        return mention(clip(actor_id, ID))
    return t.mrkdwn("event-by-import" if actor_id == IMPORTER else "event-by-itself")
