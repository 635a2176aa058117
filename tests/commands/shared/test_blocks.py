"""Parts that several screens are made of."""

from typing import Any

import pytest

from bot.commands.shared import blocks as b
from bot.local_slack.blockkit import check_modal
from bot.services.store.paging import Page
from bot.text import Reader, reader

TITLES = (
    "assign-title",
    "review-title",
    "assign-many-title",
    "assign-many-undo-title",
    "assign-many-details-title",
    "request-title",
    "request-text-title",
    "relationships-title",
    "relationships-trail-title",
    "remove-title",
    "handover-title",
    "support-contact-title",
    "support-contact-history",
)


@pytest.mark.parametrize("title", TITLES)
@pytest.mark.parametrize("close", ["button-cancel", "button-close", "button-back"])
def test_a_loading_view_fits_under_every_title(t: Reader, title: str, close: str) -> None:
    view = b.loading(t, title, close=close)
    assert check_modal(view) == []
    assert (view["title"]["text"], view["close"]["text"]) == (t.plain(title), t.plain(close))
    assert [block["text"]["text"] for block in view["blocks"]] == [t.plain("loading")]
    assert "submit" not in view


def turned(page: Page[Any], *others: dict[str, Any], **more: Any) -> list[str]:
    t = reader("en", "UTC")
    found = b.pager(t, page, "previous", "next", *others, labels="relationships", **more)
    return [element["action_id"] for block in found if block["type"] == "actions" for element in block["elements"]]


def test_only_pages_that_exist_can_be_turned_to() -> None:
    ten = ("x",) * 10
    assert turned(Page(ten, 0, 10)) == turned(Page()) == []
    assert turned(Page(ten, 0, 25)) == ["next"]
    assert turned(Page(ten, 10, 25)) == ["previous", "next"]
    assert turned(Page(ten[:5], 20, 25)) == ["previous"]


def test_other_buttons_come_after_and_stand_alone_where_all_is_shown() -> None:
    other = b.button("All", "all")
    assert turned(Page(("x",), 0, 2), other) == ["next", "all"]
    assert turned(Page(), other) == ["all"]


def test_what_stands_above_a_pager_comes_and_goes_with_it(t: Reader) -> None:
    above = b.divider()
    assert b.pager(t, Page(), "previous", "next", labels="relationships", above=above) == []
    first, second = b.pager(t, Page(("x",), 1, 3), "a", "z", labels="assign-many", above=above, values=("0", "2"))
    assert first == above
    assert [(each["text"]["text"], each["value"]) for each in second["elements"]] == [
        (t.plain("assign-many-previous"), "0"),
        (t.plain("assign-many-next"), "2"),
    ]
