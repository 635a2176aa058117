"""A refusal at its field."""

from bot.commands.base import Answer, Call, FieldErrors
from bot.errors import InvalidInput


def at_field(call: Call, error: InvalidInput) -> Answer:
    """The refusal at its field; at the first input where the view has no such field, re-raised where it has none."""
    inputs = [block["block_id"] for block in call.view.get("blocks", ()) if block.get("type") == "input"]
    if not inputs:
        raise error
    block_id = next((key for key in inputs if key.split(":")[0] == error.field), inputs[0])
    return FieldErrors({block_id: call.t.plain(error.key, **error.args_for_text)})
