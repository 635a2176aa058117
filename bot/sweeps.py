"""Sweeps of this program: work that is done although nobody asks, beside the upkeep of the scheduler itself."""

from datetime import timedelta
from functools import partial

from bot.commands.assign_many.result_file import describer
from bot.runtime import Runtime
from bot.services.assign_many.files import ResultFiles
from bot.services.assign_many.runner import AssignManyRunner
from bot.services.contacts.waiting_sweep import WaitingSweep
from bot.services.people.profiles import People, Person, PersonOf
from bot.services.policy import Action, ActorOf
from bot.services.relationships.invalidation_sweep import BasisSweep
from bot.services.reminders.sweep import Sweeper
from bot.services.roles import RoleCache, admission
from bot.services.running.scheduler import Tick
from bot.services.scene import Scene
from bot.text import reader


def sweeps(runtime: Runtime, people: People, roles: RoleCache) -> list[Tick]:
    """Make the ticks of all sweeps; tests run them by name through `Bot.sweeps`."""

    async def person(user_id: str) -> Person | None:
        return people.get(user_id) or await people.fetch(user_id, 5.0)

    channel = runtime.settings.notify_channel
    admit = admission(person, roles, Action.ASSIGN)
    waiting = WaitingSweep(runtime.db, runtime.clock, runtime.provider_tenant_id, channel, admit)
    settings = runtime.settings
    scene = partial(
        Scene,
        runtime.provider_tenant_id,
        delivery_key="",
        channel=channel,
        due_days=settings.request_due_days,
        reminder_days=settings.reminder_days,
    )
    reminders = Sweeper(runtime.db, runtime.clock, person, scene, settings.default_timezone)
    basis = BasisSweep(runtime.db, runtime.clock, runtime.provider_tenant_id, channel)
    return [
        Tick("basis", timedelta(minutes=15), basis.run, at_once=True),
        Tick("waiting", timedelta(seconds=10), waiting.run),
        Tick("reminders", timedelta(seconds=settings.reminder_sweep_seconds), reminders.run, at_once=True),
        *_assign_many(runtime, person, admit),
    ]


def _assign_many(runtime: Runtime, person: PersonOf, admit: ActorOf) -> list[Tick]:
    settings, provider_id = runtime.settings, runtime.provider_tenant_id
    runner = AssignManyRunner(runtime.db, runtime.clock, admit, provider_id, settings.notify_channel)
    ticks = [
        Tick("assign_many", timedelta(seconds=1), runner.tick, at_once=True),
        Tick("assign_many reviews", timedelta(minutes=5), runner.remind, at_once=True),
    ]
    if runtime.files is not None:
        describe = describer(reader(settings.default_locale, settings.default_timezone))
        results = ResultFiles(runtime.db, runtime.clock, runtime.files, person, describe, provider_id)
        ticks.append(Tick("assign_many results", timedelta(seconds=2), results.tick, at_once=True))
    return ticks
