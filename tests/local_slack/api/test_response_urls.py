"""Response URLs: uses, time, replacing and deleting."""

from __future__ import annotations

from datetime import timedelta

import pytest
from aiohttp import ClientError

from tests.local_slack.api_client import Api
from tests.local_slack.tiny_bot import ANN, BEN, GENERAL


def texts(api: Api) -> list[str]:
    return [message.text for message in api.ws.person(BEN).messages(GENERAL)]


async def respond(api: Api, url_id: str, **body: object) -> tuple[int, str]:
    answer = await api.http.post(f"{api.server.url}/response/{url_id}", json=body)
    document = await answer.json()
    return answer.status, document.get("error", "")


async def test_a_response_url_works_five_times_for_thirty_minutes(api: Api) -> None:
    url = api.ws.grants.response_url(ANN, GENERAL)
    for number in range(5):
        assert await respond(api, url, text=str(number)) == (200, "")
    assert await respond(api, url, text="6") == (404, "used_url")
    assert [message.text for message in api.ws.person(ANN).ephemerals] == ["0", "1", "2", "3", "4"]
    late = api.ws.grants.response_url(ANN, GENERAL)
    api.ws.advance(timedelta(minutes=30, seconds=1))
    assert await respond(api, late, text="x") == (404, "expired_url")
    assert await respond(api, "nonsense", text="x") == (404, "expired_url")


async def test_a_response_url_replaces_deletes_or_posts_for_all(api: Api) -> None:
    url = api.ws.grants.response_url(ANN, GENERAL)
    await respond(api, url, text="for all", response_type="in_channel")
    message = api.ws.person(BEN).messages(GENERAL)[0]
    own = api.ws.grants.response_url(ANN, GENERAL, message.ts)
    await respond(api, own, text="changed", replace_original=True)
    assert texts(api) == ["changed"]
    await respond(api, own, text="below", response_type="in_channel", thread_ts=message.ts)
    assert [m.text for m in api.ws.person(BEN).messages(GENERAL, message.ts)] == ["changed", "below"]
    assert await respond(api, own, delete_original=True) == (200, "")
    assert texts(api) == ["below"]
    command = api.ws.grants.response_url(ANN, GENERAL)
    await respond(api, command, text="nothing to replace", replace_original=True)
    assert [m.text for m in api.ws.person(ANN).ephemerals] == ["nothing to replace"]


async def test_ephemerals_change_only_through_their_response_url(api: Api) -> None:
    await api("chat.postEphemeral", channel=GENERAL, user=ANN, text="psst")
    message = api.ws.person(ANN).ephemerals[0]
    assert await api.error("chat.update", channel=GENERAL, ts=message.ts, text="x") == "message_not_found"
    url = api.ws.grants.response_url(ANN, GENERAL, message.ts)
    await respond(api, url, text="changed", replace_original=True)
    assert [m.text for m in api.ws.person(ANN).ephemerals] == ["changed"]


async def test_bad_bodies_to_a_response_url(api: Api) -> None:
    url = api.ws.grants.response_url(ANN, GENERAL)
    assert await respond(api, url, text="x", blocks=[{"type": "section"}]) == (400, "invalid_blocks")
    answer = await api.http.post(f"{api.server.url}/response/{url}", data=b"{")
    assert answer.status == 400
    assert api.ws.wire.violations()[0].name == "response_url"


@pytest.mark.parametrize(("kind", "happened"), [("http_500_before", []), ("http_500_after", ["x"])])
async def test_500_before_and_after_the_effect(api: Api, kind: str, happened: list[str]) -> None:
    api.ws.faults.add(kind, "response_url")  # type: ignore[arg-type]
    url = f"{api.server.url}/response/{api.ws.grants.response_url(ANN, GENERAL)}"
    async with api.http.post(url, json={"text": "x"}) as answer:
        assert answer.status == 500
    assert [message.text for message in api.ws.person(ANN).ephemerals] == happened


async def test_an_answer_whose_connection_is_cut_was_shown_all_the_same(api: Api) -> None:
    api.ws.faults.add("drop_after", "response_url")
    url = f"{api.server.url}/response/{api.ws.grants.response_url(ANN, GENERAL)}"
    with pytest.raises(ClientError):
        await api.http.post(url, json={"text": "x"})
    assert [message.text for message in api.ws.person(ANN).ephemerals] == ["x"]


async def test_what_a_workspace_does_not_know_is_no_answer_either(api: Api) -> None:
    rows = [[{"type": "raw_text", "text": text}] for text in ("Head", "Row")]
    table = [{"type": "data_table", "caption": "Numbers", "rows": rows}]
    url = api.ws.grants.response_url(ANN, GENERAL)
    api.ws.faults.add("unknown_block", times=1)
    assert await respond(api, url, text="x", blocks=table) == (400, "invalid_blocks")
    assert await respond(api, url, text="x", blocks=table) == (200, "")
