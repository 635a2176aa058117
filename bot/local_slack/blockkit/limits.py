"""Every number and placement table of Block Kit that the checks use, in one place.

Lengths are counted in characters (code points), sizes in bytes, counts in items.
Sources: docs/slack.md; docs.slack.dev/reference/block-kit; slack_sdk.models.blocks.
"""

from typing import Final, Literal

Surface = Literal["modal", "home", "message"]

# Views (docs/slack.md#views)
VIEW_TITLE: Final = 24
VIEW_BUTTON: Final = 24
VIEW_PRIVATE_METADATA: Final = 3000
VIEW_CALLBACK_ID: Final = 255
VIEW_EXTERNAL_ID: Final = 255
VIEW_BYTES: Final = 250 * 1024
MAX_BLOCKS: Final[dict[Surface, int]] = {"modal": 100, "home": 100, "message": 50}
MIN_BLOCKS: Final[dict[Surface, int]] = {"modal": 1, "home": 1, "message": 0}

# Messages (docs/slack.md#messages)
MESSAGE_TEXT: Final = 4000
MESSAGE_TEXT_CUT: Final = 40_000
MESSAGE_ATTACHMENTS: Final = 100
METADATA_EVENT_TYPE: Final = 50
TABLES_PER_MESSAGE: Final = 1
CHARTS_PER_MESSAGE: Final = 2
MARKDOWN_TOTAL: Final = 12_000

# Composition objects (docs/slack.md#block-kit)
TEXT: Final = 3000
BLOCK_ID: Final = 255
ACTION_ID: Final = 255
URL: Final = 3000
OPTION_TEXT: Final = 75
OPTION_VALUE: Final = 150
OPTION_DESCRIPTION: Final = 75
OPTION_GROUP_LABEL: Final = 75
OPTIONS: Final = 100
OPTION_GROUPS: Final = 100
CONFIRM_TITLE: Final = 100
CONFIRM_TEXT: Final = 300
CONFIRM_BUTTON: Final = 30
PLACEHOLDER: Final = 150

# Elements
BUTTON_TEXT: Final = 75
BUTTON_VALUE: Final = 2000
ACCESSIBILITY_LABEL: Final = 75
AGENT_PROMPT: Final = 4000
VISIBLE_TO_USERS: Final = 10
CHOICE_OPTIONS: Final = 10
OVERFLOW_OPTIONS: Final = 5
ALT_TEXT: Final = 2000
PLAIN_INPUT: Final = 3000
INPUT_FILES: Final = 10
RICH_INPUT_LINES: Final = 100
LIST_INDENT: Final = 8
DATETIME_DIGITS: Final = 10

# Blocks
SECTION_FIELDS: Final = 10
SECTION_FIELD_TEXT: Final = 2000
HEADER_TEXT: Final = 150
CONTEXT_ELEMENTS: Final = 10
CONTEXT_ACTIONS: Final = 5
ACTIONS_ELEMENTS: Final = 25
INPUT_LABEL: Final = 2000
INPUT_HINT: Final = 2000
IMAGE_TITLE: Final = 2000
TABLE_ROWS: Final = 100
TABLE_CELLS: Final = 20
DATA_TABLE_ROWS: Final = 201
DATA_TABLE_TOTAL: Final = 20_000
DATA_TABLE_PAGE: Final = 100
CHART_TITLE: Final = 50
CHART_LABEL: Final = 20
CHART_SERIES: Final = 12
CHART_POINTS: Final = 20
VIDEO_TITLE: Final = 200
VIDEO_DESCRIPTION: Final = 200
VIDEO_NAME: Final = 50
ALERT_TEXT: Final = 200
CARD_TITLE: Final = 150
CARD_BODY: Final = 200
CARD_ACTIONS: Final = 3
CAROUSEL_CARDS: Final = 10
CONTAINER_TITLE: Final = 150
CONTAINER_BLOCKS: Final = 10
PLAN_TASKS: Final = 50
PROVIDER_NAME: Final = 75
PROVIDER_VALUE: Final = 150
PROVIDER_TEXT: Final = 150

# Advice, not refusals (docs/slack.md#web-api-calls and docs/slack.md#manners)
LINT_INPUTS_PER_VIEW: Final = 6
LINT_BUTTON_TEXT: Final = 30
LAZY_TEXTS: Final = frozenset(
    [
        "message",
        "new message",
        "you have a new message",
        "notification",
        "new notification",
        "update",
        "hello",
        "hi",
        "text",
        "fallback",
        "this content can't be displayed",
        "see blocks",
        "interactive message",
    ]
)
LAZY_ALT_TEXTS: Final = frozenset(["image", "picture", "photo", "icon", "img", "logo", "alt", "alt text"])

ANYWHERE: Final[tuple[Surface, ...]] = ("modal", "home", "message")

# Where a block may stand (docs.slack.dev/blocks.json).
BLOCK_SURFACES: Final[dict[str, tuple[Surface, ...]]] = {
    "actions": ANYWHERE,
    "alert": ("modal",),
    "auth_provider": ANYWHERE,
    "call": ("message",),
    "card": ANYWHERE,
    "carousel": ("message", "home"),
    "container": ("message",),
    "context": ANYWHERE,
    "context_actions": ("message",),
    "data_table": ("message",),
    "data_visualization": ("message",),
    "divider": ANYWHERE,
    "file": ("message",),
    "header": ANYWHERE,
    "image": ANYWHERE,
    "input": ANYWHERE,
    "markdown": ("message",),
    "plan": ("message",),
    "rich_text": ANYWHERE,
    "section": ANYWHERE,
    "table": ("message",),
    "task_card": ("message",),
    "video": ANYWHERE,
}

# Elements that are not allowed on every surface (api.slack.com/reference/block-kit/block-elements).
ELEMENT_SURFACES: Final[dict[str, tuple[Surface, ...]]] = {
    "datetimepicker": ("modal", "message"),
    "email_text_input": ("modal",),
    "file_input": ("modal",),
    "number_input": ("modal",),
    "rich_text_input": ("modal", "home"),
    "url_text_input": ("modal",),
    "workflow_button": ("message",),
}

SELECTS: Final = (
    "static_select",
    "external_select",
    "users_select",
    "conversations_select",
    "channels_select",
)
MULTI_SELECTS: Final = tuple(f"multi_{kind}" for kind in SELECTS)
_CHOICES: Final = ("checkboxes", "radio_buttons", "datepicker", "timepicker", *SELECTS, *MULTI_SELECTS)

# Which elements a block may hold (docs.slack.dev/blocks.json; SectionBlockAccessory, ActionsBlockElement and
# InputBlockElement of @slack/types).
SECTION_ACCESSORIES: Final = ("button", "image", "overflow", "workflow_button", *_CHOICES)
ACTIONS_CONTENT: Final = (
    "button",
    "datetimepicker",
    "overflow",
    "rich_text_input",
    "workflow_button",
    *_CHOICES,
)
INPUT_CONTENT: Final = (
    "datetimepicker",
    "email_text_input",
    "file_input",
    "number_input",
    "plain_text_input",
    "rich_text_input",
    "url_text_input",
    *_CHOICES,
)
CONTEXT_ACTIONS_CONTENT: Final = ("feedback_buttons", "icon_button")
