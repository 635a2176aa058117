"""The program itself, with hooks: `python -m tests.torture.hooked serve`."""

import os

from bot.__main__ import main
from tests.torture import hooks
from tests.torture.hooks import HOOKS, Hooks

if __name__ == "__main__":
    hooks.install(Hooks.load(os.environ[HOOKS]))
    main("python -m bot")
