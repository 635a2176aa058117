"""Web API methods, one small function each, by name."""

from __future__ import annotations

from collections.abc import Callable

from bot.local_slack.api.call import Call
from bot.local_slack.api.methods import chat, conversations, files, general, usergroups, users, views
from bot.local_slack.base.models import Json

Method = Callable[[Call], Json]

METHODS: dict[str, Method] = {
    **general.METHODS,
    **users.METHODS,
    **usergroups.METHODS,
    **conversations.METHODS,
    **chat.METHODS,
    **views.METHODS,
    **files.METHODS,
}
