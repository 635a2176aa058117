"""Roles of a person, from Slack's user groups and configured user ids; in doubt, none (docs/slack.md#user-groups)."""

from bot.services.roles.admission import admission
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
    "admission",
    "denial_mrkdwn",
    "denial_plain",
]
