"""Arguments from query, form and JSON, and the errors of bad bodies."""

from __future__ import annotations

import pytest

from tests.local_slack.api_client import Api
from tests.local_slack.tiny_bot import ANN, GENERAL


async def test_query_form_and_json_are_one(api: Api) -> None:
    query = await api.raw("users.info", params={"user": ANN})
    form_body = await api.raw("users.info", data={"user": ANN})
    as_json = await api.raw("users.info", json={"user": ANN})
    got = await api.http.get(f"{api.server.api_url}users.info", params={"user": ANN, "token": api.ws.app.bot_token})
    names = [(await answer.json())["user"]["name"] for answer in (query, form_body, as_json, got)]
    assert names == ["ann"] * 4


@pytest.mark.parametrize(
    ("request_", "error"),
    [
        ({"data": "{", "headers": {"Content-Type": "application/json"}}, "invalid_json"),
        ({"data": "[1]", "headers": {"Content-Type": "application/json"}}, "json_not_object"),
        ({"data": "[" * 50_000, "headers": {"Content-Type": "application/json"}}, "invalid_json"),
        ({"data": "x", "headers": {"Content-Type": "text/html"}}, "invalid_post_type"),
        (
            {"data": "a=b", "headers": {"Content-Type": "application/x-www-form-urlencoded; charset=utf-16"}},
            "invalid_charset",
        ),
        ({"json": {"channel": GENERAL, "blocks": "{"}}, "invalid_blocks_format"),
        ({"json": {"channel": GENERAL, "metadata": "{", "text": "x"}}, "invalid_metadata_format"),
        ({"json": {}}, "invalid_arguments"),
        ({"json": {"channel": {"id": 1}, "text": "x"}}, "invalid_arguments"),
    ],
)
async def test_bad_bodies_get_their_error(api: Api, request_: dict[str, object], error: str) -> None:
    answer = await api.raw("chat.postMessage", **request_)
    assert (answer.status, (await answer.json())["error"]) == (200, error)


@pytest.mark.parametrize(
    ("content_type", "warning"),
    [
        ("application/json", "missing_charset"),
        ("application/json; charset=utf-8", None),
        ("application/x-www-form-urlencoded", None),
        ("application/x-www-form-urlencoded; charset=utf-8", "superfluous_charset"),
    ],
)
async def test_charsets_are_warned_of(api: Api, content_type: str, warning: str | None) -> None:
    body = '{"limit": 1}' if "json" in content_type else "limit=1"
    answer = await (await api.raw("users.list", data=body, headers={"Content-Type": content_type})).json()
    assert answer.get("warning") == warning
    assert answer["response_metadata"].get("warnings") == ([warning] if warning else None)
    assert answer["response_metadata"]["next_cursor"]
