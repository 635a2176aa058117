"""Screens of support agreements say only what was counted."""

from datetime import date

import pytest

from bot.commands.agreements import views
from bot.local_slack.text_view import render_view
from bot.services.agreements.records import MOST, Agreement
from bot.services.agreements.terms import Terms
from bot.text import reader
from tests.kit.screens import AT, partner

TERMS = Terms(date(2026, 1, 1), None, 0, "UTC")


@pytest.mark.parametrize(
    ("language", "count", "said"),
    [
        ("en", MOST - 1, f"{MOST - 1} support agreements are recorded"),
        ("en", MOST, f"the newest {MOST} support agreements"),
        ("es", MOST, f"los {MOST} contratos de soporte más recientes"),
    ],
)
def test_a_list_of_the_newest_does_not_say_that_they_are_all(language: str, count: int, said: str) -> None:
    reseller = partner()
    one = Agreement(1, reseller.tenant_id, reseller.label, None, None, "AGR", TERMS, "UANN", 1)
    view = views.listed(reader(language, "UTC"), reseller, [one] * count, AT, may_change=False)
    assert said in " ".join(render_view(view).replace("│", " ").split())
