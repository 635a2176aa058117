"""The settings pass Slack's limits in both languages and show what holds."""

import pytest

from bot.commands.home import settings
from bot.local_slack.blockkit import check_modal
from bot.services.people.settings import Choices
from bot.text import Reader


@pytest.mark.parametrize("choices", [Choices(), Choices(0, (1, 2, 3, 4), "es"), Choices(23, (6, 7), "en")])
def test_settings_fit_and_show_what_holds(t: Reader, choices: Choices) -> None:
    view = settings.build(t, choices, None)
    assert check_modal(view) == []
    hour, quiet, language = (block["element"] for block in view["blocks"][:3])
    assert hour["initial_option"]["value"] == ("usual" if choices.digest_hour is None else str(choices.digest_hour))
    assert [day["value"] for day in quiet.get("initial_options", ())] == [str(d) for d in choices.quiet_days if d < 6]
    assert language["initial_option"]["value"] == (choices.language or "usual")
