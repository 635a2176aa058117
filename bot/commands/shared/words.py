"""Words that several commands say alike."""

from bot.models import RequestType
from bot.services.invitations.letter import slug
from bot.text import Reader


def kind_name(t: Reader, kind: RequestType) -> str:
    """The kind of an invitation, as its form names it."""
    return t.plain(f"request-kind-{slug(kind)}")
