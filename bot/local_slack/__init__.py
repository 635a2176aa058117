"""A strict, local Slack for developing and testing any bot: Web API, Socket Mode, signed HTTP, and its people.

It knows nothing of any bot. A bot needs one switch, the Web API's base URL. In a test::

    from bot.local_slack import ManualClock, Workspace, serve

    ws = Workspace({"people": [{"id": "U1", "name": "ann"}], "app": {"manifest": MANIFEST}}, clock=ManualClock())
    async with serve(ws) as server:
        await start_my_bot(base_url=server.api_url, bot_token=ws.app.bot_token, app_token=ws.app.app_token)
        await ws.connected()                           # Socket Mode only
        ann = ws.person("U1")
        outcome = await ann.command("/desk", "new")    # returns when the bot has acknowledged
        assert outcome.ok and outcome.delay_ms < 1000
        await ws.settle(lambda: ann.modal)             # the bot's views.open has arrived
        await ann.type("reason", "New laptop")         # block_id, action_id or label
        await ann.search("customer", "ac"); await ann.select("customer", "Acme")
        await ann.submit()
        assert ann.dms[-1].text == "Done" and not ws.wire.violations()

Time moves by ``ws.advance(timedelta(...))``; triggers, acks, response URLs, redeliveries and limits follow it.
``ws.faults.add("rate_limited", "chat.postMessage", seconds=30)`` and its kin break things, ``ws.admin`` changes
people and groups, ``ws.wire`` remembers everything. ``serve(ws, state_file=...)`` survives restarts. Over HTTP the
same driver answers under ``/_/`` (see `bot.local_slack.browser.control`), and ``run`` is the command-line program.
"""

from bot.local_slack.base.activity import NotSettled
from bot.local_slack.base.clock import ManualClock, WorkspaceClock
from bot.local_slack.base.errors import ApiError, NotVisible, SeedError
from bot.local_slack.base.faults import Fault, Faults
from bot.local_slack.base.seed import DEFAULT_SEED, read_json
from bot.local_slack.base.wire import Record, Wire
from bot.local_slack.browser.outside import Moment, Visit
from bot.local_slack.browser.walkthrough import Task
from bot.local_slack.core.admin import Admin
from bot.local_slack.people.driver import Person
from bot.local_slack.people.outcome import Outcome, Shown
from bot.local_slack.runner import run, run_async
from bot.local_slack.server import Server, serve
from bot.local_slack.workspace import Workspace

__all__ = [
    "DEFAULT_SEED",
    "Admin",
    "ApiError",
    "Fault",
    "Faults",
    "ManualClock",
    "Moment",
    "NotSettled",
    "NotVisible",
    "Outcome",
    "Person",
    "Record",
    "SeedError",
    "Server",
    "Shown",
    "Task",
    "Visit",
    "Wire",
    "Workspace",
    "WorkspaceClock",
    "read_json",
    "run",
    "run_async",
    "serve",
]
