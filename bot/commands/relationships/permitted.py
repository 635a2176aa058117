"""Kinds of requests that a person may see: all with the permission to view, else those that they may make."""

from bot.commands.base import Call
from bot.models import RequestType
from bot.services.invitations.permission import PERMISSION
from bot.services.policy import Action, may, require
from bot.services.relationships.listing import RequestDetail


def kinds(call: Call) -> tuple[RequestType, ...]:
    """Return the kinds that the caller may see."""
    everything = may(call.actor, Action.VIEW)
    return tuple(kind for kind in RequestType if everything or may(call.actor, PERMISSION[kind]))


def check_visible(call: Call, detail: RequestDetail) -> None:
    """Raise Denied for a kind of request that the person may neither view nor make."""
    if detail.summary.kind not in kinds(call):
        require(call.actor, Action.VIEW)
