"""Links of a request that asks for several, in words: which are accepted, which lack, what it means that they do."""

from collections.abc import Sequence
from datetime import datetime

from bot.models import RequestState, RequestType
from bot.services.invitations.lamps import Lamp, is_partly, is_stalled, lacking
from bot.services.invitations.letter import slug
from bot.text import Mrkdwn, Reader


def link_name(t: Reader, kind: RequestType) -> str:
    """Name one link of a request in few words."""
    return t.plain(f"lamp-name-{slug(kind)}")


def lamps_line(t: Reader, lamps: Sequence[Lamp]) -> list[Mrkdwn]:
    """Say of each link if it is accepted, in one line; nothing for a request of one link."""
    if not lamps:
        return []
    return [Mrkdwn(" · ".join(_lamp(t, lamp) for lamp in lamps))]


def partly(t: Reader, lamps: Sequence[Lamp]) -> list[Mrkdwn]:
    """Say that some links were accepted, and which lack."""
    if not is_partly(lamps):
        return []
    return [t.mrkdwn("lamp-partly", lacks=names(t, [lamp.kind for lamp in lacking(lamps)]))]


def stalled(
    t: Reader, lacks: Sequence[RequestType], state: RequestState, since: datetime | None, now: datetime
) -> list[Mrkdwn]:
    """Say that GDAP lacks for 21 days, and what that means; nothing before, and of requests that ended."""
    if state is not RequestState.PENDING or since is None or not is_stalled(lacks, since, now):
        return []
    return [t.mrkdwn("lamp-stalled", days=(now - since).days)]


def names(t: Reader, kinds: Sequence[RequestType]) -> str:
    """Name several links."""
    return ", ".join(link_name(t, kind) for kind in kinds)


def _lamp(t: Reader, lamp: Lamp) -> Mrkdwn:
    key = "lamp-lit" if lamp.is_lit else "lamp-dark"
    return t.mrkdwn(key, link=link_name(t, lamp.kind), at=lamp.accepted_at or "")
