"""Directory files into the database: all of them or, when a single cell is wrong, none."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.exc import OperationalError
from sqlmodel import Session, col

from bot.clock import Clock
from bot.db import AT_ONCE, DEFERRED, Database, beginning, one_at_a_time
from bot.errors import ConfigurationError
from bot.models import SupportContact
from bot.services import separation
from bot.services.basis import endings, settling
from bot.services.contacts import submissions
from bot.services.directory import checks, merging, observed, reading, store
from bot.services.directory.files import DirectoryFile, sources
from bot.services.directory.findings import Findings
from bot.services.directory.formats import FORMATS
from bot.services.directory.provider import resolve_provider
from bot.services.directory.reading import Progress
from bot.services.directory.store import Store
from bot.services.policy import Actor
from bot.services.scene import Scene
from bot.services.store import audit

# What the history shows as who did it.
IMPORTER = "import"
# Tables whose rows tell whose a customer is.
_DECIDING = frozenset({"partner", "customer", "customer_relationship"})


@dataclass(frozen=True)
class FileReport:
    """Rows that one file brought."""

    file: str
    rows: int
    inserted: int
    updated: int

    @property
    def unchanged(self) -> int:
        """Rows that were there already, just so."""
        return self.rows - self.inserted - self.updated


@dataclass(frozen=True)
class ImportReport:
    """Outcome of a run, with `dry_run` of what it would do; `moved` counts contacts that were changed outside."""

    files: tuple[FileReport, ...]
    notices: tuple[str, ...]
    moved: int
    dry_run: bool

    @property
    def changed(self) -> bool:
        """Tell if anything was written."""
        return any(file.inserted or file.updated for file in self.files)


@dataclass(frozen=True)
class _Run:
    """The parameters of one run."""

    sources: Mapping[int, DirectoryFile]
    provider_tenant_id: str | None
    clock: Clock
    tell: Callable[[Progress], None]
    channel: str | None = None


def import_directory(
    database: Database,
    paths: Sequence[Path],
    *,
    provider_tenant_id: str | None,
    clock: Clock,
    dry_run: bool = False,
    progress: Callable[[Progress], None] | None = None,
    channel: str | None = None,
) -> ImportReport:
    """Load files, or the known files of folders, in one transaction and with memory that does not grow with them.

    Rows are matched by id: new ones are inserted, different ones updated, none deleted; the same files again
    change nothing. Raises DirectoryRejected with the bad rows, and ConfigurationError for wrong paths or an
    unclear provider; then nothing was written. The database is locked only while writing, not while reading.
    Owners and `channel` are told of support contacts that the files move, or whose basis they take away.
    """
    files, notices = sources(paths)
    run = _Run(
        {source.number: source for source in files}, provider_tenant_id, clock, progress or (lambda _at: None), channel
    )
    with _staging(database) as staged:
        findings = Findings(notices=list(notices))
        with staged.connection.begin():
            _read(staged, run, findings)
        writing = beginning(staged.connection, AT_ONCE)
        with writing, _locked_in_one_line(), staged.connection.begin() as transaction:
            one_at_a_time(staged.connection, "import")
            _check(staged, run, findings)
            report = _write(staged, run, findings, dry_run=dry_run)
            if dry_run:
                transaction.rollback()
    return report


@contextmanager
def _staging(database: Database) -> Iterator[Store]:
    """A connection with its temporary tables, which are gone afterwards."""
    # Reading may take a minute; a deferred transaction keeps others writing meanwhile.
    with database.writer.connect() as connection, beginning(connection, DEFERRED):
        staged = Store(connection)
        with store.for_bulk(staged):
            try:
                yield staged
            finally:
                with connection.begin():
                    store.drop(staged)


@contextmanager
def _locked_in_one_line() -> Iterator[None]:
    """SQLite lets one program write; a second one gives up after some seconds."""
    try:
        yield
    except OperationalError as error:
        if "locked" not in str(error.orig):
            raise
        line = "DATABASE_URL: another program is writing to the database; try again when it is done"
        raise ConfigurationError(line) from None


def _read(staged: Store, run: _Run, findings: Findings) -> None:
    store.create(staged)
    for source in run.sources.values():
        store.load(staged, source.format, reading.rows(source, findings, run.tell))
    for fmt in FORMATS:
        store.index(staged, fmt)
    for fmt in dict.fromkeys(source.format for source in run.sources.values()):
        checks.settle(staged, fmt, run.sources, findings)


def _check(staged: Store, run: _Run, findings: Findings) -> None:
    run.tell(Progress("checking", "", 0, 1))
    checks.look(staged, run.sources, findings)
    if rejection := findings.rejection(run.sources):
        raise rejection
    findings.notices += [*findings.untold(), *checks.notices(staged, run.sources)]
    run.tell(Progress("checking", "", 1, 1))


def _write(staged: Store, run: _Run, findings: Findings, *, dry_run: bool) -> ImportReport:
    actor = Actor(IMPORTER, "directory import", frozenset(), {}, audit.new_reference())
    files: list[FileReport] = []
    moved = 0
    with Session(staged.connection, autoflush=False) as session:
        for done, source in enumerate(run.sources.values()):
            run.tell(Progress("writing", source.label, done, len(run.sources)))
            report, moves = _write_file(staged, session, actor, run, source, findings)
            files.append(report)
            moved += moves
        result = ImportReport(tuple(files), tuple(findings.notices), moved, dry_run)
        _record(session, actor, run, result)
        if result.changed:
            _settle(session, actor, run)
        store.settle(staged, result.changed)
    run.tell(Progress("writing", "", len(run.sources), len(run.sources)))
    return result


def _write_file(
    staged: Store, session: Session, actor: Actor, run: _Run, source: DirectoryFile, findings: Findings
) -> tuple[FileReport, int]:
    now = run.clock.now()
    provider = _provider(session, run, source)
    moves = 0
    if source.format.table == "subscription":
        observed.note(staged, source, provider)
    inserted, updated = merging.merge(staged, source, findings.present[source.number], provider, now)
    if source.format.table in _DECIDING:
        _separate(session, run)
    if source.format.table == "subscription":
        moves = observed.write(staged, session, actor, Scene(provider, now, channel=run.channel))
    return FileReport(source.label, findings.rows[source.number], inserted, updated), moves


def _separate(session: Session, run: _Run) -> None:
    """Mark customers of other providers; while it is not clear who we are nobody is served, and the start does it."""
    with suppress(ConfigurationError):
        separation.settle_all(session, resolve_provider(session, run.provider_tenant_id))


def _provider(session: Session, run: _Run, source: DirectoryFile) -> str:
    """Only partnerships and contacts need to know it; customers alone can be imported before any partner."""
    if source.format.table not in {"partnership", "subscription"}:
        return ""
    return resolve_provider(session, run.provider_tenant_id)


def _settle(session: Session, actor: Actor, run: _Run) -> None:
    """Settle contacts by what the files took away or brought back: relationships, partnerships, membership."""
    if session.execute(select(col(SupportContact.subscription_id)).limit(1)).first() is None:
        return
    provider = resolve_provider(session, run.provider_tenant_id)
    scene = Scene(provider, run.clock.now(), channel=run.channel)
    submissions.settle_gone(session, scene.now, actor.reference)
    endings.settle(session, actor, scene)
    settling.settle(session, actor, scene)


def _record(session: Session, actor: Actor, run: _Run, result: ImportReport) -> None:
    if not result.changed:
        return
    files = {
        source.path.name: {"rows": file.rows, "inserted": file.inserted, "updated": file.updated}
        for source, file in zip(run.sources.values(), result.files, strict=True)
    }
    after = {"files": files, "moved": result.moved}
    audit.record(session, actor, run.clock.now(), "directory.imported", ("directory", "import"), after=after)
    session.flush()
