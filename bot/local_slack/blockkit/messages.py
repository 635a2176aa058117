"""Check of a message: text, blocks, attachments and metadata (docs/slack.md#messages)."""

from typing import Any

from bot.local_slack.blockkit import limits
from bot.local_slack.blockkit.rules import Fields, Path, Report, Violation, accept, array, record, string
from bot.local_slack.blockkit.surfaces import blocks

# The older parts of an attachment are plain and unbounded in the documentation; only their presence is known.
_ATTACHMENT: Fields = {
    "blocks": blocks,
    **dict.fromkeys(
        [
            "actions",
            "author_icon",
            "author_id",
            "author_link",
            "author_name",
            "callback_id",
            "color",
            "fallback",
            "fields",
            "footer",
            "footer_icon",
            "id",
            "image_url",
            "mrkdwn_in",
            "preview",
            "pretext",
            "text",
            "thumb_url",
            "title",
            "title_link",
            "ts",
        ],
        accept,
    ),
}
_attachments = array(record({}, _ATTACHMENT), limits.MESSAGE_ATTACHMENTS, 0)


def _flat(value: Any) -> bool:
    """Tell if a metadata value holds at most one level of objects or arrays."""
    inner = value.values() if type(value) is dict else value if type(value) is list else ()
    return not any(type(item) in (dict, list) for item in inner)


def _event_payload(value: Any, path: Path, report: Report) -> None:
    if type(value) is not dict:
        report.wrong(path, value, "an object")
        return
    for key, item in value.items():
        if not _flat(item):
            report.add((path, key), "too_deep", "at most one level of objects or arrays: flatten it")


_metadata = record(
    {"event_type": string(limits.METADATA_EVENT_TYPE), "event_payload": _event_payload}, {"entities": accept}
)


def _text(value: Any, path: Path, report: Report, update: bool) -> None:
    if type(value) is not str:
        report.wrong(path, value, "a text")
    elif update and len(value) > limits.MESSAGE_TEXT:
        message = f"{len(value)} characters; chat.update takes at most {limits.MESSAGE_TEXT}: shorten it"
        report.add(path, "msg_too_long", message)
    elif len(value) > limits.MESSAGE_TEXT_CUT:
        report.lint(path, "text_cut", f"Slack cuts after {limits.MESSAGE_TEXT_CUT} characters: send a file")
    elif len(value) > limits.MESSAGE_TEXT:
        report.lint(path, "long_text", f"above the advised {limits.MESSAGE_TEXT} characters: shorten it")


def _spoken(payload: dict[str, Any], report: Report) -> None:
    """Advice about ``text``: notifications and screen readers know nothing else of a message with blocks."""
    text = payload.get("text")
    words = text.strip().strip(".!?… ").casefold() if type(text) is str else ""
    if text is None or (type(text) is str and not text.strip()):
        report.lint((None, "text"), "missing_text", "say in text what the blocks say; screen readers read only it")
    elif type(text) is str and (not words or words in limits.LAZY_TEXTS):
        report.lint((None, "text"), "lazy_text", "say what the message says, not that there is one")


def _has_content(payload: dict[str, Any]) -> bool:
    return any(payload.get(key) for key in ("text", "blocks", "attachments")) or bool(payload.get("delete_original"))


def check_message(payload: Any, *, update: bool = False) -> list[Violation]:
    """Violations of the message part of a post, an update, a response_url body or a command's answer.

    Other arguments (channel, thread_ts, response_type ...) are not examined. ``update`` applies the limits of
    ``chat.update``, where a long text is refused (code ``msg_too_long``) instead of cut.
    """
    report = Report("message")
    if type(payload) is not dict:
        report.wrong(None, payload, "an object")
        return report.found
    if "text" in payload:
        _text(payload["text"], (None, "text"), report, update)
    for key, rule in (("blocks", blocks), ("attachments", _attachments), ("metadata", _metadata)):
        if key in payload:
            rule(payload[key], (None, key), report)
    if not _has_content(payload):
        report.add((None, "text"), "no_text", "send text, blocks or attachments")
    elif payload.get("blocks"):
        _spoken(payload, report)
    return report.found
