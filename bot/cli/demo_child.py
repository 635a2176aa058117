"""The demo's bot: `serve`, on the workspace's time, which FILE shares (`python -m bot.cli.demo_child FILE`)."""

import sys
from pathlib import Path

from bot.cli import serve
from bot.cli.guard import guarded
from bot.demo.clock import FollowingClock

if __name__ == "__main__":
    guarded(serve.run)(None, None, clock=FollowingClock(Path(sys.argv[1])))
