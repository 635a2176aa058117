"""Readers: Fluent catalogues said in one language and time zone, as plain text or as Slack's mrkdwn."""

import copy
import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from functools import cache, lru_cache, partial
from pathlib import Path
from typing import Self
from zoneinfo import ZoneInfo

from babel import Locale, UnknownLocaleError
from babel.core import negotiate_locale
from babel.dates import format_date, format_datetime, format_time
from babel.lists import format_list
from fluent.runtime import FluentBundle, FluentResource
from fluent.syntax import ast

from bot.text import euphony, phrases

CATALOGUES = Path(__file__).parents[1] / "locales"
LANGUAGES = ("en", "es")
_BREAK = "\u200b"
_LONGEST_VARIABLE = 150
_LONGEST_PERSON = 60
_ENTRY = re.compile(r"^(?=[A-Za-z][\w-]* *=)", re.MULTILINE)
_FORMATTING = re.compile(r"[*_~`]|:(?=[a-z0-9_+'-]+:)|^(?=&gt;)", re.MULTILINE)


class Mrkdwn(str):
    """Text that is safe to send as Slack `mrkdwn`, since its variables were escaped when it was made."""

    __slots__ = ()


def escape(value: str) -> Mrkdwn:
    """Escape a person's text so that `mrkdwn` shows it literally.

    Slack decodes only &amp; &lt; &gt; and has no escape for emphasis, emoji names and quoted lines (which &gt; begins
    just as > does), so those get a zero-width space that breaks the pattern. That Slack honours it everywhere is
    unverified; it is invisible either way.
    """
    entities = value.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return Mrkdwn(_FORMATTING.sub(lambda match: match.group() + _BREAK, entities))


def mention(user_id: str) -> Mrkdwn:
    """Mention a person by Slack user id; anything that is no id is shown as text."""
    return Mrkdwn(f"<@{user_id}>") if re.fullmatch(r"[UW][A-Z0-9]+", user_id) else escape(user_id)


def clip(value: str, limit: int) -> str:
    """Cut a text to at most `limit` characters, the last an ellipsis if anything was cut."""
    return value if len(value) <= limit else value[: limit - 1].rstrip() + "…"


def parse_catalogue(language: str) -> Mapping[str, str]:
    """Read the catalogue of one language: file name to Fluent source."""
    return {path.name: path.read_text("utf-8") for path in sorted((CATALOGUES / language).glob("*.ftl"))}


@cache
def _entries(language: str) -> Mapping[str, str]:
    """Map each message id to its own Fluent source.

    To parse a whole catalogue takes 0.1 s and 5 MB, and little of it is ever said.
    """
    found: dict[str, str] = {}
    for source in parse_catalogue(language).values():
        for entry in _ENTRY.split(source)[1:]:
            found.setdefault(entry.partition("=")[0].strip(), entry)
    return found


@cache
def _resource(language: str, key: str) -> ast.Resource:
    resource = FluentResource(_entries(language).get(key, ""))
    return euphony.mark(resource) if language == "es" else resource


@cache
def _phrase(language: str, key: str) -> phrases.Phrase | None:
    entry = next(iter(_resource(language, key).body), None)
    return phrases.phrase(entry.value) if isinstance(entry, ast.Message) and entry.value else None


@cache
def _bundle(language: str, region: str) -> FluentBundle:
    # Isolation marks would count against Slack's 24 and 75 character limits.
    return FluentBundle([region], use_isolating=False)


@lru_cache(4096)
def _when(instant: datetime, zone: str, locale: str) -> str:
    # Babel takes a tenth of a millisecond, and a screen shows the same few instants again and again.
    return format_datetime(instant, "medium", tzinfo=ZoneInfo(zone), locale=locale)


@lru_cache(4096)
def _day(instant: datetime, zone: str, locale: str) -> str:
    return format_date(instant.astimezone(ZoneInfo(zone)), "medium", locale=locale)


@lru_cache(4096)
def _day_and_time(instant: datetime, zone: str, locale: str) -> str:
    there = instant.astimezone(ZoneInfo(zone))
    day, time = format_date(there, "medium", locale=locale), format_time(there, "short", locale=locale)
    short = there.tzname() or ""
    return f"{day} {time} {f'UTC{short}' if short.startswith(('+', '-')) else short}"


class Reader:
    """Language and time zone of whoever reads: formats messages for one locale and IANA zone; shared by `reader()`.

    Many people of other languages and zones read a team's channel: with `together`, dates are written out in this
    one's, zone included, instead of as tokens that Slack shows each of them in their own.
    """

    def __init__(self, locale: str, zone: str, *, together: bool = False) -> None:
        self.locale = locale
        self.zone = zone
        self.together = together
        self.language = negotiate_locale([locale.replace("-", "_")], LANGUAGES) or LANGUAGES[0]
        known = locale.replace("_", "-") if locale[:2] == self.language else self.language
        self._bundle = _bundle(self.language, known)
        self._babel = Locale.parse(known.replace("-", "_"))
        self._constant: dict[str, str] = {}
        self._names: Mapping[str, str] = {}

    def naming(self, names: Mapping[str, str]) -> Self:
        """Return a reader that names these people (by Slack user id) instead of mentioning them."""
        named = copy.copy(self)
        named._names = names
        return named

    def person(self, user_id: str) -> Mrkdwn:
        """Name a person who acted; whose name is not known is mentioned, which rings for them in a message."""
        name = self._names.get(user_id)
        return mention(user_id) if name is None else escape(clip(name, _LONGEST_PERSON))

    def plain(self, key: str, **variables: object) -> str:
        """Format a message for `plain_text` positions and option labels, with variables as they are.

        `variables` may be str, int, float, datetime (shown in the reader's zone), date (the same day for everybody) or
        a sequence of str (a list in the reader's grammar). Raise KeyError for a key that no catalogue has.
        """
        if not variables:
            return self._constant.get(key) or self._constant.setdefault(key, self._format(key, {}))
        return self._format(key, {name: self._plain_value(value) for name, value in variables.items()})

    def mrkdwn(self, key: str, **variables: object) -> Mrkdwn:
        """Format a message for `mrkdwn` positions: variables are escaped unless already Mrkdwn, dates become tokens."""
        if not variables:
            return Mrkdwn(self.plain(key))
        return Mrkdwn(self._format(key, {name: self._mrkdwn_value(value) for name, value in variables.items()}))

    def when(self, instant: datetime) -> str:
        """Format an instant as date and time in the reader's zone and words."""
        return _when(instant.replace(microsecond=0), self.zone, str(self._babel))

    def date_token(self, instant: datetime) -> Mrkdwn:
        """Make Slack's date token, which each viewer sees in their own zone; the fallback is in this reader's.

        Write the date out for those who read `together`.
        """
        if self.together:
            return escape(_day_and_time(instant.replace(microsecond=0), self.zone, str(self._babel)))
        fallback = self.when(instant).replace("|", "/").replace(">", "")
        return Mrkdwn(f"<!date^{int(instant.timestamp())}^{{date_short_pretty}} {{time}}|{fallback}>")

    def day_token(self, instant: datetime) -> Mrkdwn:
        """Make Slack's token of a date alone, or write it out, as `date_token` does."""
        day = _day(instant, self.zone, str(self._babel))
        if self.together:
            return escape(day)
        fallback = day.replace("|", "/").replace(">", "")
        return Mrkdwn(f"<!date^{int(instant.timestamp())}^{{date_short}}|{fallback}>")

    def join(self, items: Sequence[str]) -> str:
        """Join items to a list in the reader's grammar: "a, b, and c"."""
        if self.language == "es":
            return euphony.listed(partial(format_list, locale=self._babel), list(items))
        return format_list(list(items), locale=self._babel)

    def _format(self, key: str, variables: dict[str, object]) -> str:
        text = self._resolved(key, variables)
        return euphony.settle(text) if self.language == "es" else text

    def _resolved(self, key: str, variables: dict[str, object]) -> str:
        phrase = _phrase(self.language, key)
        if phrase and phrase.takes(variables):
            return phrase.said(variables, self._babel.plural_form)
        if not self._bundle.has_message(key):
            self._bundle.add_resource(_resource(self.language, key))
        message = self._bundle.get_message(key) if self._bundle.has_message(key) else None
        if message is None or message.value is None:
            raise KeyError(f"no text {key!r} in {self.language}")
        value, errors = self._bundle.format_pattern(message.value, variables)
        if errors:
            raise KeyError(f"text {key!r} in {self.language}: {errors[0]}")
        return str(value)

    def _plain_value(self, value: object) -> object:
        if isinstance(value, datetime):
            return self.when(value)
        if isinstance(value, date):
            return format_date(value, "medium", locale=str(self._babel))
        if isinstance(value, (list, tuple)):
            return self.join([str(item) for item in value])
        return value if isinstance(value, (int, float)) else str(value)

    def _mrkdwn_value(self, value: object) -> object:
        if isinstance(value, Mrkdwn):
            return str(value)
        if isinstance(value, datetime):
            return self.date_token(value)
        if isinstance(value, date):
            return self._plain_value(value)
        if isinstance(value, (list, tuple)):
            return self.join([str(self._mrkdwn_value(item)) for item in value])
        if isinstance(value, (int, float)):
            return value
        # Cut before escaping, so that no entity or token is ever cut in half by a limit further out.
        return str(escape(clip(str(value), _LONGEST_VARIABLE)))


@cache
def reader(locale: str, zone: str, *, together: bool = False) -> Reader:
    """Return the shared reader of a locale (BCP 47, e.g. es-ES) and IANA zone; an unknown locale reads English."""
    try:
        Locale.parse(locale.replace("-", "_"))
    except (ValueError, UnknownLocaleError):
        locale = LANGUAGES[0]
    return Reader(locale, zone, together=together)
