"""`make deploy-lint`: the files by which the bot is run, held against the grammars of those who read them.

Nothing is fetched: schemas and programs come with packages of pip, kubectl and systemd-analyze with Debian's.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import kubernetes_validate
import promql_parser
import yaml
from compose_spec.compose_spec import PyOptions
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from tests.deploy import promql
from tests.kit.program import ROOT

# The oldest that knows all we write, and the newest that the package knows.
KUBERNETES = ("1.27", "1.37")
PYTHON_OF_THE_UNIT = "/opt/support-contact-bot/.venv/bin/python"
# Debian's packages kubernetes-client and systemd; hadolint comes with pip.
PROGRAMS = ("kubectl", "systemd-analyze")

Faults = Iterator[str]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class AlertRule(_Strict):
    """Prometheus' alerting rule; no package brings their schema, so its fields are named here."""

    alert: str
    expr: str
    hold: str | None = Field(None, alias="for")
    keep_firing_for: str | None = None
    labels: Mapping[str, str]
    annotations: Mapping[str, str]


class RuleGroup(_Strict):
    """Group of rules that are looked at together."""

    name: str
    interval: str | None = None
    rules: list[AlertRule]


class RuleFile(_Strict):
    """The whole file."""

    groups: list[RuleGroup]


def manifests(root: Path) -> Faults:
    """Hold every Kubernetes object against the schema of its API, which knows no other fields."""
    for file in sorted((root / "deploy" / "kubernetes").glob("*.yaml")):
        if file.name != "kustomization.yaml":
            yield from _objects(file.name, file.read_text("utf-8"))


def rendered(root: Path) -> Faults:
    """Have kubectl render what `kubectl apply -k` would send, and hold that against the schemas too."""
    if lacks("kubectl"):
        return
    done = _run("kubectl", "kustomize", str(root / "deploy" / "kubernetes"))
    if done.returncode:
        yield f"kustomization.yaml: {done.stderr.strip()}"
    else:
        yield from _objects("kustomization.yaml, rendered", done.stdout)


def _objects(name: str, text: str) -> Faults:
    for document in yaml.safe_load_all(text):
        for version in KUBERNETES:
            try:
                kubernetes_validate.validate(document, version, strict=True)
            except kubernetes_validate.ValidationError as error:
                place = ".".join(map(str, error.path))
                yield f"{name}: {document['kind']} {place}: {error.message} (Kubernetes {version})"
            except kubernetes_validate.SchemaNotFoundError as error:
                yield f"{name}: {error.message}"


def compose(root: Path) -> Faults:
    """Hold the compose file, merges done, against the compose specification, and its names against one another."""
    options = PyOptions(apply_merge=True)
    try:
        read = options.from_yaml((root / "compose.yaml").read_text("utf-8")).to_dict()
    except ValueError as error:
        yield f"compose.yaml: {error}"
        return
    for name, service in read["services"].items():
        for needed in service.get("depends_on", {}):
            if needed not in read["services"]:
                yield f"compose.yaml: {name} depends on {needed}, which is no service"
        for mount in service.get("volumes", []):
            if (volume := _volume(mount)) and volume not in read.get("volumes", {}):
                yield f"compose.yaml: {name} mounts {volume}, which is no volume"


def _volume(mount: str | Mapping[str, Any]) -> str | None:
    """Return the named volume of a mount, None for a folder of the machine."""
    source = mount.split(":")[0] if isinstance(mount, str) else mount.get("source", "")
    return None if source.startswith(("/", ".", "~", "$")) else source


def dockerfile(root: Path) -> Faults:
    """Have hadolint read the Dockerfile."""
    found = _run(str(Path(sys.executable).with_name("hadolint")), "--no-color", str(root / "Dockerfile"))
    yield from (line.removeprefix(f"{root}/") for line in (found.stdout + found.stderr).splitlines())


def unit(root: Path) -> Faults:
    """Have systemd read the unit, with this Python in the place of that which is not installed here."""
    if lacks("systemd-analyze"):
        return
    file = root / "deploy" / "systemd" / "support-contact-bot.service"
    text = file.read_text("utf-8")
    if text.count(PYTHON_OF_THE_UNIT) != 2:
        yield f"{file.name}: starts something else than {PYTHON_OF_THE_UNIT}"
    file.write_text(text.replace(PYTHON_OF_THE_UNIT, sys.executable))
    yield from (_run("systemd-analyze", "verify", str(file)).stderr.splitlines())


def queries(root: Path) -> Faults:
    """Parse every expression of alerts and dashboard, and read Prometheus' file by its fields."""
    try:
        for length in _lengths(RuleFile.model_validate(promql.rule_file(root / "deploy"))):
            promql_parser.parse_duration(length)
    except ValidationError as error:
        yield from (f"alerts.yml: {'.'.join(map(str, one['loc']))}: {one['msg']}" for one in error.errors())
    except ValueError as error:
        yield f"alerts.yml: {error}"
    for place, expression in promql.expressions(root / "deploy").items():
        try:
            promql.parsed(expression)
        except ValueError as error:
            yield f"{place}: {error}"


def _lengths(read: RuleFile) -> Faults:
    for group in read.groups:
        given = [group.interval, *(one for rule in group.rules for one in (rule.hold, rule.keep_firing_for))]
        yield from (length for length in given if length is not None)


CHECKS: tuple[Callable[[Path], Faults], ...] = (manifests, rendered, compose, dockerfile, unit, queries)


def copied(folder: Path) -> Path:
    """Copy the files that are held into a folder, and return it: what is checked may be changed there."""
    for name in ("Dockerfile", "compose.yaml"):
        shutil.copy(ROOT / name, folder)
    shutil.copytree(ROOT / "deploy", folder / "deploy")
    return folder


def faults(root: Path) -> list[str]:
    """Return everything that is wrong, a line each."""
    return [fault for check in CHECKS for fault in check(root)]


def lacks(program: str) -> bool:
    """Tell if a program is not here, which CI (CI_DEPLOY=required) does not let pass."""
    if shutil.which(program):
        return False
    if os.environ.get("CI_DEPLOY") == "required":
        raise FileNotFoundError(program)
    return True


def _run(*command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)


def main() -> int:
    """Print what is wrong, and which of Debian's programs would have looked at more; 1 if anything is."""
    with TemporaryDirectory() as folder:
        found = faults(copied(Path(folder)))
    lacking = [f"not looked at with {program}, which is not here" for program in PROGRAMS if lacks(program)]
    print(*found, *lacking, f"{len(found)} faults in what runs the bot", sep="\n")
    return bool(found)


if __name__ == "__main__":
    sys.exit(main())
