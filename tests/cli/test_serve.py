"""`serve`, `doctor`, `workspace` and `demo` as processes against a local workspace."""

import asyncio
import json
import signal
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientSession
from sqlalchemy import func, select
from sqlmodel import col

from bot import manifest
from bot.bootstrap import running_bot
from bot.cli import doctor
from bot.db import Database
from bot.errors import ConfigurationError
from bot.local_partner_center.server import serving
from bot.local_partner_center.webhooks.sending import EventSender
from bot.local_slack import Server
from bot.models import Customer, MirroredCustomer, MirrorRun
from bot.services.running.doctor import NotReady
from bot.settings import Settings, load
from tests.conftest import PROVIDER
from tests.kit.desk import DESK, HELPDESK, HUGO
from tests.kit.fakes import until
from tests.kit.microsoft import company, guid, variables_for, world
from tests.kit.program import port_of, run, start

TENANT = "99999999-0000-4000-8000-000000000009"


async def test_serves_until_sigterm(server: Server, variables: dict[str, str], tmp_path: Path) -> None:
    running = await start(tmp_path, "serve", **variables)
    port = await port_of(running)
    hugo = server.workspace.person(HUGO)
    assert (await hugo.command("/assign-support", channel=DESK)).ok
    await server.workspace.settle(lambda: hugo.modal)
    async with ClientSession() as session:
        for path in ("/healthz", "/readyz", "/metrics"):
            async with session.get(f"http://127.0.0.1:{port}{path}") as answer:
                assert answer.status == 200, await answer.text()
    commands = [asyncio.create_task(hugo.command("/assign-support", channel=DESK)) for _ in range(50)]
    await server.workspace.settle(lambda: len(server.workspace.wire.acks("slash_commands")) > 10)
    assert await running.stop() == 0
    outcomes = await asyncio.gather(*commands)
    acked = [outcome for outcome in outcomes if outcome.ok]
    assert len(server.workspace.wire.calls("views.open")) == len(acked) + 1
    assert "Task was destroyed" not in running.seen
    assert "Traceback" not in running.seen
    assert variables["SLACK_BOT_TOKEN"] not in running.seen


async def test_http_mode_on_sigint(server: Server, variables: dict[str, str], tmp_path: Path) -> None:
    del variables["SLACK_APP_TOKEN"]
    app = server.workspace.app
    running = await start(tmp_path, "serve", SLACK_SIGNING_SECRET=app.signing_secret, **variables)
    app.manifest = manifest.build(url=f"http://127.0.0.1:{await port_of(running)}")
    assert set((await server.workspace.verify_urls()).values()) == {""}
    hugo = server.workspace.person(HUGO)
    assert (await hugo.command("/assign-support", channel=DESK)).ok
    assert await running.stop(signal.SIGINT) == 0


async def test_listening_for_other_machines_is_warned_of(
    server: Server, variables: dict[str, str], tmp_path: Path
) -> None:
    running = await start(tmp_path, "serve", "--host", "0.0.0.0", **variables)
    said = await running.until("HOST: ")
    assert " WARNING " in said
    assert "0.0.0.0 lets others than this machine in, and without TLS: is a proxy before it?" in said
    assert await running.stop() == 0


async def test_lines_of_json_follow_one_reference(server: Server, variables: dict[str, str], tmp_path: Path) -> None:
    running = await start(tmp_path, "serve", LOG_FORMAT="json", **variables)
    await running.until("ready: ")
    assert (await server.workspace.person(HUGO).command("/assign-support", channel=DESK)).ok
    said = json.loads(await running.until("/assign-support"))
    assert (said["logger"], said["level"]) == ("bot.trail.deliveries", "INFO")
    assert said["message"] == f"command '/assign-support' by {HUGO}: ok"
    assert len(said["reference"]) == 8
    assert await running.stop() == 0
    assert all(json.loads(line) for line in running.seen.splitlines())


async def test_serving_reads_the_directory_from_partner_center(
    variables: dict[str, str], tmp_path: Path, database: Database
) -> None:
    there = world()
    there.tenant = PROVIDER
    async with serving(there) as center:
        given = variables | variables_for(center.url) | {"PARTNER_CENTER_TENANT_ID": PROVIDER}
        running = await start(tmp_path, "serve", **given)
        await running.until("reading the directory from Partner Center")
        known = select(func.count()).select_from(MirroredCustomer).where(col(MirroredCustomer.read_at).is_not(None))
        await until(lambda: database.read_now(lambda s: s.scalar(known)) == 3, 30.0)
        assert await running.stop() == 0
    assert "secret-of-the-tests" not in running.seen


async def test_serving_hears_of_what_changes(variables: dict[str, str], tmp_path: Path, database: Database) -> None:
    there = world()
    there.tenant = PROVIDER
    async with serving(there) as center, ClientSession() as session:
        sender = EventSender.at(there, center.url)
        (tmp_path / "roots.pem").write_bytes(sender.authority.pem)
        ours = {
            "PARTNER_CENTER_TENANT_ID": PROVIDER,
            "PARTNER_CENTER_WEBHOOK_ROOTS": "roots.pem",
            "PARTNER_CENTER_CERTIFICATE_URL": f"{center.url}/cert/",
        }
        running = await start(tmp_path, "serve", **variables, **variables_for(center.url) | ours)
        port = await port_of(running)
        whole = select(func.count()).select_from(MirrorRun).where(col(MirrorRun.state) == "done")
        await until(lambda: database.read_now(lambda s: s.scalar(whole)) == 1, 30.0)
        there.add(company(9, 1))
        uri = f"https://api.partnercenter.microsoft.com/v1/customers/{guid('company 9')}"
        body = sender.event("reseller-relationship-accepted-by-customer", uri, "Customer")
        address = f"http://127.0.0.1:{port}/partner-center/events"
        assert await sender.deliver(session, address, body) == 200
        found = select(Customer).where(col(Customer.id) == guid("company 9"))
        await until(lambda: database.read_now(lambda s: s.scalar(found)) is not None, 10.0)
        assert await sender.deliver(session, address, body) == 200
        async with session.post(address, data=body, headers=sender.headers(body + b" ")) as forged:
            assert forged.status == 401
        assert await running.stop() == 0


async def test_ends_by_itself_when_the_app_is_removed(
    server: Server, variables: dict[str, str], tmp_path: Path
) -> None:
    running = await start(tmp_path, "serve", **variables)
    await running.until("ready: ")
    server.workspace.delivery.emit({"type": "app_uninstalled"})
    assert "the app was removed" in await running.until("error: ")
    assert await running.process.wait() == 1


Change = dict[str, str | None]
BAD: list[tuple[Change, str]] = [
    ({"SLACK_BOT_TOKEN": None}, "SLACK_BOT_TOKEN: is required"),
    ({"SLACK_BOT_TOKEN": "xoxb-wrong"}, "Slack bot token: Slack says invalid_auth"),
    ({"SLACK_APP_TOKEN": "xapp-wrong"}, "Slack transport: Slack says invalid_auth"),
    ({"SLACK_APP_TOKEN": None}, "SLACK_APP_TOKEN"),
    ({"DATABASE_URL": "sqlite:///{folder}/empty.db"}, "db upgrade"),
    ({"PROVIDER_TENANT_ID": TENANT}, "PROVIDER_TENANT_ID"),
]


def used(variables: dict[str, str], change: Change, folder: Path) -> Settings:
    """Settings of a changed environment."""
    merged = {name.lower(): value.format(folder=folder) for name, value in (variables | change).items() if value}
    return load(None, **merged)


@pytest.mark.parametrize(("change", "said"), BAD)
async def test_does_not_start(variables: dict[str, str], tmp_path: Path, change: Change, said: str) -> None:
    with pytest.raises(ConfigurationError) as refused:
        async with running_bot(used(variables, change, tmp_path)):
            pytest.fail("it must not start")
    lines = str(refused.value).splitlines()
    assert [line for line in lines if said in line], lines


async def test_does_not_start_without_a_scope(server: Server, variables: dict[str, str], tmp_path: Path) -> None:
    server.workspace.app.scopes.remove("usergroups:read")
    with pytest.raises(NotReady, match="missing usergroups:read"):
        async with running_bot(used(variables, {}, tmp_path)):
            pytest.fail("it must not start")


async def test_does_not_start_on_a_taken_port(server: Server, variables: dict[str, str], tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match=f"PORT: cannot listen on 127.0.0.1:{server.port}"):
        async with running_bot(used(variables, {"PORT": str(server.port)}, tmp_path)):
            pytest.fail("it must not start")


async def test_every_problem_is_one_line_on_stderr(variables: dict[str, str], tmp_path: Path) -> None:
    broken = variables | {"SLACK_BOT_TOKEN": "xoxb-wrong", "DATABASE_URL": f"sqlite:///{tmp_path / 'empty.db'}"}
    ended = await run(tmp_path, "serve", **broken)
    assert ended.code == 1
    assert [" INFO " in line for line in ended.err.splitlines()] == [True, *[False] * 4], ended.err
    assert len(ended.errors) == 4


async def test_doctor_finds_what_is_wrong_and_what_is_not(
    server: Server,
    variables: dict[str, str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    committed = tmp_path / "manifest.yml"
    committed.write_text(manifest.dump(manifest.build()), "utf-8")
    monkeypatch.setattr(manifest, "FILE", committed)
    assert await asyncio.to_thread(doctor.run) == 0
    out = capsys.readouterr().out
    assert "user groups: S0HELP is S0HELP with 1" in out
    assert "new commerce: support contacts are kept here alone, Microsoft has none (ASSIGN_NEW_COMMERCE=record)" in out
    assert "FAIL" not in out
    monkeypatch.setenv("ASSIGN_NEW_COMMERCE", "refuse")
    server.workspace.app.scopes.remove("users:read")
    server.workspace.admin.disable_group(HELPDESK)
    assert await asyncio.to_thread(doctor.run) == 1
    out, err = capsys.readouterr()
    assert "new commerce: support contacts are refused (ASSIGN_NEW_COMMERCE=refuse)" in out
    assert "FAIL Slack scopes: missing users:read" in out
    assert "FAIL user groups: user group S0HELP is disabled" in out
    assert err == "error: 2 of 13 checks failed\n"


async def test_a_taken_port_ends_workspace_and_demo_with_one_line(server: Server, tmp_path: Path) -> None:
    for arguments in (["workspace"], ["demo", "--data", str(tmp_path), "--no-browser"]):
        ended = await run(tmp_path, *arguments, "--port", str(server.port))
        assert (ended.code, len(ended.errors)) == (1, 1), ended.err
        assert ended.errors[0].endswith(": choose another port with --port")


async def test_workspace_alone(tmp_path: Path) -> None:
    running = await start(tmp_path, "workspace", "--port", "0")
    address = (await running.until("Local Slack workspace: ")).split()[-1]
    async with ClientSession() as session, session.post(f"{address}/api/api.test") as answer:
        assert answer.status == 200
    assert await running.stop(signal.SIGINT) == 0


async def test_demo_starts_everything_and_stops_everything(tmp_path: Path) -> None:
    running = await start(tmp_path, "demo", "--port", "0", "--data", str(tmp_path / "demo"), "--no-browser")
    address = (await running.until("Open http://127.0.0.1:")).split()[-1]
    async with ClientSession() as session:
        typed = {"command": "/support-contact", "text": "help"}
        act: dict[str, Any] = {"as": "U0HUGO0000", "do": "command", "args": typed}
        async with session.post(f"{address}/_/act", json=act) as answer:
            assert answer.status == 200, await answer.text()
            assert "/support-contact" in await answer.text()
    second = await run(tmp_path, "demo", "--port", "0", "--data", str(tmp_path / "demo"), "--no-browser")
    assert (second.code, len(second.errors)) == (1, 1)
    assert second.errors[0].endswith("choose another folder with --data")
    assert await running.stop() == 0
    others = {path.name: path.stat().st_mode & 0o077 for path in (tmp_path / "demo").iterdir()}
    assert set(others.values()) == {0}, others
    log = (tmp_path / "demo" / "bot.log").read_text("utf-8")
    assert "stopped" in log.splitlines()[-1]
    assert "Traceback" not in log
