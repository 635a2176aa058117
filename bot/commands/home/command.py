"""Handlers of App Home's buttons: refresh, turn pages, renew privileges, change settings."""

from collections.abc import Mapping, Sequence

from sqlmodel import Session

from bot.commands.base import Answer, Call, CloseModal, Command, OpenModal, Panel, Route, UpdateModal, View
from bot.commands.home import absence, lines, views
from bot.commands.home import settings as home_settings
from bot.commands.payload import number_of
from bot.commands.request_relationship.entry import renew
from bot.commands.shared.scene import scene_of
from bot.runtime import Runtime
from bot.services.absences import noting, standing
from bot.services.home import page
from bot.services.home.parts import Section
from bot.services.people import settings as person_settings
from bot.services.policy import Action, Actor
from bot.text import Reader


async def draw(
    bot: Runtime, actor: Actor, t: Reader, commands: Sequence[Command], turned: Mapping[Section, int]
) -> View:
    """Draw the actor's Home as it is now; raises Denied for people whose roles permit nothing."""
    now = bot.clock.now()
    found = await bot.db.read(lambda s: page.read(s, actor, now, turned))
    return views.build(t, found, actor, commands, now)


def panel(commands: Sequence[Command]) -> Panel:
    """Return Home's handlers; `commands` are those it has buttons for."""

    async def drawn(call: Call, turned: Mapping[Section, int]) -> Answer:
        return UpdateModal(await draw(call.bot, call.actor, call.t, commands, turned))

    async def refresh(call: Call) -> Answer:
        return await drawn(call, views.turned(call.shown))

    async def turn(call: Call) -> Answer:
        section, _, offset = call.value.partition(":")
        return await drawn(
            call, views.turned(call.shown) | {each: number_of(offset) for each in Section if each == section}
        )

    return Panel(
        any_of=tuple(Action),
        actions={
            views.REFRESH: Route(refresh),
            views.PREVIOUS: Route(turn),
            views.NEXT: Route(turn),
            views.SETTINGS: Route(settings),
            lines.RENEW: Route(renew, Action.REQUEST_GDAP),
        },
        submissions={home_settings.CALLBACK: Route(save)},
    )


async def settings(call: Call) -> Answer:
    """Open the form with the settings in force."""
    me, now = call.actor.user_id, call.bot.clock.now()
    chosen = await call.bot.db.read(lambda s: (person_settings.read(s, me), standing.of(s, me, now)))
    return OpenModal(home_settings.build(call.t, *chosen))


async def save(call: Call) -> Answer:
    """Save the settings; the watch over history then draws Home anew, in the new language if that changed."""
    chosen, scene = home_settings.choices(call), scene_of(call)
    wished = absence.wish(call)
    to = await absence.stand_in_of(call, wished)

    def work(session: Session) -> None:
        noting.note(session, call.actor, wished, to, scene)
        person_settings.save(session, call.actor, chosen, scene.now, call.delivery_key)

    await call.bot.db.write(work)
    return CloseModal()
