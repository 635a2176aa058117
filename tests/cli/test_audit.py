"""`audit verify` as an operator types it."""

import re
from pathlib import Path

from bot import demo
from bot.clock import SystemClock
from bot.db import Database
from bot.services.sealing.seals import Sealing
from tests.kit.program import run
from tests.services.sealing.events import tamper

WHOLE = r"the history is whole: {0} events{1}; {2} seals; head ([0-9a-f]{{64}})\n"


async def test_a_whole_history_has_a_head_and_a_changed_one_is_one_line(tmp_path: Path) -> None:
    variables = {"DATABASE_URL": f"sqlite:///{tmp_path / 'bot.db'}"}
    await run(tmp_path, "db", "upgrade", **variables)
    await run(tmp_path, "directory", "import", str(demo.DIRECTORY), **variables)
    new = await run(tmp_path, "audit", "verify", **variables)
    assert (new.code, new.err) == (0, "")
    assert re.fullmatch(WHOLE.format(r"\d+", r", the last \d+ not sealed yet", 0), new.out)
    database = Database(variables["DATABASE_URL"])
    await Sealing(database, SystemClock()).run()
    sealed = await run(tmp_path, "audit", "verify", **variables)
    found = re.fullmatch(WHOLE.format(r"\d+", "", 1), sealed.out)
    assert found
    assert (await run(tmp_path, "audit", "verify", "--head", found[1], **variables)).code == 0
    other = await run(tmp_path, "audit", "verify", "--head", "ab", **variables)
    assert (other.code, other.err) == (
        1,
        "error: no seal has the head ab: the history was rewritten since that was noted\n",
    )
    tamper(database, "UPDATE audit_event SET actor_id = 'UEVE' WHERE id = 1")
    database.close()
    broken = await run(tmp_path, "audit", "verify", **variables)
    assert (broken.code, broken.out) == (1, "")
    assert broken.err == "error: event 1: is not what seal 1 was made of\n"
