"""The committed pictures are those that a document shows, and `make screenshots` draws every one of them."""

from __future__ import annotations

import re

from tests.browser import test_product, test_product_relationships
from tests.browser.product import shown
from tests.browser.screenshots import FOLDER, PICTURES
from tests.browser.tabs import ROOT


def test_each_picture_is_shown_and_each_shown_one_is_there() -> None:
    assert {path.stem for path in FOLDER.glob("*")} == shown()


def test_each_picture_is_drawn_by_the_one_command() -> None:
    stories = (test_product, test_product_relationships)
    source = "".join((ROOT / str(story.__file__)).read_text("utf-8") for story in stories)
    drawn = {*re.findall(r'\.seen\(\w+, "([\w-]+)"\)', source), *(picture.name for picture in PICTURES)}
    assert shown() <= drawn
