"""The line of time of a request in its own screen: what was done when and by whom, then what is still to come."""

from collections.abc import Iterable, Iterator

from bot.commands.base import Block
from bot.commands.shared import blocks as b
from bot.commands.shared.lamps import names
from bot.commands.shared.words import who
from bot.models import RequestState
from bot.services.relationships.summaries import RequestSummary
from bot.services.trails.milestones import Milestone
from bot.text import Mrkdwn, Reader


def build(t: Reader, summary: RequestSummary, steps: Iterable[Milestone]) -> list[Block]:
    """Draw the steps one below the other; nothing where none are known."""
    done = [_done(t, step) for step in steps]
    if not done:
        return []
    title, ahead = t.mrkdwn("timeline-title"), list(_ahead(t, summary))
    return [b.section(b.lines_within(b.SECTION, [title, *done, *ahead], lambda _left: "…"))]


def _done(t: Reader, step: Milestone) -> Mrkdwn:
    whole = step.step == RequestState.ESTABLISHED and step.links
    key = "timeline-established-links" if whole else f"timeline-{step.step.replace('_', '-')}"
    said = t.mrkdwn(key, count=step.count, links=names(t, step.links))
    by = f" · {who(t, step.by)}" if step.step != RequestState.EXPIRED else ""
    behalf = f" · {t.mrkdwn('event-on-behalf', owner=who(t, step.on_behalf_of))}" if step.on_behalf_of else ""
    return t.mrkdwn("timeline-done", at=step.at, said=Mrkdwn(f"{said}{by}{behalf}"))


def _ahead(t: Reader, summary: RequestSummary) -> Iterator[Mrkdwn]:
    """Say what a request that waits is still to go through."""
    if summary.state is RequestState.PENDING:
        yield t.mrkdwn("timeline-lacks", links=names(t, summary.lacks))
        if summary.due_at:
            yield t.mrkdwn("timeline-due", due=summary.due_at)
