"""Denials in a person's language: the roles that may, the groups that give them, and what to do next."""

import re

from bot.errors import Denied
from bot.services.policy import Role
from bot.text import Mrkdwn, Reader, escape


def group_mention(group_id: str) -> Mrkdwn:
    """Mention a user group by id, which shows its present handle; anything that is no id is shown as text."""
    return Mrkdwn(f"<!subteam^{group_id}>") if re.fullmatch(r"S[A-Z0-9]+", group_id) else escape(group_id)


def role_name(t: Reader, role: str) -> str:
    """Return Partner Center's name of a role in the reader's language."""
    return t.plain(f"role-{Role(role).value.replace('_', '-')}")


def denial_mrkdwn(t: Reader, denied: Denied) -> Mrkdwn:
    """Word a denial for a message, with groups as mentions."""
    said = [t.mrkdwn(denied.key, **_named(t, denied))]
    if denied.key == "denied-role":
        groups = _tuple(denied, "groups")
        given = t.mrkdwn("denied-role-groups", groups=groups, count=len(groups))
        said.append(given if groups else t.mrkdwn("denied-role-no-group"))
    return Mrkdwn("\n".join(said))


def denial_plain(t: Reader, denied: Denied) -> str:
    """Word a denial for a form field, where Slack shows no mentions, with groups by handle."""
    said = [t.plain(denied.key, **_named(t, denied))]
    if denied.key == "denied-role":
        groups = _tuple(denied, "handles")
        given = t.plain("denied-role-groups", groups=groups, count=len(groups))
        said.append(given if groups else t.plain("denied-role-no-group"))
    return " ".join(said)


def _named(t: Reader, denied: Denied) -> dict[str, object]:
    roles = tuple(role_name(t, role) for role in _tuple(denied, "roles"))
    return {**denied.args_for_text, "roles": roles, "count": len(roles)}


def _tuple(denied: Denied, name: str) -> tuple[str, ...]:
    value = denied.args_for_text.get(name, ())
    return value if isinstance(value, tuple) else ()
