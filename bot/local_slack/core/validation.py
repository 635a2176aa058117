"""Gateway to the Block Kit checks: their findings recorded, the refusals worded."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from bot.local_slack import blockkit
from bot.local_slack.base.errors import ApiError
from bot.local_slack.base.faults import Faults
from bot.local_slack.base.models import Json
from bot.local_slack.base.state import State
from bot.local_slack.base.wire import Wire
from bot.local_slack.blockkit import Violation

# Blocks that workspaces came to know by and by, and the images that one can show.
ROLLED_OUT = frozenset({"data_visualization", "data_table"})
IMAGES = frozenset({"image/png", "image/jpeg", "image/gif"})


class Validator:
    """Checks of documents that record each violation with its pointer and return the strict ones."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire

    def modal(self, view: Any, name: str, ref: str = "") -> list[Violation]:
        """Check a modal as sent to `views.*`."""
        return self.record(blockkit.check_modal(view), name, ref, "/view")

    def home(self, view: Any, name: str, ref: str = "") -> list[Violation]:
        """Check a Home tab as sent to `views.publish`."""
        return self.record(blockkit.check_home(view), name, ref, "/view")

    def message(self, payload: Any, name: str, ref: str = "", *, update: bool = False) -> list[Violation]:
        """Check a message body: text, blocks, attachments, metadata."""
        return self.record(blockkit.check_message(payload, update=update), name, ref)

    def options(self, answer: Any, ref: str) -> list[Violation]:
        """Check the answer to a `block_suggestion`."""
        return self.record(blockkit.check_options(answer), "block_suggestion", ref)

    def response_action(self, answer: Any, input_ids: Collection[str], ref: str) -> list[Violation]:
        """Check the answer to a `view_submission`."""
        found = blockkit.check_response_action(answer, input_ids)
        return self.record(found, "view_submission", ref)

    def record(self, found: Iterable[Violation], name: str, ref: str = "", prefix: str = "") -> list[Violation]:
        """Write violations to the wire record (lint with `ok` true) and return the strict ones."""
        strict = []
        for violation in found:
            self.note(
                name,
                violation.code,
                violation.message,
                ref=ref,
                pointer=prefix + violation.pointer,
                strict=violation.strict,
            )
            if violation.strict:
                strict.append(violation)
        return strict

    def note(
        self, name: str, code: str, message: str, *, ref: str = "", pointer: str = "", strict: bool = True
    ) -> None:
        """Record one violation that is not about Block Kit."""
        data = {"code": code, "message": message}
        self._wire.add("violation", name, data, ref=ref, ok=not strict, pointer=pointer)


def refused_here(state: State, faults: Faults, payload: Any) -> list[Violation]:
    """Find blocks that this workspace does not take, though they are as they should be.

    Those that Slack has not rolled out to it yet, as the fault `unknown_block` says, and images of files that are
    none, that are not whole, or that the bot did not bring.
    """
    blocks = payload.get("blocks") if isinstance(payload, dict) else None
    found = []
    for number, block in enumerate(blocks if isinstance(blocks, list) else ()):
        kind, pointer = block.get("type"), f"/blocks/{number}"
        if kind in ROLLED_OUT and faults.take("unknown_block", kind):
            found.append(Violation(f"{pointer}/type", "unknown_block", f"unsupported type: {kind}", True))
        elif kind == "image" and not _is_shown(state, block.get("slack_file")):
            found.append(Violation(f"{pointer}/slack_file", "bad_file", "invalid slack file", True))
    return found


def _is_shown(state: State, file: Any) -> bool:
    if not isinstance(file, dict) or "id" not in file:
        return True
    upload = state.files.get(str(file["id"]))
    mine = upload is not None and upload.user == state.app.bot_user_id
    return mine and upload is not None and upload.complete and upload.mimetype in IMAGES


def as_errors(violations: Iterable[Violation], prefix: str = "") -> list[Json]:
    """The `errors` list of an `invalid_blocks` answer (docs/slack.md#messages)."""
    return [
        {
            "code": found.code,
            "message": found.message,
            "field": found.pointer.rsplit("/", 1)[-1],
            "pointer": prefix + found.pointer,
        }
        for found in violations
    ]


def refuse(code: str, violations: list[Violation], prefix: str = "") -> ApiError:
    """Build an ApiError that carries the violations both ways Slack words them."""
    messages = [f"[ERROR] {v.message} [json-pointer:{prefix}{v.pointer}]" for v in violations]
    return ApiError(code, errors=as_errors(violations, prefix), response_metadata={"messages": messages})


def refuse_view(violations: list[Violation]) -> ApiError:
    """Build the error of `views.*` for a bad view: `view_too_large` or `invalid_arguments`."""
    too_large = any(v.code == "view_too_large" for v in violations)
    return refuse("view_too_large" if too_large else "invalid_arguments", violations, "/view")


def refuse_message(violations: list[Violation]) -> ApiError:
    """Build the error of `chat.*` for a bad message, by the part that is wrong."""
    first = violations[0]
    part = first.pointer.split("/")[1] if "/" in first.pointer else ""
    return refuse(_message_error(part, first), violations)


def _message_error(part: str, first: Violation) -> str:
    if part == "metadata":
        return "invalid_metadata_format" if first.pointer == "/metadata" else "invalid_metadata_schema"
    if part == "blocks":
        return "invalid_blocks_format" if (first.pointer, first.code) == ("/blocks", "wrong_type") else "invalid_blocks"
    if part == "attachments":
        return "too_many_attachments" if first.code == "too_many" else "invalid_attachments"
    return first.code if first.code in ("msg_too_long", "no_text") else "invalid_arguments"
