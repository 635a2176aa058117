"""The files by which the bot is run, as data."""

import json
import re
import shlex
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from tests.kit.program import ROOT

DEPLOY = ROOT / "deploy"
IMAGE = "support-contact-bot"
UNIT = DEPLOY / "systemd" / "support-contact-bot.service"
# Documents whose shell lines are for those who run the bot.
DOCUMENTS = (ROOT / "README.md", DEPLOY / "README.md")
_PROGRAM = re.compile(r"(?:-m bot|compose(?: -\S+)* run(?: -\S+(?: \"\S+\")?)* bot) (?P<arguments>[^|>&#`;)]*)")


class Started(NamedTuple):
    """Arguments that a file gives the program."""

    source: str
    arguments: Sequence[str]


class Instruction(NamedTuple):
    """One line of the Dockerfile, continued ones joined."""

    name: str
    rest: str


def dockerfile() -> list[Instruction]:
    """All instructions, comments left out."""
    text = re.sub(r"^#.*\n", "", (ROOT / "Dockerfile").read_text("utf-8"), flags=re.MULTILINE)
    lines = text.replace("\\\n", " ").splitlines()
    return [Instruction(*line.split(maxsplit=1)) for line in lines if line.strip()]


def image_environment() -> dict[str, str]:
    """What the image itself sets."""
    pairs = [pair for name, rest in dockerfile() if name == "ENV" for pair in shlex.split(rest)]
    return dict(pair.split("=", 1) for pair in pairs)


def compose() -> dict[str, Any]:
    """The compose file, merges done."""
    read: dict[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text("utf-8"))
    return read


def ours() -> dict[str, Any]:
    """Compose services that run the bot's image."""
    return {name: service for name, service in compose()["services"].items() if service["image"] == IMAGE}


def manifests() -> dict[str, Any]:
    """Kubernetes objects by kind; each kind is there once."""
    found: dict[str, Any] = {}
    for file in sorted((DEPLOY / "kubernetes").glob("*.yaml")):
        for document in yaml.safe_load_all(file.read_text("utf-8")):
            assert document["kind"] not in found, file
            found[document["kind"]] = document
    return found


def containers() -> list[dict[str, Any]]:
    """Containers of a replica, in the order in which they start."""
    pod = manifests()["Deployment"]["spec"]["template"]["spec"]
    return [*pod["initContainers"], *pod["containers"]]


def unit() -> dict[str, list[str]]:
    """Settings of the systemd service; a name may come several times."""
    settings = defaultdict(list)
    for line in UNIT.read_text("utf-8").splitlines():
        if line and not line.startswith(("#", "[")):
            name, _, value = line.partition("=")
            settings[name].append(value)
    return dict(settings)


def started() -> Iterator[Started]:
    """Yield every start of the program in the files and in the documents' shell lines."""
    image = {name: json.loads(rest) for name, rest in dockerfile() if name in ("ENTRYPOINT", "CMD")}
    entry = image["ENTRYPOINT"]
    assert entry == ["python", "-m", "bot"]
    yield Started("Dockerfile", image["CMD"])
    for name, service in ours().items():
        yield Started(f"compose.yaml: {name}", service["command"])
    for container in containers():
        yield Started(f"deployment.yaml: {container['name']}", container["args"])
    for name, lines in unit().items():
        if name.startswith("Exec"):
            yield from (Started(f"systemd: {name}", shlex.split(line.partition(" -m bot ")[2])) for line in lines)
    for document in DOCUMENTS:
        for line in shell_lines(document):
            yield from (
                Started(str(document.relative_to(ROOT)), shlex.split(at["arguments"])) for at in _PROGRAM.finditer(line)
            )


def shell_lines(document: Path) -> list[str]:
    """Lines of the ```sh blocks, continued ones joined."""
    blocks = re.findall(r"^ *```sh\n(.*?)^ *```", document.read_text("utf-8"), re.DOTALL | re.MULTILINE)
    return [line.strip() for block in blocks for line in block.replace("\\\n", " ").splitlines()]
