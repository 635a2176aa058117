"""Files by which the bot is run: commands, variables, ports and routes are the program's own."""

import re
import tomllib
from pathlib import Path

import pytest

from bot import __version__
from bot.__main__ import main
from bot.services.running.metrics import Metrics
from bot.settings import Settings, load
from bot.transport.health import Health
from bot.transport.http import EVENTS_PATH
from tests.deploy import files
from tests.deploy.files import Started
from tests.kit.program import ROOT

# What the interpreter and the shell read, not the bot.
OF_OTHERS = {"PATH", "PYTHONDONTWRITEBYTECODE", "PYTHONUNBUFFERED", "PIP_NO_CACHE_DIR"}
VARIABLE = re.compile(r"\b(?:SLACK|ROLE|DATABASE|REMINDER|PARTNER_CENTER)(?:_[A-Z]+)+\b(?!_)")
DRAINS = 5  # seconds, as README promises


@pytest.mark.parametrize(
    "start", list(files.started()), ids=lambda start: f"{start.source} {' '.join(start.arguments)}"
)
def test_every_command_is_one_of_the_program(
    start: Started, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.argv", ["bot", *start.arguments, "--help"])
    main("python -m bot")
    shown = capsys.readouterr()
    assert shown.err == ""
    subcommand = shown.out.splitlines()[0].removeprefix("Usage: python -m bot ").split(" [OPTIONS]")[0]
    assert " ".join(start.arguments).startswith(subcommand)
    assert "COMMAND" not in shown.out.splitlines()[0]


def test_every_kind_of_file_starts_the_bot_and_brings_the_schema_up_to_date() -> None:
    served = {start.source.partition(":")[0] for start in files.started() if list(start.arguments) == ["serve"]}
    upgraded = {
        start.source.partition(":")[0] for start in files.started() if list(start.arguments) == ["db", "upgrade"]
    }
    assert {"compose.yaml", "deployment.yaml", "systemd"} <= served & upgraded
    assert "Dockerfile" in served


def compose_environment() -> dict[str, str]:
    (environment,) = {tuple(service["environment"].items()) for service in files.ours().values()}
    return dict(environment)


def kubernetes_environment() -> dict[str, str]:
    manifests = files.manifests()
    given: dict[str, str] = manifests["ConfigMap"]["data"] | manifests["Secret"]["stringData"]
    for container in files.containers():
        names = [(kind, source["name"]) for entry in container["envFrom"] for kind, source in entry.items()]
        assert names == [
            ("configMapRef", manifests["ConfigMap"]["metadata"]["name"]),
            ("secretRef", manifests["Secret"]["metadata"]["name"]),
        ]
    return given


def systemd_environment() -> dict[str, str]:
    return dict(line.split("=", 1) for line in files.unit()["Environment"])


ENVIRONMENTS = {
    "Dockerfile": files.image_environment,
    "compose.yaml": compose_environment,
    "kubernetes": kubernetes_environment,
    "systemd": systemd_environment,
}


@pytest.mark.parametrize("name", ENVIRONMENTS)
def test_every_variable_is_one_that_the_bot_reads(name: str) -> None:
    given = {key: value for key, value in ENVIRONMENTS[name]().items() if key not in OF_OTHERS}
    assert given
    assert {key.lower() for key in given} <= set(Settings.model_fields)
    values = {key.lower(): re.sub(r"\$\{.*?\}", "secret1", value) for key, value in given.items()}
    settings = load(None, **values)
    for key, value in values.items():
        assert settings.model_dump()[key] is not None, (key, value)


def test_variables_that_only_comments_name_are_read_too() -> None:
    texts = [*files.DEPLOY.rglob("*.yaml"), *files.DOCUMENTS, ROOT / "compose.yaml"]
    wanted = {name.upper() for name in Settings.model_fields}
    for text in texts:
        named = re.findall(
            r"\b(?:SLACK|ROLE|DATABASE|REMINDER|PARTNER_CENTER)(?:_[A-Z]+)+\b(?!_)", text.read_text("utf-8")
        )
        assert {name for name in named if name not in wanted and not is_family(name, wanted)} == set(), text


def is_family(name: str, wanted: set[str]) -> bool:
    """A beginning shared by several, written with an ellipsis."""
    return sum(one.startswith(f"{name}_") for one in wanted) > 1


def test_all_install_what_make_installs() -> None:
    """The step that a container engine would run is the one that every `make test` has run."""
    makefile = (ROOT / "Makefile").read_text("utf-8")
    install = re.search(r"^\$\(VENV\)/\.run:.*\n\t(.*)$", makefile, re.MULTILINE)
    assert install is not None
    by_make = install[1].replace("$(RUN)", ".venv/bin/python")
    assert "--require-hashes -r requirements.lock" in by_make
    steps = [rest for name, rest in files.dockerfile() if name == "RUN"]
    assert by_make in steps
    assert steps.index("python3 -m venv .venv") < steps.index(by_make)
    assert "$(PYTHON) -m venv $(VENV)" in makefile
    unpacked = [line for document in files.DOCUMENTS for line in files.shell_lines(document) if "pip install" in line]
    assert unpacked
    assert all("--require-hashes -r requirements.lock" in line for line in unpacked)


def test_the_image_has_a_python_that_the_bot_runs_on_and_no_root() -> None:
    steps = files.dockerfile()
    bases = [rest.split()[0] for name, rest in steps if name == "FROM"]
    assert set(bases) == {"python:3.13-slim"}
    wanted = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["requires-python"]
    assert tuple(map(int, wanted.removeprefix(">=").split("."))) <= (3, 13)
    (user,) = [rest for name, rest in steps if name == "USER"]
    pod = files.manifests()["Deployment"]["spec"]["template"]["spec"]["securityContext"]
    assert user == f"{pod['runAsUser']}:{pod['runAsGroup']}"
    assert pod["runAsNonRoot"]


def test_the_image_holds_what_is_copied_and_nothing_else() -> None:
    kept = {line[1:] for line in (ROOT / ".dockerignore").read_text("utf-8").splitlines() if line.startswith("!")}
    assert "*" in (ROOT / ".dockerignore").read_text("utf-8").splitlines()
    copied = {rest.split()[0] for name, rest in files.dockerfile() if name == "COPY" and "--from" not in rest}
    assert copied == kept
    assert all((ROOT / name).exists() for name in copied)


def test_no_file_names_a_registry() -> None:
    named = [rest.split()[0] for name, rest in files.dockerfile() if name == "FROM"]
    named += [service["image"] for service in files.compose()["services"].values()]
    named += [container["image"] for container in files.containers()]
    assert [image for image in named if "/" in image] == []


def test_ports_and_routes_are_those_that_are_served() -> None:
    port = int(files.image_environment()["PORT"])
    assert ("EXPOSE", str(port)) in files.dockerfile()
    manifests = files.manifests()
    bot = files.containers()[-1]
    assert manifests["ConfigMap"]["data"]["PORT"] == compose_environment()["PORT"] == str(port)
    (served,) = bot["ports"]
    assert served["containerPort"] == port
    probes = {name: bot[f"{name}Probe"]["httpGet"] for name in ("startup", "liveness", "readiness")}
    assert {probe["port"] for probe in probes.values()} == {served["name"]}
    routes = {path for _method, path in Health({}, Metrics()).routes()}
    assert {probe["path"] for probe in probes.values()} == {"/healthz", "/readyz"} <= routes
    assert probes["readiness"]["path"] == "/readyz"
    annotations = manifests["Deployment"]["spec"]["template"]["metadata"]["annotations"]
    assert (annotations["prometheus.io/path"] in routes, annotations["prometheus.io/port"]) == (True, str(port))
    (rule,) = manifests["Ingress"]["spec"]["rules"]
    assert [(path["path"], path["pathType"]) for path in rule["http"]["paths"]] == [(EVENTS_PATH, "Exact")]
    assert manifests["Service"]["spec"]["ports"][0]["targetPort"] == served["name"]
    assert files.ours()["bot"]["ports"] == [f"127.0.0.1:{port}:{port}"]


def test_everything_of_kubernetes_is_about_the_same_two_replicas() -> None:
    manifests = files.manifests()
    deployment = manifests["Deployment"]["spec"]
    labels = deployment["template"]["metadata"]["labels"]
    selectors = [
        deployment["selector"]["matchLabels"],
        manifests["Service"]["spec"]["selector"],
        manifests["PodDisruptionBudget"]["spec"]["selector"]["matchLabels"],
    ]
    assert all(selector == labels for selector in selectors)
    assert deployment["replicas"] > manifests["PodDisruptionBudget"]["spec"]["minAvailable"] >= 1
    assert manifests["Secret"]["stringData"]["DATABASE_URL"].startswith("postgresql://"), "SQLite is for one"
    kustomization = manifests["Kustomization"]
    assert all((files.DEPLOY / "kubernetes" / name).is_file() for name in kustomization["resources"])
    assert not [name for name in kustomization["resources"] if "example" in name]
    assert [(image["name"], image["newTag"]) for image in kustomization["images"]] == [(files.IMAGE, __version__)]


def test_every_container_is_confined_and_may_write_to_tmp_only() -> None:
    for container in files.containers():
        context = container["securityContext"]
        assert context["readOnlyRootFilesystem"]
        assert not context["allowPrivilegeEscalation"]
        assert context["capabilities"] == {"drop": ["ALL"]}
        assert [mount["mountPath"] for mount in container["volumeMounts"]] == ["/tmp"]
        assert {"cpu", "memory"} <= set(container["resources"]["requests"])
        assert "memory" in container["resources"]["limits"]
    for service in files.ours().values():
        assert (service["read_only"], service["tmpfs"], service["cap_drop"]) == (True, "/tmp", ["ALL"])


def test_the_end_is_waited_for_longer_than_the_bot_takes() -> None:
    pod = files.manifests()["Deployment"]["spec"]["template"]["spec"]
    command = pod["containers"][0]["lifecycle"]["preStop"]["exec"]["command"]
    assert command[0] == "sleep"
    assert pod["terminationGracePeriodSeconds"] > int(command[1]) + DRAINS
    assert int(files.ours()["bot"]["stop_grace_period"].removesuffix("s")) > DRAINS
    assert int(files.unit()["TimeoutStopSec"][0]) > DRAINS


def test_compose_starts_one_after_the_other() -> None:
    services = files.compose()["services"]
    assert services["postgres"]["image"] == "postgres:17"
    assert services["upgrade"]["depends_on"] == {"postgres": {"condition": "service_healthy"}}
    assert services["bot"]["depends_on"] == {"upgrade": {"condition": "service_completed_successfully"}}
    assert "restart" not in services["upgrade"]
    assert set(files.compose()["volumes"]) == {volume.split(":")[0] for volume in services["postgres"]["volumes"]}


def test_the_unit_shuts_the_bot_in() -> None:
    unit = files.unit()
    assert unit["ProtectSystem"] == ["strict"]
    assert unit["NoNewPrivileges"] == ["yes"]
    assert unit["CapabilityBoundingSet"] == [""]
    database = systemd_environment()["DATABASE_URL"]
    assert Path(database.removeprefix("sqlite:///")).parent == Path("/var/lib") / unit["StateDirectory"][0]
    assert "ReadWritePaths" not in unit
    assert (unit["Restart"], unit["StartLimitIntervalSec"]) == (["always"], ["0"])
