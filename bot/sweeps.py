"""Ticks of this program: its upkeep, and the sweeps, which is what it does although nobody asks.

A sweep has one contract: `run` makes one pass, is harmless to repeat, and decides by itself whether anything is due.
"""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from functools import partial

from bot.commands.assign_many.result_file import describer
from bot.runtime import Runtime
from bot.services.absences.checking import EVERY, AbsenceSweep
from bot.services.agreements.due import AgreementSweep
from bot.services.assign_many import chunks
from bot.services.assign_many.files import ResultFiles
from bot.services.assign_many.nudges import NudgeSweep
from bot.services.basis import settling
from bot.services.basis.endings import EndingSweep
from bot.services.basis.settling import InvalidationSweep
from bot.services.contacts.waiting_sweep import WaitingSweep
from bot.services.departures.sweep import DepartureSweep
from bot.services.handover import jobs as handover_jobs
from bot.services.jobs.runner import JobRunner
from bot.services.mail.server import parsed
from bot.services.mail.worker import MailWorker, nobody_counts
from bot.services.outbox.worker import OutboxWorker
from bot.services.people.profiles import People
from bot.services.policy import ACTING, Action
from bot.services.relationships import mailing
from bot.services.reminders.sweep import ReminderSweep
from bot.services.report.latest import Counting
from bot.services.report.schedule import WeeklyHour
from bot.services.report.sweep import ReportSweep
from bot.services.roles import RoleCache, admission
from bot.services.running.cleanup import Cleanup, Kept
from bot.services.running.scheduler import Tick
from bot.services.scene import Scene, SceneNow
from bot.services.sealing.seals import Sealing
from bot.services.watch.renewals import RenewalSweep
from bot.settings import Settings
from bot.text import reader

Run = Callable[[], Awaitable[object]]
# Seconds to wait for Slack to tell of a person, where nobody waits for the answer.
PERSON_SECONDS = 5.0


def upkeep(runtime: Runtime, worker: OutboxWorker, roles: RoleCache, people: People) -> list[Tick]:
    """Return the ticks that keep the program itself going."""

    cleanup = Cleanup(runtime.db, runtime.clock, _kept(runtime.settings))

    async def wake() -> None:
        worker.wake()

    return [
        Tick("outbox", timedelta(seconds=1), wake, at_once=True),
        Tick("roles", timedelta(seconds=15), roles.refresh_if_due),
        Tick("people", timedelta(minutes=1), people.refresh),
        Tick("seals", timedelta(minutes=1), Sealing(runtime.db, runtime.clock).run),
        Tick("cleanup", timedelta(hours=1), cleanup.run, at_once=True),
    ]


def memories(*, replicas: Run, home: Run, languages: Run) -> list[Tick]:
    """Return the ticks that keep what this process remembers, and shows in Home, the same as everywhere."""
    return [
        Tick("replicas", timedelta(seconds=1), replicas),
        # Many commits within a tick are one redraw.
        Tick("home", timedelta(seconds=2), home),
        Tick("languages", timedelta(minutes=1), languages),
    ]


def sweeps(
    runtime: Runtime, people: People, roles: RoleCache, mailed: Callable[[str], object] = nobody_counts
) -> list[Tick]:
    """Return the ticks of all sweeps; tests run them by name through `Bot.sweeps`.

    `mailed` hears of each attempt to send an e-mail.
    """
    db, settings, scene = runtime.db, runtime.settings, partial(scene_now, runtime)
    person = partial(people.fetch, deadline=PERSON_SECONDS)
    admit = admission(person, roles, Action.ASSIGN)
    absences = AbsenceSweep(db, admission(person, roles, *ACTING), scene)
    waiting = WaitingSweep(db, admit, scene)
    reminders = ReminderSweep(db, person, scene, settings.default_timezone)
    jobs = JobRunner(db, [chunks.work(admit), handover_jobs.work(admit), settling.work()], scene)
    ticks = [
        Tick("basis", timedelta(minutes=15), InvalidationSweep(db, scene).run, at_once=True),
        Tick("endings", timedelta(minutes=15), EndingSweep(db, scene).run, at_once=True),
        Tick("agreements", timedelta(minutes=5), AgreementSweep(db, scene).run, at_once=True),
        Tick("renewals", timedelta(hours=1), RenewalSweep(db, scene).run, at_once=True),
        Tick("figures", timedelta(minutes=1), Counting(db, scene).run, at_once=True),
        Tick("departures", timedelta(minutes=1), DepartureSweep(db, scene).run, at_once=True),
        Tick("waiting", timedelta(seconds=10), waiting.run),
        Tick("absences", EVERY, absences.run, at_once=True),
        Tick("reminders", timedelta(seconds=settings.reminder_sweep_seconds), reminders.run, at_once=True),
        Tick("jobs", timedelta(seconds=1), jobs.run, at_once=True),
        Tick("assign_many reviews", timedelta(minutes=5), NudgeSweep(db, scene).run, at_once=True),
    ]
    ticks += _mail(runtime, scene, mailed)
    if (hour := settings.report_time or "off").lower() != "off":
        weekly = ReportSweep(db, scene, WeeklyHour.parse(hour, settings.default_timezone))
        ticks.append(Tick("report", timedelta(minutes=1), weekly.run, at_once=True))
    if runtime.files is not None:
        describe = describer(reader(settings.default_locale, settings.default_timezone))
        results = ResultFiles(db, runtime.files, person, describe, scene)
        ticks.append(Tick("assign_many results", timedelta(seconds=2), results.run, at_once=True))
    return ticks


def _mail(runtime: Runtime, scene: SceneNow, mailed: Callable[[str], object]) -> list[Tick]:
    url, sender = runtime.settings.smtp_url, runtime.settings.mail_from
    if url is None or sender is None:
        return []
    server = parsed(url.get_secret_value())
    worker = MailWorker(runtime.db, server, sender, scene, mailing.wanted, mailing.heard, mailed)
    return [Tick("mail", timedelta(seconds=5), worker.run, at_once=True)]


def _kept(settings: Settings) -> Kept:
    return Kept(timedelta(days=settings.delivery_retention_days), timedelta(days=settings.outbox_retention_days))


def scene_now(runtime: Runtime, delivery_key: str) -> Scene:
    """Set the scene of this moment."""
    return Scene.of(runtime.settings, runtime.clock, runtime.provider_tenant_id, delivery_key)
