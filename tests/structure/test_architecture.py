"""The structure itself: who may import whom, sizes, words, and the facts that several files must agree on."""

import ast

import pytest
from alembic.script import ScriptDirectory

from bot import migrations
from tests.structure import figures, graph, rules
from tests.structure.rules import Retired
from tests.structure.source import ROOT, Module, read

TREE = read()

# layer -> what it may import of the program; models, errors, clock <- services <- commands <- app <- __main__.
BASE = ("bot.models", "bot.errors", "bot.clock")
TEXT = ("bot.text",)
SERVICES = (*BASE, *TEXT, "bot.addresses", "bot.db", "bot.settings", "bot.services")
COMMANDS = (*SERVICES, "bot.runtime", "bot.commands")
EVERYTHING = ("bot",)
ALLOWED: dict[str, tuple[str, ...]] = {
    "bot/models": ("bot.models",),
    "bot/errors.py": (),
    "bot/clock.py": (),
    "bot/text": TEXT,
    "bot/addresses.py": (),
    "bot/environment": (*BASE, "bot.addresses", "bot.environment"),
    "bot/settings.py": (*BASE, "bot.addresses", "bot.environment"),
    "bot/db": (*BASE, "bot.db"),
    "bot/migrations": (*BASE, "bot.db", "bot.migrations"),
    "bot/services": (*SERVICES, "bot.migrations"),
    "bot/runtime.py": SERVICES,
    # The one package that talks to Microsoft implements the ports of the services.
    "bot/partner_center": (*SERVICES, "bot.partner_center"),
    "bot/commands": COMMANDS,
    "bot/manifest.py": COMMANDS,
    "bot/dispatch": (*COMMANDS, "bot.manifest", "bot.dispatch"),
    "bot/app.py": (*COMMANDS, "bot.dispatch"),
    "bot/transport": (*COMMANDS, "bot.app", "bot.transport"),
    "bot/sweeps.py": COMMANDS,
    "bot/front.py": (*SERVICES, "bot.transport"),
    "bot/bootstrap.py": (
        *COMMANDS,
        "bot.manifest",
        "bot.dispatch",
        "bot.app",
        "bot.transport",
        "bot.sweeps",
        "bot.front",
        "bot.partner_center",
    ),
    "bot/local_slack": ("bot.local_slack",),
    "bot/local_partner_center": ("bot.local_partner_center",),
    "bot/demo": EVERYTHING,
    "bot/cli": EVERYTHING,
    "bot/__main__.py": EVERYTHING,
    "bot/__init__.py": (),
}
# The local Slack is a program of its own: it could leave this repository and none of the bot would notice.
LOCAL_SLACK_USERS = ("bot/demo/", "bot/cli/workspace.py")
# Nor could a client be held against a server that reads with its eyes; only tests and the demo start one.
# Those who put the client in where the services' ports ask for it.
PARTNER_CENTER_USERS = ("bot/bootstrap.py", "bot/cli/", "bot/demo/")
LOCAL_PARTNER_CENTER_USERS = ("bot/demo/",)
# Where Slack's own libraries are used by name.
SLACK_LIBRARIES = ("slack_bolt", "slack_sdk")
SLACK_EDGES = ("bot/services/slack/", "bot/app.py", "bot/bootstrap.py", "bot/transport/")

# Subjects of bot/services, lowest first: each imports only those before it.
SUBJECTS = (
    "store",
    "images",
    "slack",
    "search",
    "aliases",
    "on_record",
    "spreadsheets",
    "people",
    "roles",
    "outbox",
    "absences",
    "mail",
    "jobs",
    "agreements",
    "contacts",
    "resellers",
    "invitations",
    "basis",
    "handover",
    "relationships",
    "trails",
    "departures",
    "assign_many",
    "reminders",
    "watch",
    "directory",
    "hearing",
    "mirror",
    "report",
    "home",
    "sealing",
    "running",
    "backup",
)
# Where and when something happens, and who may: known to every subject and to all of the store but its statements.
GROUND = ("scene", "policy", "markets", "proxies", "separation", "commerce")
BENEATH = ("bot/services/store/sql.py",)

# Rooms of the local Slack, lowest first and the door last: each imports only those before it.
SLACK_ROOMS = (
    "base",
    "blockkit",
    "mrkdwn",
    "text_view",
    "transport",
    "core",
    "api",
    "people",
    "browser",
    "workspace",
    "saving",
    "server",
    "runner",
    "__init__",
)

# Rooms of bot/commands that every command may import, and those that know all commands.
COMMON = ("base", "memory", "payload", "shared")
ABOVE = ("registry", "notices")
# Commands that lead on to another one.
MAY_USE = {
    ("assign_support", "request_relationship"),
    ("departures", "remove_relationship"),
    ("home", "departures"),
    ("home", "request_relationship"),
    ("relationships", "departures"),
    ("relationships", "request_relationship"),
    ("relationships", "watch"),
    ("watch", "request_relationship"),
    ("reminders", "request_relationship"),
    ("support_contact", "assign_support"),
    ("remove_relationship", "request_relationship"),
}

RETIRED = (
    Retired("courier", "sender", "part"),
    Retired("book", "transitions", "part"),
    Retired("cards", "summaries", "identifier"),
    Retired("news", "acceptance", "part"),
    Retired("meant", "choice", "identifier"),
    Retired("entered", "typed", "identifier"),
    Retired("guide", "walkthrough", "part"),
    Retired("picture", "client_state", "part"),
    Retired("Container", "Runtime", "identifier"),
    Retired("bulk", "assign_many", "module"),
)


def test_imports_are_absolute() -> None:
    relative = [m.place(n) for m in TREE.bot for n in m.nodes if isinstance(n, ast.ImportFrom) and n.level]
    assert relative == []


def test_imports_point_inwards() -> None:
    assert rules.outward_imports(TREE, ALLOWED) == []


def test_slack_stays_at_the_edges() -> None:
    inside = [module for module in TREE.bot if not module.path.startswith(SLACK_EDGES)]
    assert [(m.path, name) for m in inside for name in m.imports if rules.within(name, SLACK_LIBRARIES)] == []


def test_only_the_demo_and_its_command_know_the_local_slack() -> None:
    assert rules.intruders(TREE, "bot.local_slack", LOCAL_SLACK_USERS) == []


def test_only_the_demo_knows_the_local_partner_center() -> None:
    assert rules.intruders(TREE, "bot.local_partner_center", LOCAL_PARTNER_CENTER_USERS) == []


def test_nothing_but_its_own_package_talks_to_microsoft() -> None:
    assert rules.intruders(TREE, "bot.partner_center", PARTNER_CENTER_USERS) == []


def test_every_service_has_a_subject() -> None:
    assert graph.rooms(TREE.files, "bot/services") == {*SUBJECTS, *GROUND}


def test_subjects_import_only_those_below_them() -> None:
    assert rules.climbs(TREE, "bot/services", SUBJECTS, GROUND, BENEATH) == []


def test_rooms_of_the_local_slack_import_only_those_below_them() -> None:
    assert rules.climbs(TREE, "bot/local_slack", SLACK_ROOMS, (), ()) == []


def test_commands_stand_alone() -> None:
    assert rules.foreign_imports(TREE, "bot/commands", COMMON, ABOVE) == MAY_USE


def test_nothing_runs_in_circles() -> None:
    assert figures.module_circles(TREE).offenders == ()
    assert figures.room_circles(TREE).offenders == ()


def test_a_class_name_has_one_meaning() -> None:
    missed = [figure for figure in figures.shared_class_names(TREE) if figure.is_missed]
    assert [shared for figure in missed for shared in figure.offenders] == []


def test_retired_words_stay_away() -> None:
    assert rules.retired_words(TREE, RETIRED) == []


CLOCKS = {"bot/clock.py", "bot/demo/clock.py", "bot/local_slack/base/clock.py"}
CLOCK_READS = {
    "datetime": {"now", "utcnow", "today"},
    "date": {"today"},
    "time": {"time", "time_ns", "monotonic", "monotonic_ns", "perf_counter", "perf_counter_ns"},
}


def is_clock_read(node: ast.AST) -> bool:
    """A clock named, called or handed on; another name for one would hide it and counts, too."""
    match node:
        case ast.Attribute(value=ast.Name(id=owner) | ast.Attribute(attr=owner), attr=read):
            return read in CLOCK_READS.get(owner, ())
        case ast.ImportFrom(module="time", names=names):
            return any(alias.name in CLOCK_READS["time"] for alias in names)
        case ast.Import(names=names) | ast.ImportFrom(module="datetime", names=names):
            return any(alias.asname and alias.name in CLOCK_READS for alias in names)
    return False


def test_time_is_injected() -> None:
    others = [module for module in TREE.bot if module.path not in CLOCKS]
    assert [(m.path, ast.unparse(node)) for m in others for node in m.nodes if is_clock_read(node)] == []


@pytest.mark.parametrize(
    "source",
    [
        "datetime.now(UTC)",
        "field(default_factory=datetime.now)",
        "datetime.datetime.utcnow()",
        "date.today()",
        "time.monotonic()",
        "from time import perf_counter",
        "import time as wall",
        "from datetime import datetime as moment",
    ],
)
def test_no_spelling_of_a_clock_gets_through(source: str) -> None:
    assert any(is_clock_read(node) for node in ast.walk(ast.parse(source)))


def says_what_it_is(module: Module) -> bool:
    top = module.nodes[0]
    return isinstance(top, ast.Module) and bool(ast.get_docstring(top))


def test_modules_stay_small_and_say_what_they_are() -> None:
    assert [module.path for module in TREE.bot if not says_what_it_is(module)] == []
    assert figures.module_length(TREE).offenders == ()


def test_functions_stay_short() -> None:
    assert [figure for figure in figures.function_lengths(TREE) if figure.is_missed] == []


def test_one_migration_head() -> None:
    assert len(ScriptDirectory(str(ROOT / "bot/migrations")).get_heads()) == 1
    assert migrations.head()
