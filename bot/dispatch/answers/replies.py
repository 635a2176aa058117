"""Replies: an answer split into what travels in the acknowledgement and what follows by the Web API."""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from bot.commands.base import (
    Answer,
    CloseModal,
    FieldErrors,
    Message,
    OpenModal,
    Options,
    PushModal,
    Say,
    SayLater,
    UpdateModal,
    View,
)
from bot.commands.shared.blocks import plain, section
from bot.dispatch.answers import failures
from bot.dispatch.answers.effects import Effects
from bot.dispatch.background import Job
from bot.dispatch.delivery import DeliveryKind
from bot.dispatch.turn import Outcome, Turn, message_view

log = logging.getLogger(__name__)

MOST_OPTIONS = 100
AckBody = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Reply:
    """Reply to a delivery: `body` is the acknowledgement (None: empty), `later` the work that follows it."""

    body: AckBody | None = None
    later: Job | None = None


class Replies:
    """Knows, for each kind of delivery, which answers Slack takes in the acknowledgement (docs/slack.md#views)."""

    def __init__(self, effects: Effects) -> None:
        self._effects = effects

    def prompt(self, outcome: Outcome) -> Reply:
        """Return the reply to a delivery that was answered in time."""
        turn, answer = outcome.turn, outcome.answer
        match turn.delivery.kind, answer:
            case DeliveryKind.COMMAND, Say(message):
                return Reply(_ephemeral(message))
            case DeliveryKind.OPTIONS, _:
                return Reply(_options(answer))
            case DeliveryKind.SUBMISSION, CloseModal(all_views, say):
                return Reply({"response_action": "clear"} if all_views else None, self._saying(turn, say))
            case DeliveryKind.SUBMISSION, UpdateModal(_, below) if below:
                return Reply(_in_modal(turn, answer), partial(self._effects.draw_below, turn, below))
            case DeliveryKind.SUBMISSION, _:
                return Reply(_in_modal(turn, answer))
        return Reply(None, self._following(turn, answer))

    def late(self, outcome: Outcome) -> Job | None:
        """Return the work for an answer whose delivery had to be acknowledged before it was ready; None if none."""
        turn, answer = outcome.turn, outcome.answer
        if turn.delivery.kind is DeliveryKind.SUBMISSION:
            below = answer.below if isinstance(answer, UpdateModal) else None
            return partial(self._effects.update, turn, _final_view(turn, answer), below)
        return self._following(turn, answer)

    def meanwhile(self, turn: Turn) -> AckBody | None:
        """Return the acknowledgement that asks for patience; None if it has nowhere to say so."""
        words = Message(turn.t.mrkdwn("still-working"))
        match turn.delivery.kind:
            case DeliveryKind.COMMAND:
                return _ephemeral(words)
            case DeliveryKind.SUBMISSION:
                return {"response_action": "update", "view": message_view(words, turn.t, "still-working-title")}
            case DeliveryKind.OPTIONS:
                return {"options": []}
        return None

    def _following(self, turn: Turn, answer: Answer) -> Job | None:
        tell: Callable[..., Any] = self._effects.tell
        match answer:
            case Say(message, replace):
                return partial(tell, turn, message, replace=replace)
            case SayLater(make):
                return partial(self._effects.tell_later, turn, make)
            case OpenModal() | PushModal():
                return partial(self._effects.show, turn, answer)
            case UpdateModal(view, below):
                return partial(self._effects.update, turn, view, below)
            case CloseModal(_, say) if turn.delivery.in_modal and turn.delivery.kind is DeliveryKind.CLICK:
                # Only a submission can close a modal (docs/slack.md#views); a click can at best show that it is over.
                return partial(self._effects.update, turn, message_view(say or _done(turn), turn.t))
            case CloseModal(_, say):
                return self._saying(turn, say)
            case FieldErrors(errors):
                return partial(tell, turn, Message(turn.t.mrkdwn("error-fields", errors=list(errors.values()))))
        return None

    def _saying(self, turn: Turn, say: Message | None) -> Job | None:
        return partial(self._effects.tell, turn, say, push=False) if say else None


def _ephemeral(message: Message) -> AckBody:
    blocks = list(message.blocks) or [section(message.text)]
    return {"response_type": "ephemeral", "text": message.text, "blocks": blocks}


def _options(answer: Answer) -> AckBody:
    if not isinstance(answer, Options):
        return {"options": []}
    groups = [
        {"label": plain(label, 75), "options": list(options[:MOST_OPTIONS])}
        for label, options in answer.groups[:MOST_OPTIONS]
        if options
    ]
    return {"option_groups": groups} if groups else {"options": list(answer.options[:MOST_OPTIONS])}


def _in_modal(turn: Turn, answer: Answer) -> AckBody | None:
    match answer:
        case FieldErrors(errors) if errors:
            return {"response_action": "errors", "errors": dict(errors)}
        case OpenModal(view) | PushModal(view):
            return {"response_action": "push", "view": view}
        case FieldErrors() | Say() | UpdateModal():
            return {"response_action": "update", "view": _final_view(turn, answer)}
    return None


def _final_view(turn: Turn, answer: Answer) -> View:
    match answer:
        case UpdateModal(view) | OpenModal(view) | PushModal(view):
            return view
        case Say(message):
            return message_view(message, turn.t)
        case CloseModal(_, say):
            return message_view(say or _done(turn), turn.t)
        case FieldErrors(errors) if errors:
            words = turn.t.mrkdwn("error-fields", errors=list(errors.values()))
            return message_view(Message(words), turn.t, "error-title")
        case FieldErrors():
            log.error("field errors without a field [%s]", turn.reference)
            return message_view(failures.message(ValueError(), turn.t, turn.reference), turn.t, "error-title")
    return message_view(_done(turn), turn.t)


def _done(turn: Turn) -> Message:
    return Message(turn.t.mrkdwn("done"))
