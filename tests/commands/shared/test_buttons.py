"""One word for what leads to one place, and one place for each word, in all that the commands draw."""

import ast
import importlib
import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from types import ModuleType

import pytest

from bot.commands.assign_support import missing
from bot.commands.registry import COMMANDS
from bot.commands.remove_relationship import handover
from bot.commands.shared import buttons
from bot.models import RequestType
from bot.text import LANGUAGES, reader

BOT = Path(__file__).parents[3] / "bot"
# Buttons of one place that have ids of their own: where they are pressed decides what is kept on the way.
ONE_PLACE = (
    {
        *missing.REQUESTS.values(),
        *handover.REQUESTS.values(),
        "home.renew",
        "reminders.privileges",
    },  # the request's form
    {"assign.review", "assign.ready"},  # the review of an assignment, written or not
    {"request.again", "relations.again"},
    {"open.request", "relations.request"},
    {"remove.hand_back", "remove.loss"},
    {"relations.stop", "reminders.stop"},
    {"relations.let_go", "reminders.let_go"},
    # Under a message it opens what the message is about.
    {"relations.open", "assign.open", "remove.lost", "contact.drift", "contact.see_ended", "departure.open"},
    {"request.near", "remove.near"},
    # Navigation is of the screen that it stands on.
    {"relations.show", "request.back", "remove.back", "departure.back"},
    {"relations.clear", "contact.all"},
    {"contact.beginning", "relations.standing_first"},
    {"contact.show_customer", "contact.show_subscription", "contact.show_reseller"},
    # A file has what the screen shows.
    {
        "relations.export",
        "contact.export",
        "contact.history_export",
        "relations.standing_export",
        "watch.export",
        "departure.export",
        "agreement.export",
    },
)
PAGES = re.compile(r".*[._](next|previous)")


@cache
def modules() -> tuple[tuple[ModuleType, ast.Module], ...]:
    """Return every module that draws, with its source as a tree."""
    paths = sorted((BOT / "commands").rglob("*.py"))
    names = [".".join(path.relative_to(BOT.parent).with_suffix("").parts) for path in paths]
    trees = [ast.parse(path.read_text("utf-8")) for path in paths]
    return tuple(zip(map(importlib.import_module, names), trees, strict=True))


def calls(name: str) -> Iterator[tuple[ModuleType, ast.Call]]:
    for module, tree in modules():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and ast.unparse(node.func).rpartition(".")[2] == name:
                yield module, node


def key_in(node: ast.expr) -> str | None:
    """Return the key of `t.plain("key")`; None where it is put together."""
    if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
        return str(node.args[0].value)
    return None


def drawn() -> Iterator[tuple[str, str]]:
    """Return (key of the label, action id) of every button whose two parts can be read in the source."""
    for module, call in calls("button"):
        label, action = key_in(call.args[0]), ast.unparse(call.args[1])
        if label and action.rpartition(".")[2].isupper():
            yield label, str(eval(action, vars(module)))
    for kind in RequestType:
        for places in (missing.REQUESTS, handover.REQUESTS):
            yield buttons._WORDS[kind], places[kind]
    yield "assign-request-gdap", "home.renew"
    for command in COMMANDS:
        if command.shortcut:
            yield f"{command.key}-shortcut", command.opens


def together(action_ids: set[str]) -> bool:
    return len(action_ids) == 1 or any(action_ids <= place for place in ONE_PLACE)


def test_the_source_is_read() -> None:
    found = set(drawn())
    assert len(found) > 40
    assert {("button-review", "assign.review"), ("relationships-confirm", "relations.confirm")} <= found


@pytest.mark.parametrize("language", LANGUAGES)
def test_one_word_for_what_leads_to_one_place(language: str) -> None:
    t = reader(language, "UTC")
    labels = defaultdict(set)
    for key, action_id in drawn():
        labels[action_id].add(t.plain(key))
    assert {action_id: words for action_id, words in labels.items() if len(words) > 1} == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_one_place_for_each_word(language: str) -> None:
    t = reader(language, "UTC")
    places = defaultdict(set)
    for key, action_id in drawn():
        if not PAGES.fullmatch(action_id):
            places[t.plain(key)].add(action_id)
    assert {word: ids for word, ids in places.items() if not together(ids)} == {}


def test_close_is_the_word_of_reviews_alone() -> None:
    review = "bot.commands.assign_support.review"
    submits = [(module.__name__, value) for module, value in arguments("submit") if "button-close" in value]
    assert [name for name, _ in submits] == [review]
    assert [m.__name__ for m, call in calls("plain") if key_in(call) == "button-close"] == [review]
    for language, word in (("en", "Close"), ("es", "Cerrar")):
        t = reader(language, "UTC")
        assert {key for key, _ in drawn() if t.plain(key) == word} == {"assign-many-close"}


def arguments(name: str) -> list[tuple[ModuleType, str]]:
    """Return the source of this argument of every modal."""
    found = [(module, node) for module, call in calls("modal") for node in call.keywords if node.arg == name]
    return [(module, ast.unparse(node.value)) for module, node in found]


@pytest.mark.parametrize("language", LANGUAGES)
def test_leaving_a_screen_is_done_back_cancel_or_later(language: str) -> None:
    t = reader(language, "UTC")
    allowed = {t.plain(key) for key in ("button-done", "button-back", "button-cancel", "review-later")}
    said = [value for _, value in arguments("close")]
    keys = {key for value in said for key in re.findall(r"'([a-z]+(?:-[a-z]+)+)'", value)}
    assert len(said) > 15
    assert {t.plain(key) for key in keys} <= allowed


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_form_is_called_as_the_button_that_opens_it(language: str) -> None:
    t = reader(language, "UTC")
    called = {command.key: t.plain(f"{command.key}-title") for command in COMMANDS}
    assert called == {command.key: t.plain(f"{command.key}-shortcut") for command in COMMANDS}
