"""The settings in App Home: hour and days of reminders, and the language of everything."""

from bot.commands.base import Block, Call, Option, View
from bot.commands.home import absence
from bot.commands.shared import blocks as b
from bot.services.absences.standing import AwayUntil
from bot.services.people.settings import WORKDAYS, Choices
from bot.text import LANGUAGES, Reader

CALLBACK = "home.settings.form"
HOUR, QUIET, LANGUAGE = "home.hour", "home.quiet", "home.language"
HOURS = range(24)
# What stands for "as usual" among the choices.
USUAL = "usual"


def build(t: Reader, choices: Choices, away: AwayUntil | None) -> View:
    """Draw the form with the settings in force."""
    parts = [_hour(t, choices), _quiet(t, choices), _language(t, choices), *absence.inputs(t, away)]
    return b.modal(
        t.plain("settings-title"),
        [*parts, b.context(t.mrkdwn("settings-zone", zone=t.zone))],
        callback_id=CALLBACK,
        submit=t.plain("settings-save"),
        close=t.plain("button-cancel"),
    )


def choices(call: Call) -> Choices:
    """Read the form; the service checks the choices."""
    hour, quiet, language = call.chosen(HOUR), call.chosen_many(QUIET), call.chosen(LANGUAGE)
    return Choices(
        digest_hour=next((each for each in HOURS if str(each) == hour), None),
        quiet_days=tuple(day for day in WORKDAYS if str(day) in quiet),
        language=None if language == USUAL else language,
    )


def _hour(t: Reader, chosen: Choices) -> Block:
    usual = b.option(t.plain("settings-hour-usual"), USUAL)
    hours = [b.option(f"{hour:02}:00", str(hour)) for hour in HOURS]
    initial = usual if chosen.digest_hour is None else hours[chosen.digest_hour]
    element: Block = {"type": "static_select", "action_id": HOUR, "options": [usual, *hours], "initial_option": initial}
    return b.input_block(t.plain("settings-hour"), element, block_id="hour", hint=t.plain("settings-hour-hint"))


def _quiet(t: Reader, chosen: Choices) -> Block:
    days = {day: b.option(t.plain(f"weekday-{day}"), str(day)) for day in WORKDAYS}
    element: Block = {"type": "checkboxes", "action_id": QUIET, "options": list(days.values())}
    checked = [days[day] for day in chosen.quiet_days if day in days]
    element |= {"initial_options": checked} if checked else {}
    hint = t.plain("settings-quiet-hint")
    return b.input_block(t.plain("settings-quiet"), element, block_id="quiet", hint=hint, optional=True)


def _language(t: Reader, chosen: Choices) -> Block:
    options: dict[str, Option] = {USUAL: b.option(t.plain("settings-language-usual"), USUAL)}
    options |= {language: b.option(t.plain(f"request-language-{language}"), language) for language in LANGUAGES}
    initial = options[chosen.language or USUAL]
    element: Block = {"type": "radio_buttons", "action_id": LANGUAGE, "options": list(options.values())}
    return b.input_block(t.plain("settings-language"), element | {"initial_option": initial}, block_id="language")
