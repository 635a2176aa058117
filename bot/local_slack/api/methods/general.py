"""auth.test, apps.connections.open, team.info, bots.info, oauth.v2.access and blocks.validate."""

from __future__ import annotations

from bot.local_slack import blockkit
from bot.local_slack.api.call import Call
from bot.local_slack.base.errors import ApiError
from bot.local_slack.base.models import Json
from bot.local_slack.core.validation import refuse
from bot.local_slack.transport.sockets import require_socket_mode


def auth_test(call: Call) -> Json:
    """Name the workspace and the bot user of the token."""
    state, app = call.core.state, call.app
    return {
        "url": f"https://{state.team.domain}.slack.com/",
        "team": state.team.name,
        "user": state.users[app.bot_user_id].name,
        "team_id": state.team.id,
        "user_id": app.bot_user_id,
        "bot_id": app.bot_id,
        "is_enterprise_install": False,
    }


def connections_open(call: Call) -> Json:
    """Return a websocket address with a single-use ticket. ApiError forbidden_team."""
    require_socket_mode(call.app)
    return {"url": call.core.sockets.ticket(call.core.base_url)}


def team_info(call: Call) -> Json:
    """Describe the workspace. ApiError team_not_found for another id."""
    team = call.core.state.team
    if call.text("team", team.id) != team.id:
        raise ApiError("team_not_found")
    return {"team": {"id": team.id, "name": team.name, "domain": team.domain, "icon": {"image_default": True}}}


def bots_info(call: Call) -> Json:
    """Describe the app's bot. ApiError bot_not_found for another id."""
    app = call.app
    if call.text("bot", app.bot_id) != app.bot_id:
        raise ApiError("bot_not_found")
    bot = {"id": app.bot_id, "deleted": False, "name": app.name, "app_id": app.id, "user_id": app.bot_user_id}
    return {"bot": bot}


def oauth_access(call: Call) -> Json:
    """Exchange a one-time code for the bot token. ApiError invalid_client_id, bad_client_secret, invalid_code."""
    app, team = call.app, call.core.state.team
    if call.text("client_id") != app.client_id:
        raise ApiError("invalid_client_id")
    if call.text("client_secret") != app.client_secret:
        raise ApiError("bad_client_secret")
    if not call.core.grants.redeem_oauth_code(call.text("code")):
        raise ApiError("invalid_code")
    return {
        "access_token": app.bot_token,
        "token_type": "bot",
        "scope": ",".join(app.scopes),
        "bot_user_id": app.bot_user_id,
        "app_id": app.id,
        "team": {"id": team.id, "name": team.name},
        "enterprise": None,
        "is_enterprise_install": False,
        "authed_user": {"id": call.core.state.installer},
    }


def blocks_validate(call: Call) -> Json:
    """Check one of blocks, view or message (docs/slack.md#messages). ApiError invalid_blocks with the errors."""
    given = [name for name in ("blocks", "view", "message") if name in call.args]
    if len(given) != 1:
        raise ApiError("invalid_arguments", detail="send exactly one of blocks, view, message")
    name = given[0]
    document = call.args[name]
    if name == "blocks":
        found = blockkit.check_blocks(document, "message")
    else:
        found = blockkit.check_view(document) if name == "view" else blockkit.check_message(document)
    strict = call.core.validator.record(found, call.method, call.ref, f"/{name}")
    if strict:
        raise refuse("invalid_blocks", strict, f"/{name}")
    return {}


METHODS = {
    "auth.test": auth_test,
    "apps.connections.open": connections_open,
    "team.info": team_info,
    "bots.info": bots_info,
    "oauth.v2.access": oauth_access,
    "blocks.validate": blocks_validate,
}
