"""Rules of the layout blocks and of a list of blocks on a surface (docs/slack.md#block-kit)."""

from typing import Any

from bot.local_slack.blockkit import composition as parts
from bot.local_slack.blockkit import limits
from bot.local_slack.blockkit.charts import chart_fields, count_chart
from bot.local_slack.blockkit.element_rules import image_alt
from bot.local_slack.blockkit.elements import ELEMENTS, image
from bot.local_slack.blockkit.rich_text import block_id, rich_text
from bot.local_slack.blockkit.rules import (
    Fields,
    Path,
    Report,
    Rule,
    accept,
    array,
    at_least_one,
    boolean,
    exactly_one,
    one_of,
    picked,
    record,
    string,
    tagged,
)
from bot.local_slack.blockkit.tables import count_table, data_table_fields, data_table_shape, table_fields

_TEXT_KINDS = {"plain_text": parts.text(), "mrkdwn": parts.text()}


def _holding(place: str, names: tuple[str, ...]) -> Rule:
    return tagged(place, picked(ELEMENTS, names), ELEMENTS)


def _block(required: Fields, optional: Fields | None = None, *rules: Rule) -> Rule:
    return record({"type": accept, **required}, {"block_id": block_id, **(optional or {})}, *rules)


def count_markdown(value: Any, path: Path, report: Report) -> None:
    """The markdown blocks of one message share one budget of characters."""
    text = value.get("text")
    if type(text) is not str:
        return
    before, report.markdown = report.markdown, report.markdown + len(text)
    if len(text) <= limits.MARKDOWN_TOTAL and before <= limits.MARKDOWN_TOTAL < report.markdown:
        total = f"{report.markdown} characters in all markdown blocks"
        report.add((path, "text"), "too_long", f"{total}, at most {limits.MARKDOWN_TOTAL}")


def count_input(value: Any, path: Path, report: Report) -> None:
    """Counts input blocks; file uploads cannot dispatch actions (docs.slack.dev input-block)."""
    report.inputs += 1
    element = value.get("element")
    kind = element.get("type") if type(element) is dict else None
    if kind == "file_input" and value.get("dispatch_action") is True:
        report.add((path, "dispatch_action"), "not_allowed", "not possible with file_input: remove it")


def collapse_order(value: Any, path: Path, report: Report) -> None:
    """A container that can collapse has no header line."""
    if value.get("is_collapsible") is True and value.get("has_header_divider") is True:
        report.add((path, "has_header_divider"), "conflict", "not possible with is_collapsible")


_context_item = tagged("a context block", {**_TEXT_KINDS, "image": image}, {**ELEMENTS, **_TEXT_KINDS})

_LAYOUT: Fields = {
    "section": _block(
        {},
        {
            "text": parts.text(),
            "fields": array(parts.text(limits.SECTION_FIELD_TEXT), limits.SECTION_FIELDS),
            "accessory": _holding("a section's accessory", limits.SECTION_ACCESSORIES),
            "expand": boolean,
        },
        at_least_one("text", "fields"),
    ),
    "divider": _block({}),
    "header": _block({"text": parts.plain(limits.HEADER_TEXT)}),
    "context": _block({"elements": array(_context_item, limits.CONTEXT_ELEMENTS)}),
    "image": _block(
        {"alt_text": string(limits.ALT_TEXT, 0)},
        {
            "image_url": parts.web_url,
            "slack_file": parts.slack_file,
            "title": parts.plain(limits.IMAGE_TITLE),
        },
        exactly_one("image_url", "slack_file"),
        image_alt,
    ),
    "rich_text": rich_text,
    "markdown": _block({"text": string(limits.MARKDOWN_TOTAL)}, {}, count_markdown),
    "table": _block(*table_fields, count_table),
    "data_table": _block(*data_table_fields, data_table_shape),
    "data_visualization": _block(chart_fields, {}, count_chart),
    "video": _block(
        {
            "alt_text": string(limits.ALT_TEXT),
            "title": parts.plain(limits.VIDEO_TITLE),
            "video_url": parts.secure_url,
            "thumbnail_url": parts.web_url,
        },
        {
            "title_url": parts.secure_url,
            "description": parts.plain(limits.VIDEO_DESCRIPTION),
            "author_name": string(limits.VIDEO_NAME),
            "provider_name": string(limits.VIDEO_NAME),
            "provider_icon_url": parts.web_url,
        },
    ),
    "file": _block({"external_id": string(255), "source": one_of("remote")}),
    "call": _block({"call_id": string(255)}, {"api_decoration_available": boolean, "call": accept}),
    "alert": _block(
        {"text": parts.text(limits.ALERT_TEXT)},
        {"level": one_of("default", "info", "warning", "error", "success")},
    ),
}

_INTERACTIVE: Fields = {
    "actions": _block(
        {"elements": array(_holding("an actions block", limits.ACTIONS_CONTENT), limits.ACTIONS_ELEMENTS)}
    ),
    "context_actions": _block(
        {"elements": array(_holding("a context_actions block", limits.CONTEXT_ACTIONS_CONTENT), limits.CONTEXT_ACTIONS)}
    ),
    "input": _block(
        {
            "label": parts.plain(limits.INPUT_LABEL),
            "element": _holding("an input block", limits.INPUT_CONTENT),
        },
        {"hint": parts.plain(limits.INPUT_HINT), "optional": boolean, "dispatch_action": boolean},
        count_input,
    ),
}

_image_only = _holding("this image", ("image",))
_card = _block(
    {},
    {
        "hero_image": _image_only,
        "icon": _image_only,
        "slack_icon": accept,
        "title": parts.text(limits.CARD_TITLE),
        "subtitle": parts.text(limits.CARD_TITLE),
        "body": parts.text(limits.CARD_BODY),
        "subtext": parts.text(limits.CARD_BODY),
        "actions": array(_holding("a card", ("button",)), limits.CARD_ACTIONS),
    },
    at_least_one("hero_image", "title", "actions", "body"),
)
_task = _block(
    {
        "task_id": string(255),
        "title": string(limits.TEXT),
        "status": one_of("pending", "in_progress", "complete", "error"),
    },
    {
        "details": rich_text,
        "output": rich_text,
        "sources": array(record({"type": one_of("url"), "url": parts.web_url, "text": string(limits.TEXT)})),
    },
)
_provider_text = parts.plain(limits.PROVIDER_NAME)

_NESTED: Fields = {
    "card": _card,
    "carousel": _block(
        {"elements": array(tagged("a carousel", {"card": _card}, limits.BLOCK_SURFACES), limits.CAROUSEL_CARDS)}
    ),
    "task_card": _task,
    "plan": _block(
        {"title": string(limits.TEXT)},
        {"tasks": array(tagged("a plan", {"task_card": _task}, limits.BLOCK_SURFACES), limits.PLAN_TASKS, 0)},
    ),
    "container": _block(
        {
            "child_blocks": array(
                tagged("a container", {**_LAYOUT, **_INTERACTIVE, "card": _card}, limits.BLOCK_SURFACES),
                limits.CONTAINER_BLOCKS,
            )
        },
        {
            "title": parts.plain(limits.CONTAINER_TITLE),
            "rich_text_title": rich_text,
            "subtitle": parts.text(limits.CONTAINER_TITLE),
            "width": one_of("narrow", "standard", "wide", "full"),
            "icon": _image_only,
            **dict.fromkeys(("is_collapsible", "default_collapsed", "has_header_divider"), boolean),
        },
        at_least_one("title", "rich_text_title"),
        collapse_order,
    ),
    "auth_provider": _block(
        {"value": string(limits.PROVIDER_VALUE), "name": _provider_text, "is_connected": boolean},
        {
            "description": parts.plain(limits.PROVIDER_TEXT),
            "icon_url": parts.secure_url,
            "auth_url": parts.secure_url,
            "disconnect_url": parts.secure_url,
            "connected_identity": _provider_text,
            "connected_context": _provider_text,
            "accessory": _holding("this accessory", ("overflow",)),
            "fallback": array(accept, None, 0),
        },
    ),
}

BLOCKS: Fields = {**_LAYOUT, **_INTERACTIVE, **_NESTED}
