"""users.*: visibility, locale, pages."""

from __future__ import annotations

from bot.local_slack.base.models import User
from tests.local_slack.api_client import Api
from tests.local_slack.tiny_bot import ANN, BEN, EVE, GENERAL


async def test_people_come_all_at_once_unless_a_limit_is_given(api: Api) -> None:
    for number in range(1200):
        api.ws.state.users[f"U{number}"] = User(f"U{number}", f"u{number}", "T0HOME")
    everybody = await api("users.list")
    assert (len(everybody["members"]) > 1200, everybody["response_metadata"]["next_cursor"]) == (True, "")
    assert len((await api("users.list", limit=5000))["members"]) == 1000


async def test_people(api: Api) -> None:
    ben = (await api("users.info", user=BEN, include_locale="1"))["user"]
    assert (ben["locale"], ben["tz"], ben["profile"]["email"]) == ("es-ES", "UTC", "ben@example.com")
    assert "locale" not in (await api("users.info", user=BEN, include_locale="false"))["user"]
    assert (await api("users.info", user=ANN))["user"]["tz_offset"] == 3600
    assert await api.error("users.info", user="U404") == "user_not_found"
    assert await api.error("users.info", user=EVE) == "user_not_visible"
    api.ws.admin.join(GENERAL, EVE)
    eve = (await api("users.info", user=EVE, include_locale=True))["user"]
    assert (eve["is_stranger"], eve["team_id"], "locale" in eve) == (True, "T0OTHER", False)
    assert (await api("users.lookupByEmail", email="ANN@example.com"))["user"]["id"] == ANN
    api.ws.admin.deactivate(ANN)
    assert await api.error("users.lookupByEmail", email="ann@example.com") == "users_not_found"
    gone = (await api("users.info", user=ANN))["user"]
    assert (gone["deleted"], "tz" in gone) == (True, False)
    assert await api.error("users.info", user=ANN, include_locale="maybe") == "invalid_arguments"
