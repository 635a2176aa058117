"""Advice of the checks in the record of the wire."""

from __future__ import annotations

from tests.local_slack.api_client import Api
from tests.local_slack.tiny_bot import ANN, form, note


async def test_many_inputs_are_advice_only(api: Api) -> None:
    inputs = [
        {"type": "input", "label": block["label"], "element": {"type": "plain_text_input"}}
        for block in form()["blocks"] * 3
    ]
    view = note("Long", submit=form()["submit"], blocks=inputs)
    assert (await api("views.open", trigger_id=await api.trigger(ANN), view=view))["ok"]
    assert [record.data["code"] for record in api.ws.wire.violations(strict_only=False)] == ["many_inputs"]
