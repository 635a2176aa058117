"""The desk as App Home opens with it: four numbers and one bar, as they were counted a few minutes ago."""

from collections.abc import Sequence

from bot.commands.base import Block
from bot.commands.shared import blocks as b
from bot.services.report.figures import Supporters
from bot.services.report.latest import NAMED, DeskOverview
from bot.text import Mrkdwn, Reader, clip

# Only when it was counted differs while the numbers stay.
COUNTED = "counted"
# Marks of the bar, and by which of them each part is drawn.
CELLS, RESELLERS, OURS, UNSET = 24, "█", "▓", "░"
NAME = 40


def build(t: Reader, found: DeskOverview | None) -> list[Block]:
    """Draw it; nothing before anything was counted, or imported."""
    if found is None or not found.figures.supporters.total:
        return []
    return [
        _numbers(t, found),
        _bar(t, found),
        b.context(t.mrkdwn("desk-at", at=found.figures.at), block_id=COUNTED),
    ]


def cells(counts: Sequence[int]) -> list[int]:
    """Divide the bar among the counts; whatever there is gets a cell, and the largest parts give it up."""
    total = sum(counts)
    shares = [max(round(count * CELLS / total), 1) if count else 0 for count in counts]
    while sum(shares) != CELLS:
        step = 1 if sum(shares) < CELLS else -1
        at = max(range(len(shares)), key=lambda place: (shares[place], counts[place]))
        shares[at] += step
    return shares


def _numbers(t: Reader, found: DeskOverview) -> Block:
    figures = found.figures
    counts = {
        "requests": sum(figures.ages),
        "established": figures.established,
        "ends": sum(figures.ends),
        "record": t.plain("report-unknown") if figures.refused is None else figures.refused,
    }
    return b.fields(*(t.mrkdwn(f"desk-{key}", count=count) for key, count in counts.items()))


def _bar(t: Reader, found: DeskOverview) -> Block:
    """Draw who supports how much; the lines below it say the same in words and numbers."""
    by = found.figures.supporters
    total, parts = by.total, (_resellers(by), by.ours, by.unset)
    drawn = "".join(mark * many for mark, many in zip((RESELLERS, OURS, UNSET), cells(parts), strict=True))
    said = [t.mrkdwn("desk-bar", count=total), Mrkdwn(drawn)]
    for key, mark, count in zip(("resellers", "ours", "unset"), (RESELLERS, OURS, UNSET), parts, strict=True):
        if count:
            line = t.mrkdwn(f"desk-{key}", mark=mark, count=count, share=_share(t, count, total))
            said.append(Mrkdwn(f"{line}{_named(t, found) if key == 'resellers' else ''}"))
    return b.section(Mrkdwn("\n".join(said)))


def _named(t: Reader, found: DeskOverview) -> Mrkdwn:
    """Name the resellers with most, each with its share, and count the others."""
    by = found.figures.supporters
    shown, others = by.named[:NAMED], len(by.named[NAMED:]) + by.other_resellers
    names = [
        t.mrkdwn(
            "desk-reseller",
            name=clip(found.names.get(one.partner_id, one.partner_id), NAME),
            share=_share(t, one.count, by.total),
        )
        for one in shown
    ]
    if others:
        left = _resellers(by) - sum(one.count for one in shown)
        names.append(t.mrkdwn("desk-others", count=others, share=_share(t, left, by.total)))
    return Mrkdwn(f": {', '.join(names)}")


def _resellers(by: Supporters) -> int:
    return by.total - by.ours - by.unset


def _share(t: Reader, count: int, total: int) -> str:
    """Say how many of a hundred; less than one is not nothing."""
    share = round(100 * count / total)
    return t.plain("desk-share", share=share) if share else t.plain("desk-share-little")
