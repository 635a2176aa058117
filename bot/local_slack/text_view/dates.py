"""Slack's date tokens in plain English (docs.slack.dev date-element)."""

import re
from datetime import UTC, datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo

from bot.local_slack.mrkdwn import Date

_DATE_TOKEN = re.compile(r"\{([a-z_]+)\}")
_PRETTY = {-1: "yesterday", 0: "today", 1: "tomorrow"}
_UNITS = (("day", 86400), ("hour", 3600), ("minute", 60))


def _zone(name: str) -> tzinfo | None:
    if name == "UTC":
        return UTC
    try:
        return ZoneInfo(name)
    except (KeyError, OSError, ValueError):
        return None


def _ordinal(day: int) -> str:
    suffix = "th" if 10 <= day % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(day % 10, "th")
    return f"{day}{suffix}"


def _ago(gap: timedelta) -> str:
    seconds = int(abs(gap.total_seconds()))
    unit, size = next((unit for unit in _UNITS if seconds >= unit[1]), ("second", 1))
    count = seconds // size
    words = f"{count} {unit}{'' if count == 1 else 's'}"
    return f"in {words}" if gap.total_seconds() > 0 else f"{words} ago"


def _spellings(at: datetime) -> dict[str, str]:
    """Spell every fixed date token of Slack in plain English (docs.slack.dev date-element)."""
    full = f"{at:%B} {_ordinal(at.day)}, {at.year}"
    hour = at.hour % 12 or 12
    return {
        "date": full,
        "date_num": f"{at:%Y-%m-%d}",
        "date_slash": f"{at:%d/%m/%Y}",
        "date_short": f"{at:%b} {at.day}, {at.year}",
        "date_long": f"{at:%A}, {full}",
        "date_long_full": f"{at:%B} {at.day}, {at.year}",
        "day_divider": f"{at:%A}, {full}",
        "time": f"{hour}:{at:%M %p}",
        "time_secs": f"{hour}:{at:%M:%S %p}",
    }


def _date_token(token: str, at: datetime, now: datetime | None) -> str | None:
    spelled = _spellings(at)
    plain = token.removesuffix("_pretty")
    if token == "ago":  # noqa: S105
        return _ago(at - now) if now else f"{spelled['date_short']} {spelled['time']}"
    if plain != token and now is not None:
        near = _PRETTY.get((at.date() - now.date()).days)
        return near or spelled.get(plain)
    return spelled.get(plain)


def date_words(date: Date, now: datetime | None, tz: str) -> str:
    """Write a date token in the zone ``tz`` (IANA), or its fallback when its format, time or zone is unknown.

    ``now`` (aware) makes "today" possible; without it the same moment is written in full.
    """
    zone = _zone(tz)
    try:
        at = datetime.fromtimestamp(date.timestamp, zone) if zone else None
        local_now = now.astimezone(zone) if now else None
    except (ValueError, OverflowError, OSError):
        at = None
    if at is None:
        return date.fallback
    words = {token: _date_token(token, at, local_now) for token in _DATE_TOKEN.findall(date.format)}
    if None in words.values():
        return date.fallback
    text = _DATE_TOKEN.sub(lambda found: words[found[1]] or "", date.format)
    return f"{text} <{date.link}>" if date.link else text
