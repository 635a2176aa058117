"""Paths that nobody presses: one piece of each tick, or the whole where its pieces are as many as its rows."""

from datetime import timedelta

from bot.clock import ManualClock
from bot.services.agreements import due
from bot.services.assign_many import files as result_files
from bot.services.assign_many import jobs as many
from bot.services.assign_many import nudges
from bot.services.basis import endings, flagging, settling
from bot.services.basis.endings import EndingSweep
from bot.services.contacts import waiting
from bot.services.contacts.waiting_sweep import WaitingSweep
from bot.services.jobs import claims
from bot.services.mail import queue as mail_queue
from bot.services.mirror import activity, ended, gdap, partners, queue, runs
from bot.services.mirror import sweep as mirror_sweep
from bot.services.outbox import lanes
from bot.services.outbox import store as outbox_store
from bot.services.outbox.lanes import LaneTime
from bot.services.people.profiles import Person
from bot.services.people.rhythm import Rhythm
from bot.services.policy import system_actor
from bot.services.reminders import heartbeat, privileges, refresh
from bot.services.reminders import store as reminder_store
from bot.services.reminders.sweep import ReminderSweep
from bot.services.running.cleanup import Cleanup
from bot.services.scene import SceneNow
from bot.services.sealing import seals
from bot.services.sealing.seals import Sealing
from bot.services.store import idempotency, replica_messages
from bot.services.watch import renewals
from bot.services.watch.renewals import RenewalSweep
from tests.conftest import PROVIDER
from tests.growth.ground import Ground, customer, subscription
from tests.growth.paths import ServicePath, Shape, read, scene, tick, write
from tests.kit.handover import admit

ME = "growth"


def _now(ground: Ground) -> SceneNow:
    return lambda key: scene(ground, key)


def _clock(ground: Ground) -> ManualClock:
    return ManualClock(ground.now)


async def _person(user_id: str) -> Person | None:
    return Person(user_id, user_id, "en-US", "UTC")


def _soon(ground: Ground) -> LaneTime:
    return LaneTime(ground.now, False, 1.0)


PIECES = (
    ServicePath("outbox: lanes made", "messages due", write(lambda s, g: lanes.open_new(s, _soon(g))), Shape.LINEAR),
    ServicePath("outbox: lanes taken", "lanes", write(lambda s, g: lanes.claim(s, _soon(g), ME, 50)), Shape.LINEAR),
    ServicePath("outbox: anything due", "messages", read(lambda s, g: outbox_store.any_due(s, g.now))),
    ServicePath(
        "outbox: messages taken",
        "messages",
        write(lambda s, g: outbox_store.claim(s, g.now, ME, ["C0"])),
    ),
    ServicePath(
        "reminders: owners of due rows",
        "requests and reviews due",
        read(lambda s, g: reminder_store.owners(s, g.now, 200, ())),
    ),
    ServicePath(
        "reminders: requests taken", "requests", write(lambda s, g: reminder_store.claim_requests(s, g.now, 100))
    ),
    ServicePath(
        "reminders: reviews taken", "assignments", write(lambda s, g: reminder_store.claim_reviews(s, g.now, 100))
    ),
    ServicePath(
        "reminders: ending privileges",
        "ends",
        read(lambda s, g: privileges.find(s, g.now, Rhythm("UTC"))),
        Shape.LINEAR,
    ),
    ServicePath("reminders: sight", "history", read(lambda s, g: refresh.sight(s, g.now))),
    ServicePath("reminders: digests to be drawn again", "digests", read(lambda s, g: refresh.find(s, g.now))),
    ServicePath("reminders: heartbeat", "heartbeats", write(lambda s, g: heartbeat.beat(s, g.now, is_first=True))),
    ServicePath(
        "waiting: what can go on", "waiting assignments", read(lambda s, g: waiting.able(s, scene(g))), Shape.LINEAR
    ),
    ServicePath("waiting: what applies by itself", "assignments", read(lambda s, g: waiting.automatic(s))),
    ServicePath("basis: what was lost", "contacts", read(lambda s, g: flagging.find(s, scene(g))), Shape.LINEAR),
    ServicePath("endings: what is over", "contacts", read(lambda s, g: endings.find(s, scene(g))), Shape.LINEAR),
    ServicePath(
        "endings: of the customers just read",
        "contacts",
        read(lambda s, g: endings.find(s, scene(g), customers=[customer(1), customer(2)])),
    ),
    ServicePath("e-mails: one taken", "e-mails", write(lambda s, g: mail_queue.claim(s, g.now))),
    ServicePath("jobs: any running", "jobs", read(lambda s, g: claims.any_running(s, ["customer", "handover"]))),
    ServicePath("jobs: one taken", "jobs", write(lambda s, g: claims.claim(s, ["customer"], ME, scene(g)))),
    ServicePath("result files: one taken", "jobs", write(lambda s, g: result_files.claim(s, scene(g)))),
    ServicePath("assign many: any review due", "jobs", read(lambda s, g: nudges.any_due(s, scene(g)))),
    ServicePath("assign many: reviews told", "jobs", write(lambda s, g: nudges.tell(s, scene(g)))),
    ServicePath("assign many: lapsed", "jobs", write(lambda s, g: many.lapse(s, scene(g)))),
    ServicePath("seals: floor", "history", read(lambda s, g: seals.floor(s, g.now))),
    ServicePath("seals: what is loose", "history", read(lambda s, g: seals.loose(s, seals.floor(s, g.now)))),
    ServicePath("replicas: newest message", "replica messages", read(lambda s, g: replica_messages.newest(s))),
    ServicePath("replicas: messages since", "replica messages", read(lambda s, g: replica_messages.after(s, 10**9))),
    ServicePath("mirror: due", "runs", read(lambda s, g: mirror_sweep.due(s, g.now))),
    ServicePath(
        "mirror: customers to read",
        "customers",
        read(lambda s, g: queue.due(s, g.now - timedelta(days=7), "", 200)),
        Shape.LINEAR,
    ),
    ServicePath(
        "mirror: number waiting",
        "customers",
        read(lambda s, g: queue.waiting(s, g.now - timedelta(days=7))),
        Shape.LINEAR,
    ),
    ServicePath("mirror: oldest", "customers", read(lambda s, g: queue.oldest(s, 200))),
    ServicePath(
        "mirror: customers seen",
        "customers",
        write(lambda s, g: queue.seen(s, [customer(n) for n in range(50)], g.now)),
    ),
    ServicePath(
        "mirror: customers touched", "customers", write(lambda s, g: queue.touch(s, [customer(n) for n in range(50)]))
    ),
    ServicePath(
        "mirror: GDAP groups to read",
        "GDAP relationships",
        read(lambda s, g: gdap.due(s, g.now, "", 200)),
        Shape.LINEAR,
    ),
    ServicePath(
        "mirror: GDAP that ended",
        "customers",
        read(lambda s, g: ended.find(s, ended.WholeList(PROVIDER, g.now), g.now)),
        Shape.LINEAR,
    ),
    ServicePath(
        "mirror: customers not seen any more",
        "customers",
        read(lambda s, g: queue.missing(s, g.now - timedelta(days=1))),
        Shape.LINEAR,
    ),
    ServicePath("mirror: PartnerIDs", "partners", read(lambda s, g: partners.partner_ids(s)), Shape.LINEAR),
    ServicePath("mirror: latest run", "runs", read(lambda s, g: runs.latest(s))),
    ServicePath(
        "clean-up: deliveries", "deliveries", write(lambda s, g: idempotency.forget(s, g.now - timedelta(days=1)))
    ),
    ServicePath("clean-up: lanes", "lanes", write(lambda s, g: lanes.forget(s, g.now - timedelta(days=1)))),
    ServicePath(
        "clean-up: replica messages",
        "replica messages",
        write(lambda s, g: replica_messages.forget(s, g.now - timedelta(hours=1))),
        Shape.LINEAR,
    ),
    ServicePath(
        "clean-up: unconfirmed jobs", "jobs", write(lambda s, g: nudges.forget_unconfirmed(s, scene(g))), Shape.LINEAR
    ),
    ServicePath("clean-up: activity", "activity", write(lambda s, g: activity.forget(s, g.now)), Shape.LINEAR),
)

# They commit, and leave the ground changed: last, and once.
WHOLE = (
    ServicePath(
        "seals, the whole tick",
        "new history",
        tick(lambda g: Sealing(g.database, _clock(g)).run()),
        Shape.LINEAR,
        once=True,
    ),
    ServicePath(
        "waiting, the whole tick",
        "waiting assignments",
        tick(lambda g: WaitingSweep(g.database, admit, _now(g)).run()),
        Shape.LINEAR,
        once=True,
    ),
    ServicePath(
        "basis, the whole tick",
        "contacts",
        tick(lambda g: settling.InvalidationSweep(g.database, _now(g)).run()),
        Shape.LINEAR,
        once=True,
    ),
    ServicePath(
        "endings, the whole tick",
        "contacts",
        tick(lambda g: EndingSweep(g.database, _now(g)).run()),
        Shape.LINEAR,
        once=True,
    ),
    ServicePath(
        "renewals swept", "renewals of a month", tick(lambda g: RenewalSweep(g.database, _now(g)).run()), once=True
    ),
    ServicePath(
        "renewals told",
        "renewals of a month",
        write(lambda s, g: renewals.tell(s, system_actor("renewals", "RENEW"), scene(g), [subscription(31)])),
    ),
    ServicePath("agreements due", "agreements", read(lambda s, g: due.due(s, scene(g)))),
    ServicePath(
        "agreements told",
        "agreements due",
        write(lambda s, g: due.tell(s, system_actor("agreements", "AGREED"), scene(g), due.due(s, scene(g)))),
    ),
    ServicePath("renewals, as told", "history", read(lambda s, g: renewals.renewing(s, PROVIDER, "B7"))),
    ServicePath(
        "reminders, the whole tick",
        "requests and reviews due",
        tick(lambda g: ReminderSweep(g.database, _person, _now(g), "UTC").run()),
        Shape.LINEAR,
        once=True,
    ),
    ServicePath(
        "clean-up, the whole tick",
        "all that is kept",
        tick(lambda g: Cleanup(g.database, _clock(g)).run()),
        Shape.LINEAR,
        once=True,
    ),
)
PATHS = (*PIECES, *WHOLE)
