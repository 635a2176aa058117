"""Rules of the rich text block and everything inside it (docs.slack.dev rich-text-block)."""

from typing import Any

from bot.local_slack.blockkit import limits
from bot.local_slack.blockkit.composition import link_url
from bot.local_slack.blockkit.rules import (
    Fields,
    Path,
    Report,
    Rule,
    accept,
    array,
    boolean,
    integer,
    matching,
    one_of,
    picked,
    record,
    string,
    tagged,
)

_STYLES = ("bold", "italic", "strike", "code", "underline", "highlight", "client_highlight", "unlink")
_style = record({}, dict.fromkeys(_STYLES, boolean))
_identifier = string(255)
_name = string(limits.BLOCK_ID)
_border = integer(0, 1)


def block_id(value: Any, path: Path, report: Report) -> None:
    """An identifier that no other block of the same screen has."""
    _name(value, path, report)
    if type(value) is not str:
        return
    if value in report.block_ids:
        report.add(path, "duplicate_block_id", "give each block of a view or message its own block_id")
    report.block_ids.add(value)


def _leaf(required: Fields, optional: Fields | None = None) -> Rule:
    return record({"type": accept, **required}, {"style": _style, **(optional or {})})


_LEAVES: Fields = {
    "text": _leaf({"text": string(limits.TEXT)}),
    "link": _leaf({"url": link_url}, {"text": string(limits.TEXT, 0), "unsafe": boolean}),
    "emoji": _leaf({"name": _identifier}, {"unicode": _identifier, "skin_tone": integer(1, 6), "url": link_url}),
    "user": _leaf({"user_id": _identifier}),
    "usergroup": _leaf({"usergroup_id": _identifier}),
    "channel": _leaf({"channel_id": _identifier}),
    "team": _leaf({"team_id": _identifier}),
    "broadcast": _leaf({"range": one_of("here", "channel", "everyone")}),
    "color": _leaf({"value": matching(r"#[0-9A-Fa-f]{3,8}", "a colour such as #2C2D30", 9)}),
    "date": _leaf(
        {"timestamp": integer(0), "format": string(limits.TEXT)},
        {"url": link_url, "fallback": string(limits.TEXT, 0), "timezone": _identifier},
    ),
}

# Slack lists these too (rich-text-section-element) but they come from its own products; their insides are not checked.
_FOREIGN: Fields = dict.fromkeys(
    [
        "attachment_mention",
        "canvas",
        "canvas_user_mention",
        "canvas_message_unfurl",
        "citation",
        "file",
        "list_record",
        "message_mention",
        "salesforce_data_field",
        "tag",
        "work_object_mention",
        "workflow_mention",
    ],
    accept,
)
_INLINE: Fields = {**_LEAVES, **_FOREIGN}
_inline = array(tagged("a rich text section", _INLINE, _INLINE), None, 0)
_preformatted = array(tagged("preformatted text", picked(_LEAVES, ("text", "link")), _INLINE), None, 0)
_section = record({"type": accept, "elements": _inline})
_items = array(tagged("a rich text list", {"rich_text_section": _section}, _INLINE), None, 1)

_PARTS: Fields = {
    "rich_text_section": _section,
    "rich_text_quote": record({"type": accept, "elements": _inline}, {"border": _border}),
    "rich_text_preformatted": record(
        {"type": accept, "elements": _preformatted}, {"border": _border, "language": _identifier}
    ),
    "rich_text_list": record(
        {"type": accept, "style": one_of("bullet", "ordered"), "elements": _items},
        {"indent": integer(0, limits.LIST_INDENT), "offset": integer(0), "border": _border},
    ),
}

rich_text: Rule = record(
    {"type": one_of("rich_text"), "elements": array(tagged("a rich text block", _PARTS, _INLINE), None, 0)},
    {"block_id": block_id},
)
"""A rich text block, also as a table cell or as the initial value of an input."""
