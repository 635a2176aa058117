"""chat.* and conversations.history over the Web API (docs/slack.md#messages)."""

from __future__ import annotations

from tests.local_slack.api_client import Api, served
from tests.local_slack.tiny_bot import ALL_SCOPES, ANN, BEN, EVE, GENERAL, SECRET, manifest, plain, seed

BLOCKS = [{"type": "section", "text": plain("hello")}]


async def test_where_an_app_may_post(api: Api) -> None:
    post = "chat.postMessage"
    assert (await api(post, channel="#general", text="x"))["channel"] == GENERAL
    assert await api.error(post, channel="C0LOBBY", text="x") == "not_in_channel"
    assert await api.error(post, channel=SECRET, text="x") == "channel_not_found"
    assert await api.error(post, channel="U404", text="x") == "channel_not_found"
    assert await api.error(post, channel=EVE, text="x") == "channel_not_found"
    assert (await api("conversations.join", channel="C0LOBBY"))["channel"]["is_member"]
    assert (await api(post, channel="C0LOBBY", text="x"))["ok"]
    api.ws.admin.archive("C0LOBBY")
    assert await api.error(post, channel="C0LOBBY", text="x") == "is_archived"
    assert await api.error("conversations.join", channel="C0LOBBY") == "is_archived"
    assert await api.error(post, channel=GENERAL, text="x", username="Boss") == "missing_scope"
    assert await api.error(post, channel=GENERAL, text="x", thread_ts="1.2") == "cannot_reply_to_message"


async def test_public_posting_scope_and_messages_tab() -> None:
    closed = manifest()
    closed["features"]["app_home"]["messages_tab_enabled"] = False
    async with served(seed(closed, scopes=[*ALL_SCOPES, "chat:write.public"])) as api:
        assert (await api("chat.postMessage", channel="C0LOBBY", text="x"))["ok"]
        assert await api.error("chat.postEphemeral", channel="C0LOBBY", user=ANN, text="x") == "not_in_channel"
        assert await api.error("chat.postMessage", channel=ANN, text="x") == "messages_tab_disabled"


async def test_what_a_message_may_hold(api: Api) -> None:
    api.ws.limits.enabled = False

    async def refused(**content: object) -> str:
        return await api.error("chat.postMessage", channel=GENERAL, **content)

    assert await refused() == "no_text"
    assert await refused(blocks={"type": "section"}) == "invalid_blocks_format"
    assert await refused(text="x", markdown_text="y") == "markdown_text_conflict"
    assert await refused(text="x", attachments=[{"text": "a"}] * 101) == "too_many_attachments"
    assert await refused(text="x", metadata={"event_type": "t"}) == "invalid_metadata_schema"
    assert await refused(text="x", metadata="7") == "invalid_metadata_format"
    bad = await api("chat.postMessage", channel=GENERAL, text="x", blocks=[{"type": "section"}])
    assert bad["error"] == "invalid_blocks"
    assert bad["errors"][0]["pointer"].startswith("/blocks/0")
    assert bad["response_metadata"]["messages"][0].startswith("[ERROR] ")
    assert api.ws.wire.violations()[-1].pointer.startswith("/blocks/0")


async def test_long_text_is_cut_on_post_and_refused_on_update(api: Api) -> None:
    posted = await api("chat.postMessage", channel=GENERAL, text="x" * 50_000)
    assert len(posted["message"]["text"]) == 40_000
    update = {"channel": GENERAL, "ts": posted["ts"]}
    assert await api.error("chat.update", **update, text="x" * 4_001) == "msg_too_long"
    assert (await api("chat.update", **update, text="short"))["text"] == "short"


async def test_updates_and_deletes_touch_only_the_apps_own(api: Api) -> None:
    ann = api.ws.person(ANN)
    await ann.say(GENERAL, "mine")
    theirs = {"channel": GENERAL, "ts": ann.messages(GENERAL)[0].ts}
    assert await api.error("chat.update", **theirs, text="x") == "cant_update_message"
    assert await api.error("chat.delete", **theirs) == "cant_delete_message"
    assert await api.error("chat.update", channel=GENERAL, ts="1.2", text="x") == "message_not_found"
    posted = await api("chat.postMessage", channel=ANN, text="x", blocks=BLOCKS)
    assert await api.error("chat.update", channel=ANN, ts=posted["ts"], text="y") == "channel_not_found"
    updated = await api("chat.update", channel=posted["channel"], ts=posted["ts"], text="y")
    assert "blocks" not in updated["message"]
    assert ann.dms[0].edited


async def test_ephemerals_and_reactions(api: Api) -> None:
    assert (await api("chat.postEphemeral", channel=GENERAL, user=ANN, text="psst"))["message_ts"]
    assert [m.text for m in api.ws.person(ANN).ephemerals] == ["psst"]
    assert api.ws.person(BEN).ephemerals == []
    assert await api.error("chat.postEphemeral", channel=GENERAL, user=EVE, text="x") == "user_not_in_channel"
    ts = (await api("chat.postMessage", channel=GENERAL, text="x"))["ts"]
    reaction = {"channel": GENERAL, "timestamp": ts, "name": "white_check_mark"}
    assert (await api("reactions.add", **reaction))["ok"]
    assert await api.error("reactions.add", **reaction) == "already_reacted"
    assert await api.error("reactions.add", **reaction | {"name": "a b"}) == "invalid_name"
    assert await api.error("reactions.add", **reaction | {"timestamp": "now"}) == "bad_timestamp"


async def test_an_answer_to_a_reply_is_advised_against(api: Api) -> None:
    parent = (await api("chat.postMessage", channel=GENERAL, text="one"))["ts"]
    reply = (await api("chat.postMessage", channel=GENERAL, text="two", thread_ts=parent))["ts"]
    assert api.ws.wire.violations(strict_only=False) == []
    assert (await api("chat.postMessage", channel=GENERAL, text="three", thread_ts=reply))["ok"]
    (advice,) = api.ws.wire.violations(strict_only=False)
    assert (advice.ok, advice.pointer, advice.data["code"]) == (True, "/thread_ts", "reply_to_reply")
    assert parent in advice.data["message"]


async def test_blocks_that_are_no_list_and_too_many_blocks_have_their_own_errors(api: Api) -> None:
    for blocks, error in (
        ({"type": "divider"}, "invalid_blocks_format"),
        ([{"type": "divider"}] * 51, "invalid_blocks"),
    ):
        answer = await api("chat.postMessage", channel=GENERAL, text="x", blocks=blocks)
        assert (answer["error"], answer["errors"][0]["pointer"]) == (error, "/blocks")


async def test_only_posting_takes_a_conversation_by_name(api: Api) -> None:
    posted = await api("chat.postMessage", channel="#general", text="x")
    assert posted["channel"] == GENERAL
    assert (await api("chat.postEphemeral", channel="general", user=ANN, text="x"))["ok"]
    for method, more in (
        ("chat.update", {"ts": posted["ts"], "text": "y"}),
        ("chat.delete", {"ts": posted["ts"]}),
        ("chat.getPermalink", {"message_ts": posted["ts"]}),
        ("conversations.history", {}),
        ("conversations.info", {}),
        ("conversations.join", {}),
        ("reactions.add", {"timestamp": posted["ts"], "name": "eyes"}),
    ):
        assert await api.error(method, channel="#general", **more) == "channel_not_found", method


async def test_a_workspace_may_not_know_the_newest_blocks_yet(api: Api) -> None:
    api.ws.limits.enabled = False
    rows = [[{"type": "raw_text", "text": text}] for text in ("Head", "Row")]
    table = [{"type": "data_table", "caption": "Numbers", "rows": rows}]
    end = api.ws.faults.add("unknown_block", times=None)
    for method, more in (("chat.postMessage", {}), ("chat.postEphemeral", {"user": ANN})):
        assert await api.error(method, channel=GENERAL, text="x", blocks=table, **more) == "invalid_blocks"
        assert (await api(method, channel=GENERAL, text="x", blocks=BLOCKS, **more))["ok"]
    # It breaks no rule to send them.
    assert api.ws.wire.violations() == []
    end()
    assert (await api("chat.postMessage", channel=GENERAL, text="x", blocks=table))["ok"]
    api.ws.faults.add("unknown_block", "data_visualization", times=None)
    assert (await api("chat.postMessage", channel=GENERAL, text="x", blocks=table))["ok"]
