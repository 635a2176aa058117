"""Stage of a run: the workspace with its people, the database behind a proxy, the replicas, and the ledger."""

import asyncio
import random
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from bot import manifest, migrations
from bot.db import Database
from bot.local_slack import Record, Workspace, serve
from tests.kit import proxy as proxies
from tests.kit.proxy import Proxy
from tests.torture import hooks
from tests.torture.carriers import Carriers
from tests.torture.hands import Hands, Ledger, acting
from tests.torture.history import Removal, Trouble
from tests.torture.hooks import SHIPPED_LEASE, Hooks
from tests.torture.postgres import Postgres
from tests.torture.replicas import Replica, Transport
from tests.torture.sight import Sight
from tests.torture.town import ADMINS, CHANNEL, HELPDESK, Town

TRANSPORTS: tuple[Transport, ...] = ("http", "socket")


@dataclass(frozen=True)
class Plan:
    """Sizes and ways of one run.

    `lease` below the shipped 60 s shortens it in every replica. `hooked` replicas have a clock that can be set and
    points at which they die. With `channel` the team's channel is told of everything, one message a second, which takes
    longer than most runs. `behind_proxy` lets the database go silent, for a third more of the driver's time. `logs` is
    a folder in which the replicas' logs are to stay. `ahead` are the seconds by which all clocks but the database's are
    ahead, for what happens in office hours only; leases go by the replicas' clocks then.
    With `upgraded` a later version's migrations run on the database, which nobody may use afterwards.
    `rooms` are the channels among which messages are spread.
    `deeds` are the names of what an adversary does; all that it can, if empty.
    """

    seed: int = 1
    replicas: int = 4
    transports: tuple[Transport, ...] = TRANSPORTS
    town: Town = Town()
    patience: float = 30.0
    lease: float = SHIPPED_LEASE
    hooked: bool = False
    channel: bool = False
    behind_proxy: bool = True
    logs: Path | None = None
    ahead: float = 0.0
    upgraded: bool = False
    rooms: int = 100
    deeds: tuple[str, ...] = ()

    @contextmanager
    def folder(self) -> Iterator[Path]:
        """Give a folder for the logs, which goes with the block unless it is to stay."""
        if self.logs is not None:
            yield Path(tempfile.mkdtemp(dir=self.logs))
            return
        with tempfile.TemporaryDirectory(prefix="support-contact-torture-run-", ignore_cleanup_errors=True) as made:
            yield Path(made)


@dataclass
class Stage:
    """Everything of one run."""

    plan: Plan
    ws: Workspace
    postgres: Postgres
    database_url: str
    database: Database
    proxy: Proxy | None
    replicas: list[Replica]
    carriers: Carriers
    sight: Sight
    ledger: Ledger
    folder: Path
    troubles: list[Trouble] = field(default_factory=list)
    removals: list[Removal] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)
    began: float = field(default_factory=time.time)

    def __post_init__(self) -> None:
        self.ws.wire.subscribe(self._wired)

    @property
    def town(self) -> Town:
        """People and directory."""
        return self.plan.town

    def hands(self, person: str) -> Hands:
        """Return the hands of a person."""
        return Hands(self.ws.person(person), self.sight, self.ledger, self.plan.patience)

    @contextmanager
    def trouble(self, kind: str, life: tuple[int, int] | None = None, *, lasting: float = 0.0) -> Iterator[None]:
        """Write down that something is done to the program within the block, whose effects last some seconds more."""
        since = self.ledger.now()
        at = len(self.troubles)
        self.troubles.append(Trouble(kind, since, life=life))
        try:
            yield
        finally:
            self.troubles[at] = Trouble(kind, since, self.ledger.now() + lasting, life)

    def _wired(self, record: Record) -> None:
        if record.kind == "fault" and (act := acting.get()) is not None:
            act.struck.append(record.name)
        if record.kind == "violation" and not record.ok:
            self.broken.append(f"{record.name}{record.pointer}: {record.data}")


@asynccontextmanager
async def open_stage(plan: Plan, postgres: Postgres) -> AsyncIterator[Stage]:
    """Open a workspace, a database and all replicas; they end with the block, however it ends."""
    async with AsyncExitStack() as stack:
        folder = stack.enter_context(plan.folder())
        direct = stack.enter_context(postgres.template.fresh(empty=plan.upgraded))
        database = Database(direct)
        stack.callback(database.close)
        migrations.upgrade(database)
        database.write_now(plan.town.build)
        proxy, url = None, direct
        if plan.behind_proxy:
            proxy, url = await stack.enter_async_context(proxies.before(direct))
        ws = Workspace(plan.town.seed(manifest.build()), rate_limits=False, sign_with="workspace")
        ws.advance(timedelta(seconds=plan.ahead))
        ws.faults.random.seed(plan.seed)
        server = await stack.enter_async_context(serve(ws))
        replicas = _replicas(plan, ws, server.api_url, url, folder)
        stack.push_async_callback(_end_all, replicas)
        carriers = Carriers(ws, replicas, random.Random(plan.seed))
        stage = Stage(plan, ws, postgres, direct, database, proxy, replicas, carriers, Sight(ws), Ledger(), folder)
        await asyncio.gather(*(replica.start() for replica in replicas))
        stage.ledger.began = time.monotonic()
        yield stage


def _replicas(plan: Plan, ws: Workspace, api_url: str, url: str, folder: Path) -> list[Replica]:
    made = []
    points = folder / "points"
    points.mkdir()
    for number in range(plan.replicas):
        transport = plan.transports[number % len(plan.transports)]
        configured = Hooks(folder / f"clock-{number}", points, plan.lease, by_program=bool(plan.ahead))
        hooks.set_clock(configured.clock, plan.ahead)
        given = configured if plan.hooked or plan.ahead or plan.lease < SHIPPED_LEASE else None
        channel = {"NOTIFY_CHANNEL": CHANNEL} if plan.channel else {}
        variables = _variables(ws, api_url, url, transport) | channel
        made.append(Replica(number, transport, folder, variables, given))
    return made


def _variables(ws: Workspace, api_url: str, url: str, transport: Transport) -> dict[str, str]:
    app = ws.app
    socket = {"SLACK_APP_TOKEN": app.app_token}
    return {
        **(socket if transport == "socket" else {"SLACK_SIGNING_SECRET": app.signing_secret}),
        "SLACK_API_BASE_URL": api_url,
        "SLACK_BOT_TOKEN": app.bot_token,
        "DATABASE_URL": url,
        "PORT": "0",
        "ROLE_GROUP_GLOBAL_ADMIN": ADMINS,
        "ROLE_GROUP_HELPDESK_AGENT": HELPDESK,
        "REMINDER_SWEEP_SECONDS": "1",
    }


async def _end_all(replicas: list[Replica]) -> None:
    """Leave nothing behind; who was ended properly is gone already."""
    for replica in replicas:
        replica.resume()
        replica.kill()
    await asyncio.gather(*(replica.gone() for replica in replicas))
