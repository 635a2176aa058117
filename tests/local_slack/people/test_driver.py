"""People at the client: what they can see and use, element by element."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from bot.local_slack import NotVisible
from tests.local_slack.api_client import Api
from tests.local_slack.tiny_bot import ANN, BEN, EVE, GENERAL, SECRET, TinyBot, note, option, plain, socket_bot


async def test_message_menus_and_ephemerals_in_interactions() -> None:
    async with socket_bot() as (ws, bot):
        ann = ws.person(ANN)
        menu = {"type": "external_select", "action_id": "customer", "min_query_length": 0, "placeholder": plain("Who")}
        blocks = [{"type": "actions", "block_id": "b", "elements": [menu]}]
        await bot.client.chat_postEphemeral(channel=GENERAL, user=ANN, text="Choose", blocks=blocks)
        shown = await ann.search("customer")
        assert shown.labels == ["Acme ", "Apex"]
        await ann.select("customer", "Apex")
        body = bot.seen["acted"][0]
        assert body["container"]["is_ephemeral"] is True
        assert "message" not in body
        assert body["state"]["values"]["b"]["customer"]["selected_option"]["value"] == "18"


Json = dict[str, Any]


def field(kind: str, **more: Any) -> Json:
    name = more.pop("name", kind)
    optional = more.pop("optional", False)
    element = {"type": kind, "action_id": name} | more
    return {"type": "input", "block_id": name, "label": plain(name), "element": element, "optional": optional}


async def show(api: Api, *blocks: Json) -> None:
    view = note("Fields", submit=plain("Go"), blocks=list(blocks))
    answer = await api("views.open", trigger_id=await api.trigger(ANN), view=view)
    assert answer["ok"], answer


@pytest.mark.parametrize(
    ("block", "choice", "held"),
    [
        (field("users_select"), BEN, BEN),
        (field("multi_users_select"), [ANN, BEN], [ANN, BEN]),
        (field("conversations_select"), GENERAL, GENERAL),
        (field("channels_select"), GENERAL, GENERAL),
        (field("multi_conversations_select"), [GENERAL], [GENERAL]),
        (field("datepicker"), "2026-02-28", "2026-02-28"),
        (field("timepicker"), "09:30", "09:30"),
        (field("datetimepicker"), 1_800_000_000, 1_800_000_000),
        (field("radio_buttons", options=[option("A", "a"), option("B", "b")]), "B", option("B", "b")),
        (
            field("checkboxes", options=[option("A", "a"), option("B", "b")]),
            ["a", "B"],
            [option("A", "a"), option("B", "b")],
        ),
        (field("multi_static_select", options=[option("A", "a")]), ["a"], [option("A", "a")]),
    ],
)
async def test_choices_are_held_in_slacks_shape(api: Api, block: Json, choice: Any, held: Any) -> None:
    await show(api, block)
    ann = api.ws.person(ANN)
    await ann.select(block["block_id"], choice)
    assert ann.value(block["block_id"]) == held


@pytest.mark.parametrize(
    ("block", "choice"),
    [
        (field("users_select"), "U404"),
        (field("channels_select"), "C404"),
        (field("datepicker"), "2026-02-30"),
        (field("timepicker"), "24:00"),
        (field("datetimepicker"), "noon"),
        (field("static_select", options=[option("A", "a")]), "b"),
        (field("static_select", options=[option("A", "a")]), None),
        (field("multi_static_select", options=[option("A", "a"), option("B", "b")], max_selected_items=1), ["a", "b"]),
        (field("plain_text_input"), "a"),
    ],
)
async def test_choices_that_are_not_offered(api: Api, block: Json, choice: Any) -> None:
    await show(api, block)
    with pytest.raises(NotVisible):
        await api.ws.person(ANN).select(block["block_id"], choice)


@pytest.mark.parametrize(
    ("block", "text", "problem"),
    [
        (field("plain_text_input", min_length=3), "ab", "at least 3"),
        (field("plain_text_input"), "", "required"),
        (field("email_text_input"), "nobody", "email"),
        (field("url_text_input"), "example", "URL"),
        (field("number_input", is_decimal_allowed=False), "1.5", "number"),
        (field("number_input", is_decimal_allowed=True, min_value="2"), "1.5", "at least 2"),
        (field("number_input", is_decimal_allowed=False, max_value="2"), "3", "at most 2"),
    ],
)
async def test_the_client_refuses_before_sending(api: Api, block: Json, text: str, problem: str) -> None:
    await show(api, block)
    ann = api.ws.person(ANN)
    await ann.type(block["block_id"], text)
    outcome = await ann.submit()
    assert outcome.did == "refused_by_client"
    assert problem in outcome.errors[block["block_id"]]


async def test_optional_fields_may_stay_empty_or_be_cleared() -> None:
    async with socket_bot() as (ws, bot):
        blocks = [
            field("static_select", options=[option("A", "a")], optional=True),
            field("plain_text_input", optional=True),
        ]
        view = note("Optional", submit=plain("Go"), blocks=blocks, callback_id="form")
        await bot.client.views_open(trigger_id=ws.grants.trigger(ANN), view=view)
        ann = ws.person(ANN)
        await ann.select("static_select", "A")
        await ann.select("static_select", None)
        assert (await ann.submit()).ok
        values = bot.seen["submitted"][0]["view"]["state"]["values"]
        assert values["static_select"]["static_select"]["selected_option"] is None


async def text_actions(bot: TinyBot) -> list[str]:
    return [body["actions"][0]["value"] for body in bot.seen.get("acted", [])]


@pytest.mark.parametrize(
    ("triggers", "expected"),
    [(None, ["ab"]), (["on_enter_pressed"], ["ab"]), (["on_character_entered"], ["a"])],
)
async def test_text_dispatches_as_its_config_says(triggers: list[str] | None, expected: list[str]) -> None:
    async with socket_bot() as (ws, bot):
        config = {"dispatch_action_config": {"trigger_actions_on": triggers}} if triggers else {}
        block = field("plain_text_input", name="text", **config) | {"dispatch_action": True}
        view = note("Text", submit=plain("Go"), blocks=[block])
        await bot.client.views_open(trigger_id=ws.grants.trigger(ANN), view=view)
        ann = ws.person(ANN)
        await ann.type("text", "a")
        await ann.type("text", "ab", enter=True)
        assert await text_actions(bot) == expected


async def test_a_confirm_dialog_can_be_declined() -> None:
    async with socket_bot() as (ws, bot):
        dialog = {"title": plain("Sure?"), "text": plain("Really"), "confirm": plain("Yes"), "deny": plain("No")}
        button = {"type": "button", "action_id": "go", "text": plain("Go"), "confirm": dialog}
        blocks = [{"type": "actions", "block_id": "b", "elements": [button]}]
        await bot.client.chat_postMessage(channel=ANN, text="Choose", blocks=blocks)
        ann = ws.person(ANN)
        declined = await ann.click("go", confirm=False)
        assert (declined.did, declined.confirm, bot.seen) == ("cancelled", dialog, {})
        assert (await ann.click("go")).confirm == dialog
        assert len(bot.seen["acted"]) == 1


async def test_an_overflow_menu_and_equal_buttons() -> None:
    async with socket_bot() as (ws, bot):
        overflow = {"type": "overflow", "action_id": "more", "options": [option("Edit", "e"), option("Drop", "d")]}
        buttons = [
            {"type": "button", "action_id": f"pick_{number}", "text": plain("Pick"), "value": str(number)}
            for number in (1, 2)
        ]
        blocks = [{"type": "actions", "block_id": "b", "elements": [overflow, *buttons]}]
        await bot.client.chat_postMessage(channel=ANN, text="Choose", blocks=blocks)
        ann = ws.person(ANN)
        await ann.click("more", "Drop")
        assert bot.seen["acted"][0]["actions"][0]["selected_option"]["value"] == "d"
        with pytest.raises(NotVisible, match="Edit"):
            await ann.click("more", "Copy")
        with pytest.raises(NotVisible, match="2 things"):
            await ann.click("Pick")
        await ann.click("Pick", "2")
        assert bot.seen["acted"][1]["actions"][0]["value"] == "2"


async def test_menus_of_one_name_are_told_apart_by_what_they_offer() -> None:
    async with socket_bot() as (ws, bot):
        blocks = [
            {"type": "section", "text": plain(of), "accessory": {"type": "overflow", "action_id": "more"} | menu}
            for of in ("a", "b")
            for menu in [{"options": [option("Edit", f"edit:{of}"), option("Drop", f"drop:{of}")]}]
        ]
        await bot.client.chat_postMessage(channel=ANN, text="Choose", blocks=blocks)
        ann = ws.person(ANN)
        await ann.click("more", "drop:b")
        assert bot.seen["acted"][0]["actions"][0]["selected_option"]["value"] == "drop:b"
        with pytest.raises(NotVisible, match="2 things"):
            await ann.click("more", "drop:c")


async def test_choosing_is_not_clicking(api: Api) -> None:
    await show(api, field("static_select", options=[option("A", "a")]))
    with pytest.raises(NotVisible, match="use select or type"):
        await api.ws.person(ANN).click("static_select")
    with pytest.raises(NotVisible, match="no search"):
        await api.ws.person(ANN).search("static_select", "a")
    with pytest.raises(NotVisible, match="nothing can be typed"):
        await api.ws.person(ANN).type("static_select", "a")


async def test_the_modal_covers_messages() -> None:
    async with socket_bot() as (ws, bot):
        button = {"type": "button", "action_id": "go", "text": plain("Go")}
        blocks = [{"type": "actions", "block_id": "b", "elements": [button]}]
        await bot.client.chat_postMessage(channel=ANN, text="Choose", blocks=blocks)
        await bot.client.views_open(trigger_id=ws.grants.trigger(ANN), view=note("Cover"))
        ann = ws.person(ANN)
        with pytest.raises(NotVisible, match="the modal 'Cover'"):
            await ann.click("go")
        await ann.close()
        assert (await ann.click("go")).ok


async def test_what_each_person_sees(api: Api) -> None:
    ws = api.ws
    ben, ann = ws.person("ben"), ws.person(ANN)
    assert ben.id == BEN
    with pytest.raises(NotVisible, match="general"):
        ben.messages(SECRET)
    ws.admin.join(GENERAL, EVE)
    eve = ws.person(EVE)
    assert [channel.id for channel in eve.channels()] == [GENERAL]
    with pytest.raises(NotVisible, match="another workspace"):
        await eve.command("/desk")
    await api("chat.postMessage", channel=GENERAL, text="one")
    assert (ann.unread(GENERAL), eve.unread(GENERAL)) == (1, 1)
    ann.read(GENERAL)
    assert (ann.unread(GENERAL), eve.unread(GENERAL)) == (0, 1)
    ws.admin.deactivate(BEN)
    with pytest.raises(NotVisible, match="No active person"):
        ws.person(BEN)


async def test_nothing_to_press_without_a_modal(api: Api) -> None:
    ann = api.ws.person(ANN)
    for press in (ann.submit, ann.close, ann.dismiss):
        with pytest.raises(NotVisible, match="No modal"):
            await press()
    await api("views.open", trigger_id=await api.trigger(ANN), view=note("Read only"))
    with pytest.raises(NotVisible, match="no submit"):
        await ann.submit()
    with pytest.raises(NotVisible, match="no conversation"):
        await ann.say("C404", "hi")


async def test_a_file_input_hands_over_a_file() -> None:
    async with socket_bot() as (ws, bot):
        block = field("file_input", name="file", filetypes=["csv"])
        view = note("Upload", submit=plain("Go"), blocks=[block], callback_id="form")
        await bot.client.views_open(trigger_id=ws.grants.trigger(ANN), view=view)
        ann = ws.person(ANN)
        file_id = ann.attach("rows.csv", b"a,b")
        await ann.select("file", [file_id])
        assert (await ann.submit()).ok
        files = bot.seen["submitted"][0]["view"]["state"]["values"]["file"]["file"]["files"]
        assert files[0]["name"] == "rows.csv"
        told = await bot.client.files_info(file=files[0]["id"])
        assert told["file"]["url_private_download"] == files[0]["url_private_download"]


async def test_the_submit_button_waits_while_the_bot_thinks() -> None:
    async with socket_bot() as (ws, bot):
        view = note("Slow", submit=plain("Go"), callback_id="form")
        await bot.client.views_open(trigger_id=ws.grants.trigger(ANN), view=view)
        ann = ws.person(ANN)
        ws.faults.add("drop_envelope", "view_submission")
        pressed = asyncio.ensure_future(ann.submit())
        await ws.settle(lambda: ws.wire.payloads("view_submission"))
        with pytest.raises(NotVisible, match="disabled"):
            await ann.submit()
        ws.advance(timedelta(seconds=3))
        assert (await pressed).shown == "operation_timeout"
        assert ann.modal is not None
        assert (await ann.submit()).ok
