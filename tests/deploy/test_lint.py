"""`make deploy-lint` says nothing of the files as they are, and names what anybody might bend in them."""

import json
import re
from pathlib import Path

import pytest

from tests.deploy import files, lint
from tests.kit.program import ROOT

K8S, PROMETHEUS, GRAFANA = "deploy/kubernetes", "deploy/prometheus/alerts.yml", "deploy/grafana/dashboard.json"
UNIT = "deploy/systemd/support-contact-bot.service"
DEPLOYMENT = f"{K8S}/deployment.yaml"
# File, what stands there, what is put in its place, and what is said of it.
Bent = tuple[str, str, str, str]
BENT: list[Bent] = [
    (DEPLOYMENT, "replicas: 2", "replica: 2", "'replica' was unexpected"),
    (DEPLOYMENT, "replicas: 2", "replicas: two", "'two' is not of type"),
    (DEPLOYMENT, "readOnlyRootFilesystem", "readonlyRootFilesystem", "'readonlyRootFilesystem' was unexpected"),
    (DEPLOYMENT, "failureThreshold: 60", "failureTreshold: 60", "'failureTreshold' was unexpected"),
    (DEPLOYMENT, "apps/v1", "apps/v1beta9", "Couldn't find schema for kind Deployment"),
    (f"{K8S}/disruption.yaml", "minAvailable: 1", "minAvailible: 1", "'minAvailible' was unexpected"),
    (f"{K8S}/service.yaml", "targetPort", "targetport", "'targetport' was unexpected"),
    (f"{K8S}/ingress.example.yaml", "pathType: Exact", "pathtype: Exact", "'pathType' is a required property"),
    (f"{K8S}/secret.example.yaml", "stringData", "stringdata", "'stringdata' was unexpected"),
    (f"{K8S}/config.yaml", 'PORT: "3000"', "PORT: 3000", "3000 is not of type"),
    ("compose.yaml", "retries: 12", "retriez: 12", "`retriez` does not start with"),
    ("compose.yaml", "read_only: true", "readonly: true", "`readonly` does not start with"),
    ("compose.yaml", "restart: unless-stopped", "restart: sometimes", "unknown variant `sometimes`"),
    ("compose.yaml", "upgrade: { condition", "upgrad: { condition", "bot depends on upgrad, which is no service"),
    ("compose.yaml", "volumes:\n  database:", "volumes:\n  databse:", "mounts database, which is no volume"),
    ("Dockerfile", "RUN python3", "RUM python3", "unexpected 'R'"),
    ("Dockerfile", "USER 10001:10001", "USER root", "DL3002"),
    ("Dockerfile", "WORKDIR /app", "WORKDIR app", "DL3000"),
    (PROMETHEUS, "for: 2m", "fur: 2m", "Extra inputs are not permitted"),
    (PROMETHEUS, "for: 2m", "for: 2 minutes", "duration"),
    (PROMETHEUS, "max(bot_socket", "maxx(bot_socket", "unknown function with name 'maxx'"),
    (PROMETHEUS, "_bucket[5m]", "_bucket", "expected type matrix"),
    (GRAFANA, "max by (state) (", "max by (state (", "dashboard.json: Outbox A: "),
    (GRAFANA, "[$__rate_interval]", "[$rate]", "unexpected character"),
]
OF_DEBIAN: list[tuple[str, *Bent]] = [
    ("kubectl", f"{K8S}/kustomization.yaml", "resources:", "resource:", "kustomization.yaml: "),
    ("kubectl", f"{K8S}/kustomization.yaml", "  - service.yaml", "  - services.yaml", "services.yaml"),
    ("systemd-analyze", UNIT, "ProtectSystem=strict", "ProtectSistem=strict", "ProtectSistem"),
]
CHECKS = {
    K8S: lint.manifests,
    "compose.yaml": lint.compose,
    "Dockerfile": lint.dockerfile,
    PROMETHEUS: lint.queries,
    GRAFANA: lint.queries,
    "kubectl": lint.rendered,
    "systemd-analyze": lint.unit,
}


def bend(root: Path, name: str, what: str, into: str) -> None:
    file = root / name
    text = file.read_text("utf-8")
    assert what in text
    file.write_text(text.replace(what, into), "utf-8")


def test_nothing_is_wrong(capsys: pytest.CaptureFixture[str]) -> None:
    assert lint.main() == 0
    assert capsys.readouterr().out.endswith("0 faults in what runs the bot\n")


@pytest.mark.parametrize(("name", "what", "into", "said"), BENT, ids=[f"{name} {into}" for name, _, into, _ in BENT])
def test_what_is_bent_is_named(tmp_path: Path, name: str, what: str, into: str, said: str) -> None:
    root = lint.copied(tmp_path)
    bend(root, name, what, into)
    (check,) = (check for begin, check in CHECKS.items() if name.startswith(begin))
    assert re.search(said, "\n".join(check(root)))


@pytest.mark.parametrize(("program", "name", "what", "into", "said"), OF_DEBIAN)
def test_what_debians_programs_read_is_named(
    tmp_path: Path, program: str, name: str, what: str, into: str, said: str
) -> None:
    if lint.lacks(program):
        pytest.skip(f"needs {program}, of Debian")
    root = lint.copied(tmp_path)
    bend(root, name, what, into)
    assert said in "\n".join(CHECKS[program](root))


def test_what_is_rendered_is_held_against_the_schemas_too(tmp_path: Path) -> None:
    if lint.lacks("kubectl"):
        pytest.skip("needs kubectl, of Debian")
    root = lint.copied(tmp_path)
    patch = {"apiVersion": "v1", "kind": "Service", "metadata": {"name": files.IMAGE}, "spec": {"porst": 1}}
    (root / K8S / "patch.yml").write_text(json.dumps(patch))
    bend(root, f"{K8S}/kustomization.yaml", "resources:", "patchesStrategicMerge: [patch.yml]\nresources:")
    assert "kustomization.yaml, rendered: Service spec: Additional" in "\n".join(lint.rendered(root))


def test_a_program_that_ci_wants_must_be_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = lint.copied(tmp_path)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("CI_DEPLOY", raising=False)
    assert lint.faults(root) == []
    monkeypatch.setenv("CI_DEPLOY", "required")
    with pytest.raises(FileNotFoundError, match="kubectl"):
        lint.faults(root)


def test_ci_runs_the_same() -> None:
    assert "\nCI_DEPLOY=required make deploy-lint\n" in (ROOT / ".ci" / "run").read_text("utf-8")
    makefile = (ROOT / "Makefile").read_text("utf-8")
    assert re.search(r"^deploy-lint: .*\n\t\$\(RUN\) -m tests\.deploy\.lint$", makefile, re.MULTILINE)
