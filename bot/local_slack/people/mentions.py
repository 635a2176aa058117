"""Messages that name somebody: what the client counts in red."""

from __future__ import annotations

import json
from collections.abc import Iterable

from bot.local_slack.base.models import Group, Message

EVERYBODY = ("<!here", "<!channel", "<!everyone", '"type": "broadcast"')


def names_of(user_id: str, groups: Iterable[Group]) -> tuple[str, ...]:
    """List how messages name a person: alone, by an active group they are in, or with everybody.

    Markup says `<@U…>` and `<!subteam^S…>`; the elements of a rich text say `user_id` and `usergroup_id`.
    """
    named = [f"<@{user_id}>", f"<@{user_id}|", f'"user_id": "{user_id}"']
    for group in groups:
        if user_id in group.users and not group.date_delete:
            named += [f"<!subteam^{group.id}>", f"<!subteam^{group.id}|", f'"usergroup_id": "{group.id}"']
    return (*named, *EVERYBODY)


def mentions(message: Message, names: Iterable[str]) -> bool:
    """Tell if the text, blocks or attachments of a message hold one of `names`."""
    rich = [message.blocks, message.attachments]
    said = message.text + json.dumps(rich) if any(rich) else message.text
    return any(name in said for name in names)
