"""users.info, users.list and users.lookupByEmail."""

from __future__ import annotations

from bot.local_slack.api.call import Call
from bot.local_slack.base.errors import ApiError
from bot.local_slack.base.models import Json, User
from bot.local_slack.core.objects import user_object


def _shown(call: Call, user: User) -> Json:
    return user_object(call.core.state, user, call.scopes, locale=call.flag("include_locale"))


def users_info(call: Call) -> Json:
    """Return a user; ApiError user_not_found, user_not_visible."""
    return {"user": _shown(call, call.user())}


def users_list(call: Call) -> Json:
    """List the users and the externals with a shared channel; by pages when `limit` is given."""
    state = call.core.state
    bot = call.app.bot_user_id
    known = [u for u in state.users.values() if not state.is_external(u) or state.shares_channel(u.id, bot)]
    page, metadata = call.page(known, default=len(known))
    return {"members": [_shown(call, user) for user in page], "cache_ts": int(state.clock.unix()), **metadata}


def users_lookup(call: Call) -> Json:
    """Find the active user with an e-mail address. ApiError users_not_found."""
    wanted = call.text("email").casefold()
    for user in call.core.state.users.values():
        if user.email.casefold() == wanted and not user.deleted:
            return {"user": user_object(call.core.state, user, call.scopes)}
    raise ApiError("users_not_found")


METHODS = {"users.info": users_info, "users.list": users_list, "users.lookupByEmail": users_lookup}
