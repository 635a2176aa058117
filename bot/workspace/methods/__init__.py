"""The Web API methods, one small function each, by name."""

from __future__ import annotations

from collections.abc import Callable

from bot.workspace.arguments import Call
from bot.workspace.methods import chat, conversations, files, general, people, usergroups, views
from bot.workspace.models import Json

Method = Callable[[Call], Json]

METHODS: dict[str, Method] = {
    **general.METHODS,
    **people.METHODS,
    **usergroups.METHODS,
    **conversations.METHODS,
    **chat.METHODS,
    **views.METHODS,
    **files.METHODS,
}
