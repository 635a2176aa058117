"""What Slack sends back is spelled once: two spellings of an id can come apart."""

import ast
from collections import Counter

from bot.commands.base import Command, Panel
from bot.commands.registry import COMMANDS, PANELS
from tests.structure.source import read


def registered() -> set[str]:
    declared: tuple[Command | Panel, ...] = (*COMMANDS, *PANELS)
    return {name for each in declared for name in (*each.actions, *each.options, *each.submissions, *each.closed)}


def test_an_id_is_spelled_in_one_module() -> None:
    ids = registered()
    assert len(ids) > 80
    spelled: Counter[str] = Counter()
    for module in read().bot:
        constants = [node.value for node in module.nodes if isinstance(node, ast.Constant)]
        spelled.update(ids.intersection(constants))
    assert [name for name, modules in spelled.items() if modules > 1] == []
