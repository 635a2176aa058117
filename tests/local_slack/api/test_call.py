"""Any arguments get an answer or a business error, and lists come by pages."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.local_slack import ManualClock, Workspace
from bot.local_slack.api.call import Call
from bot.local_slack.api.methods import METHODS
from bot.local_slack.api.specs import SPECS
from tests.kit.examples import examples
from tests.local_slack.api_client import Api
from tests.local_slack.strategies import JSON, KNOWN, SCALARS, attempt
from tests.local_slack.tiny_bot import ALL_SCOPES, ANN, BEN, BOT, Json, seed


async def test_pages(api: Api) -> None:
    first = await api("users.list", limit=2)
    cursor = first["response_metadata"]["next_cursor"]
    second = await api("users.list", limit=2, cursor=cursor)
    assert [m["id"] for m in first["members"] + second["members"]] == [ANN, BEN, BOT]
    assert second["response_metadata"]["next_cursor"] == ""
    assert await api.error("users.list", cursor="zz") == "invalid_cursor"
    assert await api.error("conversations.list", limit="many") == "invalid_limit"


@given(st.data())
@settings(max_examples=examples(150))
def test_any_arguments_get_an_answer_or_a_business_error(data: st.DataObject) -> None:
    ws = Workspace(seed(), clock=ManualClock())
    method = data.draw(st.sampled_from(sorted(METHODS)))
    spec = SPECS[method]
    names = sorted(spec.known - {"token"})
    arguments: Json = data.draw(st.dictionaries(st.sampled_from(names), SCALARS | JSON, max_size=5))
    for name in spec.required:
        arguments.setdefault(name, data.draw(KNOWN | JSON))
    if "trigger_id" in arguments:
        arguments["trigger_id"] = ws.grants.trigger(ANN)
    call = Call(ws, method, arguments, "r", frozenset(ALL_SCOPES))
    answer, code = attempt(lambda: METHODS[method](call))
    assert code or isinstance(answer, dict)
