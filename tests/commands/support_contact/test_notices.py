"""The notice of drift: people can choose again, the team's channel is told who had assigned what."""

import pytest

from bot.commands.support_contact import notices
from bot.services.directory.observed import Drift, Drifted
from bot.text import reader

ONE = Drifted("s1", "Office 365", "Contoso", "Trey Research", "Litware", "UANN")


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "from Trey Research, assigned by <@UANN>, to *Litware*"),
        ("es", "de Trey Research, asignado por <@UANN>, a *Litware*"),
    ],
)
def test_each_move_is_named(language: str, words: str) -> None:
    told = notices.view(reader(language, "UTC"), Drift((ONE,), 1), personal=False)
    assert f"• Office 365 (Contoso): {words}" in told.text
    assert not any("accessory" in block for block in told.blocks)


def test_people_can_choose_again() -> None:
    told = notices.view(reader("en", "UTC"), Drift((ONE,), 3), personal=True)
    assert [block["accessory"]["value"] for block in told.blocks if "accessory" in block] == ["s1"]
    assert "and 2 more subscriptions" in told.text
