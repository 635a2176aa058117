"""users.info, users.list and users.lookupByEmail."""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bot.local_slack.arguments import Call
from bot.local_slack.errors import ApiError
from bot.local_slack.models import Json, User
from bot.local_slack.state import State


def user_object(state: State, user: User, scopes: Collection[str], *, locale: bool = False) -> Json:
    """A user as Slack shows it to an app with these scopes; externals have no locale (slack.md 1.7)."""
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
    """The members every user object has; `offset` is the zone's distance from UTC."""
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


def _shown(call: Call, user: User) -> Json:
    return user_object(call.ws.state, user, call.scopes, locale=call.flag("include_locale"))


def users_info(call: Call) -> Json:
    """One user."""
    return {"user": _shown(call, call.user())}


def users_list(call: Call) -> Json:
    """Every user of the workspace and the externals it shares channels with; by pages when `limit` is given."""
    state = call.ws.state
    bot = call.app.bot_user_id
    known = [u for u in state.users.values() if not state.is_external(u) or state.shares_channel(u.id, bot)]
    page, metadata = call.page(known, default=len(known))
    return {"members": [_shown(call, user) for user in page], "cache_ts": int(state.clock.unix()), **metadata}


def users_lookup(call: Call) -> Json:
    """The active user with an e-mail address. ApiError users_not_found."""
    wanted = call.text("email").casefold()
    for user in call.ws.state.users.values():
        if user.email.casefold() == wanted and not user.deleted:
            return {"user": user_object(call.ws.state, user, call.scopes)}
    raise ApiError("users_not_found")


METHODS = {"users.info": users_info, "users.list": users_list, "users.lookupByEmail": users_lookup}
