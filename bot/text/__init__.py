"""Texts: every word that a person reads, in one reader's language and time zone."""

from bot.text.readers import (
    LANGUAGES,
    Mrkdwn,
    Reader,
    clip,
    escape,
    mention,
    parse_catalogue,
    reader,
)

__all__ = ["LANGUAGES", "Mrkdwn", "Reader", "clip", "escape", "mention", "parse_catalogue", "reader"]
