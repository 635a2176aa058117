"""Whatever went wrong, in words for the person and one log line; the reference ties both together."""

import logging

from bot.commands.base import Answer, FieldErrors, Message, Nothing, PushModal, Say, UpdateModal
from bot.commands.payload import part_of, parts_of, text_of
from bot.commands.shared.blocks import context, section
from bot.db.troubles import trouble
from bot.dispatch.delivery import DeliveryKind
from bot.dispatch.turn import Outcome, Turn, message_view
from bot.errors import BotError, Conflict, Denied, InvalidInput, NotFound, Unavailable
from bot.services.roles import denial_mrkdwn, denial_plain
from bot.text import Mrkdwn, Reader

log = logging.getLogger(__name__)

LABELS: dict[type[Exception], str] = {
    Denied: "denied",
    InvalidInput: "invalid",
    NotFound: "gone",
    Conflict: "conflict",
    Unavailable: "unavailable",
}


def outcome(turn: Turn, error: Exception) -> Outcome:
    """Answer with what tells of `error`: a field's at that field, anything else where the person looks."""
    label = next((label for kind, label in LABELS.items() if isinstance(error, kind)), _unnamed(error))
    _log(turn, error, label)
    if isinstance(error, InvalidInput) and (block := _block(turn, error.field)):
        return Outcome(turn, FieldErrors({block: _words(error, turn.t, plain=True)}), label, final=False)
    return Outcome(turn, place(turn, message(error, turn.t, turn.reference)), label, final=False)


def _unnamed(error: Exception) -> str:
    return "unavailable" if trouble(error) else "error"


def _block(turn: Turn, field: str) -> str | None:
    """Find the field's block in a submitted view, or else its first input; None where the view has no input at all.

    Slack takes errors at inputs only. Ids may carry their parent after a colon, so that a changed parent empties them.
    """
    if turn.delivery.kind is not DeliveryKind.SUBMISSION:
        return None
    blocks = parts_of(part_of(turn.delivery.body, "view"), "blocks")
    inputs = [text_of(block, "block_id") for block in blocks if block.get("type") == "input"]
    return next((key for key in inputs if key.partition(":")[0] == field), inputs[0] if inputs else None)


def message(error: Exception, t: Reader, reference: str) -> Message:
    """Say what failed and what to do, with the reference; never the text of an unexpected exception."""
    words = Mrkdwn(_words(error, t, plain=False))
    small = t.mrkdwn("error-reference", reference=reference)
    return Message(Mrkdwn(f"{words} {small}"), (section(words), context(small)))


def place(turn: Turn, said: Message) -> Answer:
    """Put `said` where the person will see it: in the modal they are in, else beside the message, only for them."""
    if turn.delivery.kind is DeliveryKind.SUBMISSION:
        return UpdateModal(message_view(said, turn.t, "error-title"))
    if turn.delivery.kind is DeliveryKind.CLICK and turn.delivery.in_modal:
        return PushModal(message_view(said, turn.t, "error-title"))
    # Whoever closed a window does not wait for an answer.
    return Nothing() if turn.delivery.kind is DeliveryKind.CLOSED else Say(said)


def _words(error: Exception, t: Reader, *, plain: bool) -> str:
    if not isinstance(error, BotError):
        found = trouble(error)
        return t.plain(f"error-database-{found}" if found else "error-unexpected")
    try:
        if isinstance(error, Denied):
            return denial_plain(t, error) if plain else denial_mrkdwn(t, error)
        return (t.plain if plain else t.mrkdwn)(error.key, **error.args_for_text)
    except KeyError as missing:
        log.error("no words for an error: %s", missing)
        return t.plain("error-unexpected")


def _log(turn: Turn, error: Exception, label: str) -> None:
    where = f"{turn.delivery.kind} {turn.delivery.name!r}"
    if isinstance(error, BotError):
        log.info("%s by %s: %s (%s) [%s]", where, turn.delivery.user_id, label, error.key, turn.reference)
    else:
        log.error("%s by %s failed [%s]", where, turn.delivery.user_id, turn.reference, exc_info=error)
