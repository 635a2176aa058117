"""People of the demo: whoever looks at one of them sees what they may do."""

import csv
import re

from bot import demo, manifest
from bot.demo.run import GROUPS
from bot.demo.tasks import tasks
from bot.local_slack import Task, Workspace, read_json
from bot.services.policy import Role
from bot.text import LANGUAGES, reader

SEED = read_json(demo.WORKSPACE)


def roles_of(person: str) -> set[str]:
    """Return the names of a person's roles, by the groups that give them."""
    given = {f"@{group['handle']}" for group in SEED["groups"] if person in group["users"]}
    t = reader("en", "UTC")
    names = {f"ROLE_GROUP_{role.value.upper()}": t.plain(f"role-{role.value.replace('_', '-')}") for role in Role}
    return {names[variable] for variable, handle in GROUPS.items() if handle in given}


def test_each_title_names_the_roles_and_no_other() -> None:
    every = {reader("en", "UTC").plain(f"role-{role.value.replace('_', '-')}").lower() for role in Role}
    for person in SEED["people"]:
        title = person["title"].lower()
        named = {role for role in every if role in title}
        assert named == {role.lower() for role in roles_of(person["id"])}, person["name"]
        assert named or re.search(r"\b(no|without a) role\b", title), person["name"]


def test_who_meets_the_page_first_may_do_all_of_it() -> None:
    people = Workspace(SEED).people
    for locale in ("en-US", "en-GB", "es-ES", "es-MX", "ja-JP", "fr-FR"):
        assert roles_of(people.first([locale])) & {"Global admin", "Admin agent"}, locale


def commands(task: Task, language: str) -> list[str]:
    assert not isinstance(task.text, str)
    return re.findall(r"`(/[\w-]+)[^`]*`", task.text[language])


def test_tasks_are_told_in_every_language_with_commands_that_there_are() -> None:
    known = {entry["command"] for entry in manifest.build()["features"]["slash_commands"]}
    for task in tasks():
        assert not isinstance(task.title, str)
        assert set(task.title) == set(LANGUAGES)
        said = [commands(task, language) for language in LANGUAGES]
        assert said[0] == said[1]
        assert set(said[0]) <= known
    assert {command for task in tasks() for command in commands(task, "en")} == {
        *("/assign-support", "/support-contact", "/relationships", "/assign-many"),
    }


def test_the_list_names_what_is_in_the_directory() -> None:
    def column(file: str, name: str) -> set[str]:
        with (demo.DIRECTORY / file).open(encoding="utf-8", newline="") as rows:
            return {row[name] for row in csv.DictReader(rows)}

    with demo.LIST.open(encoding="utf-8", newline="") as rows:
        wanted = list(csv.DictReader(rows))
    assert {row["customer"] for row in wanted} <= column("customers.csv", "companyName")
    assert {row["subscription"] for row in wanted} <= column("subscriptions.csv", "friendlyName")
    assert {row["supportContact"] for row in wanted} <= column("partners.csv", "name")
