"""The Web API methods, one small function each, by name."""

from __future__ import annotations

from collections.abc import Callable

from bot.local_slack.arguments import Call
from bot.local_slack.methods import chat, conversations, files, general, people, usergroups, views
from bot.local_slack.models import Json

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
