"""Refusals and advice of the Block Kit checks: they point to the place and never raise."""

import json
import timeit
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.local_slack.blockkit import (
    Violation,
    check_blocks,
    check_home,
    check_message,
    check_modal,
    check_options,
    check_response_action,
    check_view,
)
from tests.kit.examples import examples
from tests.local_slack.blockkit.samples import (
    BUTTONS,
    CHOICES,
    GOOD,
    HOME,
    IMAGE,
    JSON,
    MENUS,
    MESSAGE,
    MODAL,
    MUTABLE,
    RICH_TEXT,
    TYPED,
    changed,
    input_block,
    json_values,
    lint,
    mrkdwn,
    mutated,
    option,
    options,
    places,
    plain,
    strict,
)


def test_a_modal_with_every_input_is_taken() -> None:
    violations = check_view(MODAL)
    assert [v for v in violations if v.strict] == []
    assert [v.code for v in violations] == ["many_inputs"]
    assert check_modal(MODAL) == violations


def test_a_home_view_with_every_element_is_taken() -> None:
    assert check_view(HOME) == []
    assert check_home(HOME) == []


def test_a_message_with_every_block_is_taken() -> None:
    assert check_message(MESSAGE) == []
    assert check_message(MESSAGE, update=True) == []


@pytest.mark.parametrize("element", [*MENUS, *CHOICES, *BUTTONS[:1]])
def test_an_element_is_taken_alone(element: JSON) -> None:
    assert check_blocks([{"type": "actions", "elements": [element]}], "message") == []


@pytest.mark.parametrize("element", [*MENUS, *CHOICES, *TYPED])
def test_an_element_is_taken_in_an_input_block(element: JSON) -> None:
    assert check_blocks([input_block(element, "one")], "modal") == []


FORM: JSON = {
    "type": "modal",
    "title": plain("Assign"),
    "submit": plain("Assign"),
    "blocks": [
        {"type": "section", "block_id": "say", "text": mrkdwn()},
        input_block({"type": "plain_text_input"}, "why"),
        {"type": "actions", "elements": [{"type": "button", "text": plain("Go"), "action_id": "go"}]},
    ],
}


VIEW_LENGTHS = [
    ("/title/text", 24),
    ("/submit/text", 24),
    ("/close", 24),
    ("/private_metadata", 3000),
    ("/callback_id", 255),
    ("/external_id", 255),
    ("/blocks/0/block_id", 255),
    ("/blocks/0/text/text", 3000),
    ("/blocks/1/label/text", 2000),
    ("/blocks/1/hint/text", 2000),
    ("/blocks/1/element/action_id", 255),
    ("/blocks/1/element/initial_value", 3000),
    ("/blocks/2/elements/0/text/text", 75),
    ("/blocks/2/elements/0/value", 2000),
    ("/blocks/2/elements/0/accessibility_label", 75),
]


@pytest.mark.parametrize(("pointer", "maximum"), VIEW_LENGTHS)
def test_a_length_is_taken_up_to_its_limit_and_refused_above(pointer: str, maximum: int) -> None:
    def filled(size: int) -> JSON:
        value: Any = plain("x" * size) if pointer == "/close" else "x" * size
        return changed(FORM, pointer, value)

    place = "/close/text" if pointer == "/close" else pointer
    assert strict(check_view(filled(maximum))) == []
    assert strict(check_view(filled(maximum + 1))) == [(place, "too_long")]


OPTION_LENGTHS = [("text", 75), ("value", 150), ("description", 75)]


@pytest.mark.parametrize(("key", "maximum"), OPTION_LENGTHS)
def test_option_lengths(key: str, maximum: int) -> None:
    def answer(size: int) -> JSON:
        value: Any = "x" * size if key == "value" else plain("x" * size)
        return {"options": [{**option(), key: value}]}

    place = "/options/0/value" if key == "value" else f"/options/0/{key}/text"
    assert check_options(answer(maximum)) == []
    assert strict(check_options(answer(maximum + 1))) == [(place, "too_long")]


def button(**more: Any) -> JSON:
    return {"type": "button", "text": plain("Go"), **more}


def section(accessory: JSON) -> list[JSON]:
    return [{"type": "section", "text": mrkdwn(), "accessory": accessory}]


COUNTS: list[tuple[Any, int, str]] = [
    (lambda n: [{"type": "divider"}] * n, 100, ""),
    (lambda n: [{"type": "actions", "elements": [button()] * n}], 25, "/0/elements"),
    (lambda n: [{"type": "context", "elements": [mrkdwn()] * n}], 10, "/0/elements"),
    (lambda n: [{"type": "section", "fields": [mrkdwn()] * n}], 10, "/0/fields"),
    (lambda n: section({"type": "overflow", "options": options(n)}), 5, "/0/accessory/options"),
    (lambda n: section({"type": "checkboxes", "options": options(n)}), 10, "/0/accessory/options"),
    (lambda n: section({"type": "radio_buttons", "options": options(n)}), 10, "/0/accessory/options"),
    (lambda n: section({"type": "static_select", "options": options(n)}), 100, "/0/accessory/options"),
    (
        lambda n: section({"type": "static_select", "option_groups": [{"label": plain(), "options": options(1)}] * n}),
        100,
        "/0/accessory/option_groups",
    ),
    (
        lambda n: section({"type": "static_select", "option_groups": [{"label": plain(), "options": options(n)}]}),
        100,
        "/0/accessory/option_groups/0/options",
    ),
]


@pytest.mark.parametrize(("build", "maximum", "pointer"), COUNTS)
def test_a_count_is_taken_up_to_its_limit_and_refused_outside(build: Any, maximum: int, pointer: str) -> None:
    assert strict(check_blocks(build(1), "modal")) == []
    assert strict(check_blocks(build(maximum), "modal")) == []
    assert strict(check_blocks(build(maximum + 1), "modal")) == [(pointer, "too_many")]
    assert strict(check_blocks(build(0), "modal")) == [(pointer, "too_few")]


def test_block_counts_differ_by_surface() -> None:
    fifty_one: list[JSON] = [{"type": "divider"}] * 51
    assert strict(check_blocks(fifty_one, "message")) == [("", "too_many")]
    assert check_blocks(fifty_one, "home") == []
    assert check_blocks([], "message") == []


@pytest.mark.parametrize(
    ("pointer", "value", "place", "code"),
    [
        ("/title", ..., "/title", "missing"),
        ("/title", mrkdwn("T"), "/title/type", "not_allowed"),
        ("/title", {"text": "T"}, "/title/type", "missing"),
        ("/title", {"type": "text", "text": "T"}, "/title/type", "unknown_type"),
        ("/title", "Assign", "/title", "wrong_type"),
        ("/title/text", "", "/title/text", "too_short"),
        ("/title/text", 7, "/title/text", "wrong_type"),
        ("/title/verbatim", True, "/title/verbatim", "unknown_field"),
        ("/submit", ..., "/submit", "missing"),
        ("/submit", None, "/submit", "wrong_type"),
        ("/blocks", ..., "/blocks", "missing"),
        ("/blocks", [], "/blocks", "too_few"),
        ("/blocks", {}, "/blocks", "wrong_type"),
        ("/hash", "1.2", "/hash", "unknown_field"),
        ("/type", "dialog", "/type", "unknown_type"),
        ("/type", ..., "/type", "missing"),
        ("/notify_on_close", "true", "/notify_on_close", "wrong_type"),
        ("/blocks/0", "text", "/blocks/0", "wrong_type"),
        ("/blocks/0/type", "paragraph", "/blocks/0/type", "unknown_type"),
        ("/blocks/0/type", ["section"], "/blocks/0/type", "unknown_type"),
        ("/blocks/0/type", "table", "/blocks/0/type", "not_allowed"),
        ("/blocks/0/text", ..., "/blocks/0/text", "missing"),
        ("/blocks/0/block_id", "why", "/blocks/1/block_id", "duplicate_block_id"),
        ("/blocks/0/block_id", "", "/blocks/0/block_id", "too_short"),
        ("/blocks/0/color", "red", "/blocks/0/color", "unknown_field"),
        ("/blocks/0/a~b~1", 1, "/blocks/0/a~0b~01", "unknown_field"),
        ("/blocks/0/accessory", {"type": "plain_text_input"}, "/blocks/0/accessory/type", "not_allowed"),
        ("/blocks/1/label", mrkdwn("L"), "/blocks/1/label/type", "not_allowed"),
        ("/blocks/1/element", ..., "/blocks/1/element", "missing"),
        ("/blocks/1/element", button(), "/blocks/1/element/type", "not_allowed"),
        ("/blocks/1/element/max_length", 0, "/blocks/1/element/max_length", "out_of_range"),
        ("/blocks/1/element/max_length", 3001, "/blocks/1/element/max_length", "out_of_range"),
        ("/blocks/1/element/max_length", True, "/blocks/1/element/max_length", "wrong_type"),
        ("/blocks/2/elements/0/style", "blue", "/blocks/2/elements/0/style", "bad_value"),
        ("/blocks/2/elements/0/text", mrkdwn("Go"), "/blocks/2/elements/0/text/type", "not_allowed"),
        ("/blocks/2/elements/0/url", "example", "/blocks/2/elements/0/url", "bad_format"),
        ("/blocks/2/elements/0/confirm", {}, "/blocks/2/elements/0/confirm/title", "missing"),
    ],
)
def test_one_wrong_value_is_found_where_it_is(pointer: str, value: Any, place: str, code: str) -> None:
    found = strict(check_view(changed(FORM, pointer, value)))
    assert (place, code) in found
    assert {where.rpartition("/")[0] for where, _ in found} <= {place.rpartition("/")[0]}


INPUTS: list[tuple[JSON, str, str]] = [
    ({"type": "datepicker", "initial_date": "2027-02-29"}, "initial_date", "bad_format"),
    ({"type": "datepicker", "initial_date": "2024-W01-1"}, "initial_date", "bad_format"),
    ({"type": "timepicker", "initial_time": "24:00"}, "initial_time", "bad_format"),
    ({"type": "datetimepicker", "initial_date_time": 17}, "initial_date_time", "bad_format"),
    ({"type": "number_input"}, "is_decimal_allowed", "missing"),
    ({"type": "number_input", "is_decimal_allowed": True, "min_value": 3}, "min_value", "wrong_type"),
    ({"type": "number_input", "is_decimal_allowed": True, "min_value": "x"}, "min_value", "bad_format"),
    ({"type": "plain_text_input", "min_length": 5, "max_length": 4}, "min_length", "conflict"),
    ({"type": "plain_text_input", "max_length": 1, "initial_value": "ab"}, "initial_value", "too_long"),
    ({"type": "file_input", "max_files": 11}, "max_files", "out_of_range"),
    ({"type": "external_select", "min_query_length": -1}, "min_query_length", "out_of_range"),
    ({"type": "external_select", "options": options()}, "options", "unknown_field"),
    ({"type": "static_select"}, "options", "missing"),
    ({"type": "static_select", "options": options(), "option_groups": []}, "option_groups", "conflict"),
    (
        {"type": "static_select", "options": options(), "initial_option": option("9")},
        "initial_option",
        "not_among_options",
    ),
    (
        {"type": "static_select", "options": options(), "initial_option": option("1", "Other words")},
        "initial_option",
        "not_among_options",
    ),
    (
        {"type": "radio_buttons", "options": options(), "initial_option": option("9")},
        "initial_option",
        "not_among_options",
    ),
    (
        {"type": "checkboxes", "options": options(), "initial_options": [options()[0], option("9")]},
        "initial_options/1",
        "not_among_options",
    ),
    (
        {
            "type": "multi_static_select",
            "option_groups": [{"label": plain(), "options": options(2)}],
            "initial_options": options(2),
            "max_selected_items": 1,
        },
        "initial_options",
        "too_many",
    ),
    ({"type": "multi_users_select", "initial_users": "U1"}, "initial_users", "wrong_type"),
    ({"type": "conversations_select", "filter": {}}, "filter/include", "missing"),
    ({"type": "conversations_select", "filter": {"include": []}}, "filter/include", "too_few"),
    (
        {"type": "plain_text_input", "dispatch_action_config": {"trigger_actions_on": ["blur"]}},
        "dispatch_action_config/trigger_actions_on/0",
        "bad_value",
    ),
]


@pytest.mark.parametrize(("element", "place", "code"), INPUTS)
def test_a_wrong_element_is_found(element: JSON, place: str, code: str) -> None:
    found = strict(check_blocks([input_block(element, "b")], "modal"))
    assert (f"/0/element/{place}", code) in found


def test_action_ids_repeat_over_blocks_but_not_within_one() -> None:
    twice = [button(action_id="go"), button(action_id="go")]
    assert strict(check_blocks([{"type": "actions", "elements": twice}], "home")) == [
        ("/0/elements/1/action_id", "duplicate_action_id")
    ]
    apart: list[JSON] = [{"type": "actions", "elements": [one]} for one in twice]
    assert check_blocks(apart, "home") == []


def test_focus_once_per_view() -> None:
    element = {"type": "plain_text_input", "focus_on_load": True}
    found = check_blocks([input_block(element, "a"), input_block(element, "b")], "modal")
    assert strict(found) == [("/1/element/focus_on_load", "duplicate_focus")]


def test_response_url_only_in_an_input_block_of_a_modal() -> None:
    menu = {"type": "channels_select", "response_url_enabled": True}
    assert check_blocks([input_block(menu, "a")], "modal") == []
    assert strict(check_blocks(section(menu), "modal")) == [("/0/accessory/response_url_enabled", "not_allowed")]
    assert strict(check_blocks([input_block(menu, "a")], "home")) == [
        ("/0/element/response_url_enabled", "not_allowed")
    ]


def test_surfaces_of_blocks_and_elements() -> None:
    markdown = {"type": "markdown", "text": "x"}
    assert check_blocks([markdown], "message") == []
    assert strict(check_blocks([markdown], "modal")) == [("/0/type", "not_allowed")]
    alert = {"type": "alert", "text": plain()}
    assert strict(check_blocks([alert], "message")) == [("/0/type", "not_allowed")]
    files = input_block({"type": "file_input"}, "f")
    assert strict(check_blocks([files], "home")) == [("/0/element/type", "not_allowed")]
    assert strict(check_blocks([{**files, "dispatch_action": True}], "modal")) == [
        ("/0/dispatch_action", "not_allowed")
    ]


def test_views_go_where_they_belong() -> None:
    assert strict(check_modal(HOME)) == [("/type", "not_allowed")]
    assert strict(check_home(FORM)) == [("/type", "not_allowed")]
    assert ("/title", "unknown_field") in strict(check_home({**HOME, "title": plain()}))


def test_a_view_above_250_kilobytes_is_refused() -> None:
    wide = [{"type": "actions", "elements": [button(value="x" * 2000, action_id=str(i)) for i in range(25)]}]
    assert check_view({**HOME, "blocks": wide * 4}) == []
    assert strict(check_view({**HOME, "blocks": wide * 6})) == [("", "view_too_large")]
    # The limit counts bytes, so the same number of wider characters weighs more.
    wide = [{"type": "actions", "elements": [button(value="ñ" * 2000, action_id=str(i)) for i in range(25)]}]
    assert strict(check_view({**HOME, "blocks": wide * 3})) == [("", "view_too_large")]


def test_images_need_a_source_and_words() -> None:
    assert strict(check_blocks([{"type": "image", "alt_text": "A chart"}], "home")) == [("/0/image_url", "missing")]
    both = {**IMAGE, "slack_file": {"id": "F1"}}
    assert strict(check_blocks([both], "home")) == [("/0/slack_file", "conflict")]
    silent = {"type": "image", "image_url": "https://example.com/a.png"}
    assert strict(check_blocks([silent], "home")) == [("/0/alt_text", "missing")]
    assert lint(check_blocks([{**silent, "alt_text": ""}], "home")) == [("/0/alt_text", "empty_alt_text")]
    assert lint(check_blocks(section({**silent, "alt_text": "Image"}), "home")) == [
        ("/0/accessory/alt_text", "lazy_alt_text")
    ]


def test_rich_text_parts_stay_in_their_places() -> None:
    nested = changed(RICH_TEXT, "/elements/1/elements/0", {"type": "text", "text": "loose"})
    assert strict(check_blocks([nested], "message")) == [("/0/elements/1/elements/0/type", "not_allowed")]
    styled = changed(RICH_TEXT, "/elements/0/elements/0/style/shiny", True)
    assert strict(check_blocks([styled], "message")) == [("/0/elements/0/elements/0/style/shiny", "unknown_field")]


def test_advice_about_views() -> None:
    six = [input_block({"type": "plain_text_input"}, str(i)) for i in range(6)]
    assert check_view({**FORM, "blocks": six}) == []
    seventh = input_block({"type": "plain_text_input"}, "7")
    assert lint(check_view({**FORM, "blocks": [*six, seventh]})) == [("/blocks", "many_inputs")]
    long = changed(FORM, "/blocks/2/elements/0/text/text", "x" * 31)
    assert lint(check_view(long)) == [("/blocks/2/elements/0/text/text", "long_label")]
    same = {"type": "static_select", "options": [option("1", "A"), option("1", "B")]}
    assert lint(check_blocks(section(same), "home")) == [("/0/accessory/options/1/value", "duplicate_value")]


BLOCKS: list[JSON] = [{"type": "divider"}]


@pytest.mark.parametrize(
    ("answer", "found"),
    [
        ({"options": []}, []),
        ({"option_groups": [{"label": plain(), "options": options()}]}, []),
        ({}, [("/options", "missing")]),
        ({"options": [], "option_groups": []}, [("/option_groups", "conflict")]),
        ({"options": options(101)}, [("/options", "too_many")]),
        ({"option_groups": [{"label": plain(), "options": []}]}, [("/option_groups/0/options", "too_few")]),
        ({"options": [{"text": mrkdwn(), "value": "1"}]}, [("/options/0/text/type", "not_allowed")]),
        ({"options": [{**option(), "url": "https://e.com"}]}, [("/options/0/url", "unknown_field")]),
        ({"options": [option("")]}, [("/options/0/value", "too_short")]),
        (None, [("", "wrong_type")]),
    ],
)
def test_answers_with_options(answer: Any, found: list[tuple[str, str]]) -> None:
    assert strict(check_options(answer)) == found


@pytest.mark.parametrize(
    ("answer", "found"),
    [
        (None, []),
        ("", []),
        ({}, []),
        ({"response_action": "clear"}, []),
        ({"response_action": "errors", "errors": {"why": "Say why."}}, []),
        ({"response_action": "update", "view": FORM}, []),
        ({"response_action": "push", "view": FORM}, []),
        ({"response_action": "errors", "errors": {"say": "No."}}, [("/errors/say", "unknown_block")]),
        ({"response_action": "errors", "errors": {"why": ""}}, [("/errors/why", "too_short")]),
        ({"response_action": "errors", "errors": {}}, [("/errors", "too_few")]),
        ({"response_action": "errors"}, [("/errors", "missing")]),
        ({"response_action": "errors", "errors": ["why"]}, [("/errors", "wrong_type")]),
        ({"response_action": "push"}, [("/view", "missing")]),
        ({"response_action": "push", "view": HOME}, [("/view/type", "not_allowed")]),
        ({"response_action": "update", "view": {**FORM, "title": plain("x" * 25)}}, [("/view/title/text", "too_long")]),
        ({"response_action": "clear", "view": FORM}, [("/view", "unknown_field")]),
        ({"response_action": "close"}, [("/response_action", "bad_value")]),
        ({"text": "Done"}, [("/response_action", "missing")]),
        ("Done", [("", "wrong_type")]),
    ],
)
def test_answers_to_a_submission(answer: Any, found: list[tuple[str, str]]) -> None:
    assert strict(check_response_action(answer, ["why"])) == found


def test_a_violation_says_where_what_and_how_to_mend_it() -> None:
    (violation,) = check_view(changed(FORM, "/title/text", "x" * 25))
    assert violation == Violation("/title/text", "too_long", "25 characters, at most 24: shorten it")


def test_messages_do_not_quote_what_people_typed() -> None:
    secret = "s3cret-" * 10
    found = check_view(changed(FORM, "/title/text", secret)) + check_options({"options": secret})
    assert found
    assert not any("s3cret" in violation.message for violation in found)


def resolves(document: Any, pointer: str) -> bool:
    """Tell if a pointer leads to a value, or to a key or index missing from an existing container."""
    steps = [step.replace("~1", "/").replace("~0", "~") for step in pointer.split("/")[1:]]
    for index, step in enumerate(steps):
        if isinstance(document, list) and step.isdigit() and int(step) < len(document):
            document = document[int(step)]
        elif isinstance(document, dict) and step in document:
            document = document[step]
        else:
            return index == len(steps) - 1 and isinstance(document, dict)
    return True


def all_checks(value: Any) -> list[list[Violation]]:
    return [
        check_view(value),
        check_message(value),
        check_message(value, update=True),
        check_options(value),
        check_blocks(value, "modal"),
        check_blocks(value, "message"),
        check_response_action(value, ["a"]),
        check_response_action({"response_action": "errors", "errors": value}, ["a"]),
        check_response_action({"response_action": value, "view": value}, ["a"]),
    ]


@given(json_values)
def test_no_json_value_makes_a_check_raise(value: Any) -> None:
    for violations in all_checks(value):
        assert all(violation.message for violation in violations)


@settings(max_examples=examples(150))
@given(st.sampled_from(MUTABLE), json_values)
def test_a_damaged_screen_never_raises_and_pointers_lead_into_it(at: tuple[str, tuple[Any, ...]], value: Any) -> None:
    name, place = at
    screen = mutated(GOOD[name], place, value)
    violations = check_message(screen) if name == "message" else check_view(screen)
    assert all(resolves(screen, violation.pointer) for violation in violations)


@pytest.mark.parametrize("name", GOOD)
def test_an_invented_key_is_found_in_every_object(name: str) -> None:
    open_objects = {"style", "event_payload", "more", "metadata"}
    for place in places(GOOD[name]):
        target: Any = GOOD[name]
        for step in place:
            target = target[step]
        if not isinstance(target, dict) or not place or open_objects & set(place):
            continue
        screen = mutated(GOOD[name], (*place, "invented"), 1)
        found = check_message(screen) if name == "message" else check_view(screen)
        pointer = "".join(f"/{step}" for step in (*place, "invented"))
        assert (pointer, "unknown_field") in strict(found)


def test_a_value_nested_beyond_reason_is_an_answer_and_not_a_crash() -> None:
    deep: Any = []
    for _ in range(100_000):
        deep = [deep]
    view = {**FORM, "private_metadata": deep}
    assert ("/private_metadata", "wrong_type") in strict(check_view(view))
    for violations in all_checks({"blocks": deep, "view": deep}):
        assert violations


@pytest.mark.benchmark
def test_a_check_costs_little_more_than_writing_the_screen() -> None:
    rows: list[JSON] = [*section(button(action_id="a", value="1")), {"type": "divider"}]
    view = {"type": "home", "blocks": rows * 15}
    assert check_view(view) == []
    check = min(timeit.repeat(lambda: check_view(view), number=50, repeat=5))
    write = min(timeit.repeat(lambda: json.dumps(view), number=50, repeat=5))
    assert check < 12 * write
