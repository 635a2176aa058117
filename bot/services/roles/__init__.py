"""Which roles a person has, from Slack's user groups; in doubt, none (issue 2 item 4, slack.md 1.6)."""

from bot.services.roles.cache import GroupSource, RoleCache, RoleMap, RoleStatus
from bot.services.roles.groups import UserGroup, UserGroups
from bot.services.roles.texts import denial_mrkdwn, denial_plain

__all__ = [
    "UserGroup",
    "GroupSource",
    "UserGroups",
    "RoleCache",
    "RoleMap",
    "RoleStatus",
    "denial_mrkdwn",
    "denial_plain",
]
