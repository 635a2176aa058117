"""The same stories over Socket Mode and over signed HTTP."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from bot.local_slack import NotVisible, Person, Workspace
from tests.local_slack.tiny_bot import ANN, BEN, GENERAL, Json, TinyBot, form, http_bot, note, option, plain, socket_bot

Pair = tuple[Workspace, TinyBot]


@pytest.fixture(params=["socket", "http"])
async def pair(request: pytest.FixtureRequest) -> AsyncIterator[Pair]:
    async with (socket_bot if request.param == "socket" else http_bot)() as made:
        yield made


async def opened(ws: Workspace) -> Person:
    ann = ws.person(ANN)
    assert (await ann.command("/desk", "new")).ok
    await ws.settle(lambda: ann.modal)
    return ann


async def filled(ws: Workspace) -> Person:
    ann = await opened(ws)
    await ann.select("kind", "Two")
    await ann.search("customer", "ac")
    await ann.select("customer", "Acme ac")
    await ann.type("reason", "because")
    return ann


async def test_a_command_opens_a_modal_and_is_recorded_in_order(pair: Pair) -> None:
    ws, bot = pair
    ann = await opened(ws)
    assert ann.modal is not None
    assert ann.modal.title == "Form"
    assert bot.seen["desk"][0]["user_id"] == ANN
    kinds = [(record.kind, record.name) for record in ws.wire.records() if record.name != "auth.test"]
    story = [entry for entry in kinds if entry[1] in ("slash_commands", "views.open")]
    assert set(story) == {
        ("payload", "slash_commands"),
        ("ack", "slash_commands"),
        ("call", "views.open"),
        ("answer", "views.open"),
    }
    assert story[0] == ("payload", "slash_commands")
    ack = ws.wire.acks("slash_commands")[0]
    assert ack.ok
    assert ack.delay_ms is not None
    assert 0 < ack.delay_ms < 1000
    assert ws.wire.violations() == []


async def test_a_command_answer_is_ephemeral_unless_it_says_otherwise(pair: Pair) -> None:
    ws, bot = pair
    bot.answer = {"text": "only you"}
    await ws.person(ANN).command("/echo", channel=GENERAL)
    assert [m.text for m in ws.person(ANN).ephemerals] == ["only you"]
    assert ws.person(BEN).messages(GENERAL) == []
    bot.answer = {"text": "all of you", "response_type": "in_channel"}
    await ws.person(ANN).command("/echo", channel="general")
    assert [m.text for m in ws.person(BEN).messages(GENERAL)] == ["all of you"]


async def test_mentions_are_escaped_only_where_the_manifest_says_so(pair: Pair) -> None:
    ws, bot = pair
    ann = ws.person(ANN)
    await ann.command("/desk", "@ben #general #secret @nobody a@b.c @admins R&D")
    await ann.command("/echo", "@ben a@b.c https://x.com")
    known = f"<@{BEN}> <#{GENERAL}|general> <#C0SECRET|> @nobody <mailto:a@b.c|a@b.c> <!subteam^S0ADMINS> R&D"
    assert bot.seen["desk"][0]["text"] == known
    assert bot.seen["echo"][0]["text"] == "@ben a@b.c https://x.com"


async def test_search_delivers_options_without_the_other_fields(pair: Pair) -> None:
    ws, bot = pair
    ann = await opened(ws)
    shown = await ann.search("customer", "ac")
    assert shown.labels == ["Acme ac", "Apex"]
    payload = bot.seen["options"][0]
    assert (payload["value"], payload["block_id"]) == ("ac", "customer")
    assert payload["view"]["state"] == {"values": {}}
    short = await ann.search("customer", "a")
    assert short.hint == "Type at least 2 characters."
    assert len(bot.seen["options"]) == 1


async def test_only_offered_things_can_be_chosen(pair: Pair) -> None:
    ws, _bot = pair
    ann = await opened(ws)
    with pytest.raises(NotVisible, match=r"One \(1\)"):
        await ann.select("kind", "Three")
    with pytest.raises(NotVisible, match="search first"):
        await ann.select("customer", "Acme ac")
    with pytest.raises(NotVisible, match="Nothing is called 'nothing'"):
        await ann.click("nothing")
    with pytest.raises(NotVisible, match="/desk"):
        await ann.command("/other")


async def test_option_groups_reach_the_menu(pair: Pair) -> None:
    ws, bot = pair
    ann = await opened(ws)
    bot.answer = {"option_groups": [{"label": plain("A"), "options": [option("Acme", "17")]}]}
    shown = await ann.search("customer", "ac")
    assert (shown.labels, shown.options) == (["Acme"], [])
    await ann.select("customer", "17")
    assert ann.value("customer")["text"]["text"] == "Acme"


async def test_a_dispatching_input_sends_the_whole_state_and_others_do_not(pair: Pair) -> None:
    ws, bot = pair
    ann = await opened(ws)
    assert (await ann.type("reason", "x")).did == "typed"
    assert "acted" not in bot.seen
    assert (await ann.select("kind", "1")).did == "block_actions"
    payload = bot.seen["acted"][0]
    assert payload["actions"][0]["selected_option"] == option("One", "1")
    assert payload["view"]["state"]["values"]["reason"]["reason"]["value"] == "x"
    assert payload["view"]["hash"] == ann.modal.hash if ann.modal else False


async def test_required_fields_are_checked_before_anything_is_sent(pair: Pair) -> None:
    ws, bot = pair
    ann = await opened(ws)
    outcome = await ann.submit()
    assert outcome.did == "refused_by_client"
    assert set(ann.errors) == {"kind", "customer", "reason"}
    await ann.type("reason", "x" * 21)
    assert (await ann.submit()).errors["reason"] == "Please enter at most 20 characters."
    assert "submitted" not in bot.seen


async def test_an_empty_ack_closes_the_modal(pair: Pair) -> None:
    ws, bot = pair
    ann = await filled(ws)
    outcome = await ann.submit()
    assert outcome.ok
    assert ann.modal is None
    values = bot.seen["submitted"][0]["view"]["state"]["values"]
    assert values["customer"]["customer"]["selected_option"] == option("Acme ac", "17")
    assert values["reason"]["reason"] == {"type": "plain_text_input", "value": "because"}


async def test_errors_show_at_their_block_and_go_when_it_is_edited(pair: Pair) -> None:
    ws, bot = pair
    ann = await filled(ws)
    bot.answer = {"response_action": "errors", "errors": {"reason": "Say more"}}
    outcome = await ann.submit()
    assert outcome.errors == ann.errors == {"reason": "Say more"}
    assert outcome.shown == ""
    await ann.type("reason", "more")
    assert ann.errors == {}


async def test_errors_for_a_block_that_is_no_input_are_a_violation(pair: Pair) -> None:
    ws, bot = pair
    ann = await filled(ws)
    bot.answer = {"response_action": "errors", "errors": {"elsewhere": "No"}}
    outcome = await ann.submit()
    assert outcome.shown == "invalid_answer"
    assert [record.pointer for record in ws.wire.violations()] == ["/errors/elsewhere"]
    assert ann.modal is not None


async def test_update_push_and_clear(pair: Pair) -> None:
    ws, bot = pair
    ann = await filled(ws)
    bot.answer = {"response_action": "update", "view": form(title=plain("Again"))}
    await ann.submit()
    assert ann.modal is not None
    assert (ann.modal.title, ann.value("reason")) == ("Again", "because")
    bot.answer = {"response_action": "push", "view": note("Above")}
    await ann.submit()
    assert ann.modal.title == "Above"
    assert ann.modal.previous_id == ws.state.stack(ANN)[0].id
    await ann.close()
    assert bot.seen["closed"][0]["is_cleared"] is False
    bot.answer = {"response_action": "clear"}
    await ann.submit()
    assert ann.modal is None
    assert len(bot.seen["closed"]) == 1


async def test_an_invalid_view_in_an_answer_is_refused_with_a_pointer(pair: Pair) -> None:
    ws, bot = pair
    ann = await filled(ws)
    bot.answer = {"response_action": "update", "view": note("A title that is far too long")}
    outcome = await ann.submit()
    assert outcome.shown == "invalid_answer"
    assert outcome.violations[0]["pointer"] == "/view/title/text"
    assert ann.modal is not None
    assert ann.modal.title == "Form"


async def test_cancel_and_the_x_tell_different_views(pair: Pair) -> None:
    ws, bot = pair
    ann = await filled(ws)
    root = ann.modal
    bot.answer = {"response_action": "push", "view": note("Above")}
    await ann.submit()
    await ann.dismiss()
    assert ann.modal is None
    assert root is not None
    assert bot.seen["closed"][-1]["view"]["id"] == root.id
    assert bot.seen["closed"][-1]["is_cleared"] is True


async def test_clear_on_close_clears_the_stack(pair: Pair) -> None:
    ws, bot = pair
    ann = await filled(ws)
    bot.answer = {"response_action": "push", "view": note("Above", clear_on_close=True)}
    await ann.submit()
    await ann.close()
    assert ann.modal is None
    assert bot.seen["closed"][-1]["is_cleared"] is True
    assert bot.seen["closed"][-1]["view"]["title"]["text"] == "Above"


async def test_shortcuts(pair: Pair) -> None:
    ws, bot = pair
    ann = ws.person(ANN)
    await ann.shortcut("new_request")
    await ws.settle(lambda: ann.modal)
    await ann.say(GENERAL, "help me")
    await ann.message_shortcut("from_message", ann.messages(GENERAL)[-1])
    assert [body["type"] for body in bot.seen["desk"]] == ["shortcut", "message_action"]
    assert bot.seen["desk"][1]["message"]["text"] == "help me"
    with pytest.raises(NotVisible, match="from_message"):
        await ann.shortcut("from_message")


async def test_home_is_published_and_its_buttons_work(pair: Pair) -> None:
    ws, bot = pair
    ann = ws.person(ANN)
    outcome = await ann.open_home()
    assert outcome.did == "app_home_opened"
    assert bot.seen["app_home_opened"][0]["event"]["tab"] == "home"
    button = {"type": "button", "action_id": "go", "value": "7", "text": plain("Go")}
    home = {"type": "home", "blocks": [{"type": "actions", "block_id": "b", "elements": [button]}]}
    await bot.client.views_publish(user_id=ANN, view=home)
    await ann.click("Go")
    assert bot.seen["acted"][0]["view"]["type"] == "home"
    assert bot.seen["acted"][0]["actions"][0]["value"] == "7"
    assert (await ann.open_home()).payload is not None
    assert bot.seen["app_home_opened"][1]["event"]["view"]["type"] == "home"


async def test_message_buttons_carry_message_and_response_url(pair: Pair) -> None:
    ws, bot = pair
    ann = ws.person(ANN)
    button = {"type": "button", "action_id": "ok", "value": "1", "text": plain("OK"), "url": "https://example.com"}
    blocks = [{"type": "actions", "block_id": "b", "elements": [button]}]
    await bot.client.chat_postMessage(channel=ANN, text="Choose", blocks=blocks)
    outcome = await ann.click("ok")
    body = bot.seen["acted"][0]
    assert outcome.url == "https://example.com"
    assert body["container"]["message_ts"] == ann.dms[0].ts
    assert body["message"]["text"] == "Choose"
    assert "/response/" in body["response_url"]


async def test_elements_in_attachments_work_like_those_of_the_message(pair: Pair) -> None:
    ws, bot = pair
    ann = ws.person(ANN)
    menu = {"type": "static_select", "action_id": "level", "options": [option("High", "1"), option("Low", "2")]}
    blocks = [{"type": "actions", "elements": [{"type": "button", "action_id": "ack", "text": plain("Ack")}, menu]}]
    bars: list[Json] = [{"color": "#ff0000", "text": "plain"}, {"color": "#00ff00", "blocks": blocks}]
    await bot.client.chat_postMessage(channel=ANN, text="Alarm", attachments=bars)
    await ann.select("level", "Low")
    await ann.click("Ack")
    container, state = bot.seen["acted"][1]["container"], bot.seen["acted"][1]["state"]["values"]
    assert (container["type"], container["attachment_id"]) == ("message_attachment", 2)
    block_id = bot.seen["acted"][1]["actions"][0]["block_id"]
    assert state[block_id]["level"]["selected_option"]["value"] == "2"
    assert bot.seen["acted"][1]["message"]["attachments"][1]["blocks"][0]["block_id"] == block_id


async def test_people_writing_reach_the_bot_by_its_subscriptions(pair: Pair) -> None:
    ws, bot = pair
    ann = ws.person(ANN)
    await ann.open_messages()
    await ann.say(ann.dms[0].channel if ann.dms else ws.state.open_direct(ANN, ws.app.bot_user_id).id, "hello")
    await ann.say(GENERAL, "hey @tiny")
    await ws.settle(lambda: bot.seen.get("app_mention"))
    assert [body["event"]["text"] for body in bot.seen["message"]] == ["hello"]
    assert bot.seen["app_mention"][0]["event"]["text"] == f"hey <@{ws.app.bot_user_id}>"


async def test_the_app_hears_of_its_own_messages_and_of_changes(pair: Pair) -> None:
    ws, bot = pair
    posted = await bot.client.chat_postMessage(channel=ANN, text="one")
    await bot.client.chat_postEphemeral(channel=posted["channel"], user=ANN, text="only you")
    await bot.client.chat_update(channel=posted["channel"], ts=posted["ts"], text="two")
    await bot.client.chat_delete(channel=posted["channel"], ts=posted["ts"])
    await ws.settle()
    new, changed, deleted = (record.data["payload"]["event"] for record in ws.wire.payloads("message"))
    assert (new["text"], new["channel_type"], new["bot_id"]) == ("one", "im", ws.app.bot_id)
    assert (changed["subtype"], changed["message"]["text"], changed["previous_message"]["text"]) == (
        "message_changed",
        "two",
        "one",
    )
    assert (deleted["subtype"], deleted["deleted_ts"]) == ("message_deleted", posted["ts"])
    assert all(record.ok for record in ws.wire.acks("message"))
    assert "message" not in bot.seen  # Bolt acknowledges and leaves out what is its own.


async def test_where_the_app_is_not_subscribed_it_hears_nothing_of_itself(pair: Pair) -> None:
    ws, bot = pair
    posted = await bot.client.chat_postMessage(channel=GENERAL, text="one")
    await bot.client.chat_update(channel=GENERAL, ts=posted["ts"], text="two")
    await ws.settle()
    assert ws.wire.payloads("message") == []


async def test_group_changes_are_told(pair: Pair) -> None:
    ws, bot = pair
    ws.admin.add_to_group("S0ADMINS", BEN)
    await ws.settle(lambda: bot.seen.get("subteam_updated") and bot.seen.get("subteam_members_changed"))
    delta = bot.seen["subteam_members_changed"][0]["event"]
    assert (delta["added_users"], delta["added_users_count"], delta["date_previous_update"]) == ([BEN], "1", 100)
    assert bot.seen["subteam_updated"][0]["event"]["subteam"]["users"] == [ANN, BEN]
