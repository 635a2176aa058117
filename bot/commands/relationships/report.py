"""The weekly picture of the desk: charts and a table where the workspace knows them, else lines; `text` says it all."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta

from bot.commands.base import Block, Message
from bot.commands.shared import blocks as b
from bot.commands.shared import charts
from bot.commands.shared.charts import ChartSeries
from bot.db import Database
from bot.services.on_record.health import BAD, RecordHealth
from bot.services.outbox.ports import NotBefore, Rendering
from bot.services.people.rhythm import Rhythm
from bot.services.report import overview
from bot.services.report.figures import DeskFigures
from bot.services.report.overview import ReportOverview
from bot.text import Mrkdwn, Reader, clip

# Whoever waits for a turn of a second or for a moment of Slack's is not late.
SOON = timedelta(minutes=10)
NAME, FILE = 60, "report.png"


@dataclass(frozen=True)
class ReportLine:
    """One number: what it counts, now and before; None where that is not known."""

    label: str
    now: float | None
    before: float | None = None


@dataclass(frozen=True)
class ReportSection:
    """Numbers about one thing; `total` is told at its head, and `topic` names it where there is little room."""

    topic: str
    heading: str
    total: ReportLine
    lines: Sequence[ReportLine]


async def weekly(database: Database, rendering: Rendering) -> Message | NotBefore | None:
    """Draw a week as it was counted, in working hours if it is late; None when a later week was told already."""
    now, week = rendering.sent_at or rendering.due_at, str(rendering.payload["week"])
    found = await database.read(lambda s: overview.of_week(s, week))
    if found is None:
        return None
    if now - rendering.due_at > SOON and (open_at := Rhythm(rendering.t.zone).working(now)) > now:
        return NotBefore(open_at)
    return message(rendering.t, found)


def message(t: Reader, found: ReportOverview) -> Message:
    """Draw the overview: the heads of all sections, two charts and a table of everything."""
    sections = _sections(t, found)
    opening = [Mrkdwn(f"*{t.mrkdwn('report-title')}*"), _as_of(t, found)]
    text = b.lines_within(b.SECTION, [*opening, *_lines(t, sections)], lambda _left: "…")
    heads = Mrkdwn("\n".join([*opening, *(_head(t, section) for section in sections)]))
    drawn = _charts(t, found)
    blocks = [b.section(heads), *drawn, _table(t, sections)]
    image = charts.image(FILE, drawn, lambda value: _number(t, value))
    return Message(text, blocks, plainer=[b.section(text)], image=image)


def _as_of(t: Reader, found: ReportOverview) -> Mrkdwn:
    at = t.mrkdwn("report-at", at=found.now.at)
    since = t.mrkdwn("report-since", since=found.before.at) if found.before else t.mrkdwn("report-no-earlier")
    return Mrkdwn(f"{at} {since}")


def _sections(t: Reader, found: ReportOverview) -> list[ReportSection]:
    now, before = found.now, found.before
    ages = _counted(t, "report-age", now.ages, before.ages if before else None)
    ends = _counted(t, "report-end", now.ends, before.ends if before else None)
    accepted = ReportLine(t.plain("report-accepted"), now.established, before.established if before else None)
    median = ReportLine(t.plain("report-median"), _rounded(now), _rounded(before))
    supporters = list(_supporters(t, found))
    total = ReportLine(t.plain("report-total"), now.supporters.total, before.supporters.total if before else None)
    return [
        _section(t, "requests", _total(t, ages), ages),
        _section(t, "established", accepted, [median]),
        _section(t, "ends", _total(t, ends), ends),
        _section(t, "supporters", total, supporters),
        *_record(t, found),
    ]


def _record(t: Reader, found: ReportOverview) -> Iterator[ReportSection]:
    """Tell of partners on record by their health, those refused at the head; nothing where that was not counted."""
    now, before = found.now.record, found.before.record if found.before else None
    if now is None:
        return
    lines = {
        each: ReportLine(
            t.plain(f"report-record-{each.replace('_', '-')}"),
            now.get(each, 0),
            None if before is None else before.get(each, 0),
        )
        for each in (*BAD, RecordHealth.UNKNOWN, RecordHealth.VALID)
    }
    earlier = found.before.refused if found.before else None
    refused = ReportLine(t.plain("report-record-refused"), found.now.refused, earlier)
    yield _section(t, "record", refused, [line for line in lines.values() if line.now or line.before])


def _section(t: Reader, key: str, total: ReportLine, lines: Sequence[ReportLine]) -> ReportSection:
    return ReportSection(t.plain(f"report-topic-{key}"), t.plain(f"report-{key}"), total, lines)


def _counted(t: Reader, key: str, now: Sequence[int], before: Sequence[int] | None) -> list[ReportLine]:
    """Pair counts of now and before, place by place."""
    return [
        ReportLine(t.plain(f"{key}-{place}"), count, before[place] if before else None)
        for place, count in enumerate(now)
    ]


def _total(t: Reader, lines: Sequence[ReportLine]) -> ReportLine:
    known = [line.before for line in lines if line.before is not None]
    before = sum(known) if len(known) == len(lines) else None
    return ReportLine(t.plain("report-total"), sum(line.now or 0 for line in lines), before)


def _rounded(figures: DeskFigures | None) -> float | None:
    return None if figures is None or figures.median_days is None else round(figures.median_days, 1)


def _supporters(t: Reader, found: ReportOverview) -> Iterator[ReportLine]:
    """Tell of each reseller with a name, the others together, and us; who was not named before is not compared."""
    now, before = found.now.supporters, found.before.supporters if found.before else None
    known = {share.partner_id: share.count for share in before.named} if before else {}
    for share in now.named:
        name = clip(found.names.get(share.partner_id, share.partner_id), NAME)
        yield ReportLine(name, share.count, known.get(share.partner_id))
    if now.others:
        yield ReportLine(t.plain("report-others", count=now.other_resellers), now.others)
    yield ReportLine(t.plain("report-ours"), now.ours, before.ours if before else None)
    yield ReportLine(t.plain("report-unset"), now.unset, before.unset if before else None)


def _lines(t: Reader, sections: Sequence[ReportSection]) -> Iterator[Mrkdwn]:
    for section in sections:
        yield _head(t, section)
        yield from (_line(t, "report-line", line.label, line) for line in section.lines)


def _head(t: Reader, section: ReportSection) -> Mrkdwn:
    return _line(t, "report-headline", section.heading, section.total)


def _line(t: Reader, key: str, label: str, line: ReportLine) -> Mrkdwn:
    given, change = {"label": label, "value": _number(t, line.now)}, _change(t, line)
    return t.mrkdwn(f"{key}-change", **given, change=change) if change else t.mrkdwn(key, **given)


def _number(t: Reader, value: float | None) -> str:
    return t.plain("report-unknown") if value is None else t.plain("report-number", value=value)


def _risen(line: ReportLine) -> float | None:
    """Return by how much a number rose; None where one of both is not known."""
    return None if line.now is None or line.before is None else round(line.now - line.before, 1)


def _change(t: Reader, line: ReportLine) -> str:
    """Say how much a number rose or fell; nothing where that is not known."""
    by = _risen(line)
    if by is None:
        return ""
    return t.plain("report-up" if by > 0 else "report-down", by=abs(by)) if by else t.plain("report-same")


def _charts(t: Reader, found: ReportOverview) -> list[Block]:
    now, before = found.now, found.before
    drawn = []
    if any(now.ages) or (before and any(before.ages)):
        series = [ChartSeries(t.plain("report-chart-now"), now.ages)]
        series += [ChartSeries(t.plain("report-chart-before"), before.ages)] if before else []
        labels = [t.plain(f"report-age-{place}") for place in range(len(now.ages))]
        axes = t.plain("report-chart-age"), t.plain("report-chart-count")
        drawn.append(charts.bars(t.plain("report-chart-requests"), labels, series, axes))
    if slices := list(_slices(t, found)):
        drawn.append(charts.pie(t.plain("report-chart-supporters"), slices))
    return drawn


def _slices(t: Reader, found: ReportOverview) -> Iterator[tuple[str, int]]:
    supporters = found.now.supporters
    for share in supporters.named:
        yield found.names.get(share.partner_id, share.partner_id), share.count
    rest = {"others": supporters.others, "ours": supporters.ours, "unset": supporters.unset}
    yield from ((t.plain(f"report-chart-{key}"), count) for key, count in rest.items() if count)


def _table(t: Reader, sections: Sequence[ReportSection]) -> Block:
    header = [t.plain(f"report-table-{column}") for column in ("about", "what", "now", "change")]
    rows = [
        [charts.words(section.topic), charts.words(line.label), *_cells(t, line)]
        for section in sections
        for line in (section.total, *section.lines)
    ]
    return charts.table(t.plain("report-table"), header, rows, row_header=1)


def _cells(t: Reader, line: ReportLine) -> list[Block]:
    """Draw a number and its change, each to be sorted by its value."""
    unknown = charts.words(t.plain("report-unknown"))
    known = (line.now, _number(t, line.now)), (_risen(line), _change(t, line))
    return [unknown if value is None else charts.number(value, text) for value, text in known]
