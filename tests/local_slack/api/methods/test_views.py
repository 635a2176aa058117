"""Triggers, hashes, stacks and what survives an update (docs/slack.md#clocks, docs/slack.md#views)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from bot.local_slack import NotVisible
from tests.local_slack.api_client import Api, served
from tests.local_slack.tiny_bot import ANN, BEN, form, manifest, note, option, plain, seed

Json = dict[str, Any]


async def opened(api: Api, view: Json | None = None) -> Json:
    answer = await api("views.open", trigger_id=await api.trigger(ANN), view=view or form())
    assert answer["ok"], answer
    shown: Json = answer["view"]
    return shown


async def test_triggers_are_single_use_and_short_lived(api: Api) -> None:
    trigger = await api.trigger(ANN)
    assert await api.error("views.open", trigger_id="1.2.x", view=form()) == "invalid_trigger_id"
    assert await api.error("views.open", view=form()) == "invalid_arguments"
    assert (await api("views.open", trigger_id=trigger, view=form()))["ok"]
    assert await api.error("views.open", trigger_id=trigger, view=form()) == "exchanged_trigger_id"
    late = await api.trigger(ANN)
    api.ws.advance(timedelta(seconds=3.1))
    assert await api.error("views.open", trigger_id=late, view=form()) == "expired_trigger_id"


async def test_an_invalid_view_does_not_use_the_trigger_up(api: Api) -> None:
    trigger = await api.trigger(ANN)
    bad = await api("views.open", trigger_id=trigger, view=form(submit=None))
    assert (bad["error"], bad["errors"][0]["pointer"]) == ("invalid_arguments", "/view/submit")
    assert (await api("views.open", trigger_id=trigger, view=form()))["ok"]


async def test_a_view_over_250_kb_is_too_large(api: Api) -> None:
    big = [{"type": "section", "fields": [plain("x" * 2000)] * 10} for _ in range(14)]
    trigger = await api.trigger(ANN)
    assert await api.error("views.open", trigger_id=trigger, view=note("Big", blocks=big)) == "view_too_large"


async def test_the_stack_holds_three(api: Api) -> None:
    root = await opened(api, note("1"))
    for title in ("2", "3"):
        pushed = await api("views.push", trigger_id=await api.trigger(ANN), view=note(title))
        assert pushed["view"]["root_view_id"] == root["id"]
    assert await api.error("views.push", trigger_id=await api.trigger(ANN), view=note("4")) == "push_limit_reached"
    assert await api.error("views.push", trigger_id=await api.trigger(BEN), view=note("1")) == "not_found"
    hidden = await api("views.update", view_id=root["id"], view=note("Changed below"))
    assert hidden["ok"]
    ann = api.ws.person(ANN)
    assert [view.title for view in api.ws.state.stack(ANN)] == ["Changed below", "2", "3"]
    await ann.dismiss()
    assert await api.error("views.update", view_id=root["id"], view=note("x")) == "not_found"


async def test_old_hashes_conflict(api: Api) -> None:
    view = await opened(api)
    once = await api("views.update", view_id=view["id"], hash=view["hash"], view=form())
    assert once["view"]["hash"] != view["hash"]
    stale = {"view_id": view["id"], "hash": view["hash"], "view": form()}
    assert await api.error("views.update", **stale) == "hash_conflict"
    assert (await api("views.update", view_id=view["id"], view=form()))["ok"]
    assert await api.error("views.update", view=form()) == "invalid_arguments"


async def test_external_ids_are_unique_and_find_views(api: Api) -> None:
    await opened(api, note("1", external_id="mine"))
    other = {"trigger_id": await api.trigger(BEN), "view": note("2", external_id="mine")}
    assert await api.error("views.open", **other) == "duplicate_external_id"
    found = await api("views.update", external_id="mine", view=note("Found", external_id="mine"))
    assert found["view"]["title"]["text"] == "Found"


async def test_input_is_kept_iff_block_and_action_stay(api: Api) -> None:
    view = await opened(api)
    ann = api.ws.person(ANN)
    await ann.type("reason", "typed")
    await ann.type("reason", "typed more")
    changed = form()
    changed["blocks"][1]["block_id"] = "customer_2"
    await api("views.update", view_id=view["id"], view=changed)
    assert ann.value("reason") == "typed more"
    changed["blocks"][2]["element"] |= {"action_id": "other", "initial_value": "fresh"}
    await api("views.update", view_id=view["id"], view=changed)
    assert ann.value("reason") == "fresh"


async def test_a_choice_that_is_no_longer_offered_goes(api: Api) -> None:
    view = await opened(api)
    ann = api.ws.person(ANN)
    api.ws.app.manifest["settings"]["interactivity"]["is_enabled"] = False
    await ann.select("kind", "1")
    changed = form()
    changed["blocks"][0]["element"]["options"] = [option("Two", "2")]
    await api("views.update", view_id=view["id"], view=changed)
    assert ann.value("kind") is None


async def test_loaded_options_do_not_outlive_their_view(api: Api) -> None:
    view = await opened(api)
    ann = api.ws.person(ANN)
    assert ann.modal is not None
    ann.modal.loaded["customer/customer"] = {"options": [option("Acme", "17")]}
    await ann.select("customer", "Acme")
    await api("views.update", view_id=view["id"], view=form())
    assert ann.value("customer") == option("Acme", "17")
    with pytest.raises(NotVisible, match="search first"):
        await ann.select("customer", "Acme")


async def test_initial_values_fill_the_state(api: Api) -> None:
    view = form()
    view["blocks"][0]["element"]["initial_option"] = option("Two", "2")
    shown = await opened(api, view)
    assert shown["state"]["values"]["kind"]["kind"]["selected_option"]["value"] == "2"
    assert shown["state"]["values"]["reason"]["reason"]["value"] is None


async def test_missing_ids_are_made_up(api: Api) -> None:
    view = form()
    del view["blocks"][2]["block_id"]
    del view["blocks"][2]["element"]["action_id"]
    shown = await opened(api, view)
    assert shown["blocks"][2]["block_id"]
    assert shown["blocks"][2]["element"]["action_id"]


async def test_home_needs_its_tab_and_follows_hashes(api: Api) -> None:
    home = {"type": "home", "blocks": [{"type": "divider"}]}
    first = await api("views.publish", user_id=ANN, view=home)
    second = await api("views.publish", user_id=ANN, view=home, hash=first["view"]["hash"])
    assert second["view"]["id"] == first["view"]["id"]
    stale = {"user_id": ANN, "view": home, "hash": first["view"]["hash"]}
    assert await api.error("views.publish", **stale) == "hash_conflict"
    assert await api.error("views.publish", user_id="U404", view=home) == "invalid_arguments"
    assert await api.error("views.publish", user_id=ANN, view=note("modal")) == "invalid_arguments"
    assert api.ws.person(BEN).home is None


async def test_home_can_be_off() -> None:
    without = manifest()
    without["features"]["app_home"]["home_tab_enabled"] = False
    async with served(seed(without)) as api:
        home = {"type": "home", "blocks": [{"type": "divider"}]}
        assert await api.error("views.publish", user_id=ANN, view=home) == "not_enabled"


async def test_what_the_bot_keeps_does_not_change_what_is_shown(api: Api) -> None:
    shown = await opened(api)
    shown["blocks"].clear()
    ann = api.ws.person(ANN)
    assert ann.modal is not None
    assert len(ann.modal.blocks) == 3
