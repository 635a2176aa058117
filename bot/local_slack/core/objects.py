"""People and user groups as the objects that answers, events and the page carry."""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bot.local_slack.base.models import Group, Json, User
from bot.local_slack.base.state import State


def user_object(state: State, user: User, scopes: Collection[str], *, locale: bool = False) -> Json:
    """Build a user as Slack shows it to an app with these scopes; externals have no locale (docs/slack.md#people)."""
    external = state.is_external(user)
    wire = describe_user(user, state.clock.now().astimezone(_zone(user.tz)).utcoffset())
    wire["is_stranger"] = user.is_stranger
    if external:
        wire["is_restricted"] = wire["is_ultra_restricted"] = False
    elif locale:
        wire["locale"] = user.locale
    if "users:read.email" not in scopes:
        wire["profile"].pop("email")
    return wire


def describe_user(user: User, offset: timedelta | None = None) -> Json:
    """Build the members every user object has; `offset` is the zone's distance from UTC."""
    profile = {
        "real_name": user.real_name or user.name,
        "display_name": user.name,
        "email": user.email,
        "title": user.title,
        "team": user.team_id,
    }
    wire: Json = {
        "id": user.id,
        "team_id": user.team_id,
        "name": user.name,
        "real_name": user.real_name or user.name,
        "deleted": user.deleted,
        "profile": profile,
        "is_bot": user.is_bot,
        "is_app_user": False,
        "updated": user.updated,
    }
    if not user.deleted:
        wire |= {
            "tz": user.tz,
            "tz_label": user.tz,
            "tz_offset": int(offset.total_seconds()) if offset is not None else 0,
            "is_admin": user.is_admin,
            "is_owner": False,
            "is_restricted": user.is_restricted or user.is_ultra_restricted,
            "is_ultra_restricted": user.is_ultra_restricted,
        }
    return wire


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")


def group_object(group: Group, team_id: str) -> Json:
    """Build a user group without its members."""
    return {
        "id": group.id,
        "team_id": team_id,
        "is_usergroup": True,
        "is_subteam": True,
        "name": group.name,
        "description": group.description,
        "handle": group.handle,
        "is_external": group.is_external,
        "date_create": group.date_create,
        "date_update": group.date_update,
        "date_delete": group.date_delete,
        "auto_type": None,
        "auto_provision": False,
        "enterprise_subteam_id": "",
        "deleted_by": None,
        "prefs": {"channels": [], "groups": []},
    }
