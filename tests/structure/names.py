"""Names that cross versions, of deliveries and notices; `python -m tests.structure.names` writes them at a release."""

import json
from pathlib import Path

from bot.commands.notices import RENDERERS
from bot.commands.registry import COMMANDS, PANELS
from bot.dispatch.delivery import DeliveryKind
from bot.dispatch.routes import Routes

FILE = Path(__file__).with_suffix(".json")


def known() -> dict[str, list[str]]:
    """Return what this version answers to, by kind."""
    routes = Routes(COMMANDS, PANELS)
    found = {str(kind): sorted(routes.names(kind)) for kind in DeliveryKind}
    return {kind: names for kind, names in found.items() if names} | {"notice": sorted(RENDERERS)}


def released() -> dict[str, list[str]]:
    """Return what the version before shows in windows and messages, or has written into the outbox."""
    held: dict[str, list[str]] = json.loads(FILE.read_text("utf-8"))
    return held


if __name__ == "__main__":
    FILE.write_text(json.dumps(known(), indent=1) + "\n", "utf-8")
