"""Every screen and notice of `/remove-relationship` passes Slack's limits in both languages, with the worst names."""

from dataclasses import replace

import pytest

from bot.commands.memory import load
from bot.commands.remove_relationship import handover as handover_view
from bot.commands.remove_relationship import views
from bot.commands.remove_relationship.views import RemovalForm, RemovalMemory
from bot.commands.shared import blocks as b
from bot.local_slack.blockkit import check_message, check_modal
from bot.services.basis.invalidation import Settled
from bot.services.basis.settling import SettlingProgress
from bot.services.relationships.removal import SHOWN, Blocker, Preview, Removal, RemovalKind, Resting
from bot.text import Reader
from tests.kit.screens import GUID, WORST


def found(kind: RemovalKind, blocking: int = 0, resting: int = 0) -> Preview:
    blocker = Blocker(WORST, "active", new_commerce=True)
    return Preview(
        Removal(kind, GUID, GUID),
        WORST,
        WORST,
        (blocker, replace(blocker, new_commerce=False, status="weird"))[: min(blocking, 2)] * min(blocking, SHOWN // 2),
        blocking,
        (Resting(WORST, WORST, WORST),) * min(resting, SHOWN),
        resting,
        "0123456789abcdef",
    )


@pytest.mark.parametrize("kind", views.KINDS)
def test_the_form_fits(t: Reader, kind: views.Kind) -> None:
    long = b.option(WORST, GUID, WORST)
    hint = t.mrkdwn("remove-none", query=WORST)
    assert check_modal(views.form(t, RemovalForm(views.KINDS, kind, long, long, hint))) == []
    assert check_modal(views.form(t, RemovalForm((kind,), kind))) == []
    assert check_modal(views.gone(t, hint)) == []


@pytest.mark.parametrize("kind", list(RemovalKind))
@pytest.mark.parametrize(("blocking", "resting"), [(0, 0), (1, 0), (2000, 0), (0, 1), (0, 2000)])
def test_the_preview_fits_and_blocks_before_it_removes(
    t: Reader, kind: RemovalKind, blocking: int, resting: int
) -> None:
    kept = RemovalMemory(kind, GUID, GUID, reason=WORST)
    view = views.preview(t, found(kind, blocking, resting), kept, hint=t.mrkdwn("remove-changed"))
    assert check_modal(view) == []
    assert ("submit" in view) is not bool(blocking)
    assert load(RemovalMemory, view["private_metadata"]) == replace(kept, digest="0123456789abcdef")
    assert blocking or t.mrkdwn("remove-legal") in str(view["blocks"])
    assert "<!channel>" not in str(view["blocks"])


@pytest.mark.parametrize("kind", list(RemovalKind))
@pytest.mark.parametrize("lost", [0, 1, 10**6])
@pytest.mark.parametrize("may_assign", [True, False])
def test_the_result_fits_and_offers_only_what_is_possible(
    t: Reader, kind: RemovalKind, lost: int, may_assign: bool
) -> None:
    view = views.result(t, found(kind), Settled(lost), "REF00001", may_assign=may_assign)
    assert check_modal(view) == []
    assert (views.HAND_BACK in str(view)) is (lost > 0 and may_assign and kind is not RemovalKind.OURS)
    going_on = views.result(t, found(kind), Settled(lost, more=True), "REF00001", may_assign=may_assign)
    assert check_modal(going_on) == []
    assert t.mrkdwn("remove-losing") in str(going_on)
    assert views.HAND_BACK not in str(going_on)


def test_other_notices_fit(t: Reader) -> None:
    names = {"customer": WORST, "partner": WORST}
    messages = [handover_view.removed(t, kind.value, "U0123456789", names) for kind in RemovalKind]
    standing = [
        SettlingProgress(0, 0, over=False),
        SettlingProgress(200, 10**6, over=False),
        SettlingProgress(10**6, 10**6, over=True),
    ]
    messages += [handover_view.removed(t, "partnership", "U0123456789", names, each) for each in standing]
    for message in messages:
        assert check_message({"channel": "C1", "text": str(message.text), "blocks": list(message.blocks)}) == []
        assert "<@U0123456789>" in message.text
