"""Blocks and views of the tests' own bot: every block and element once, and a few short stories."""

from __future__ import annotations

from typing import Any

Json = dict[str, Any]


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text, "emoji": True}


def mrkdwn(text: str) -> Json:
    return {"type": "mrkdwn", "text": text}


def option(text: str, value: str, description: str = "") -> Json:
    return {"text": plain(text), "value": value} | ({"description": plain(description)} if description else {})


def options(*texts: str) -> list[Json]:
    return [option(text, text.lower().replace(" ", "-")) for text in texts]


def field(name: str, element: Json, label: str = "", **more: Any) -> Json:
    element = {"action_id": name, **element}
    return {"type": "input", "block_id": name, "label": plain(label or name), "element": element} | more


def section(text: str, **more: Any) -> Json:
    return {"type": "section", "text": mrkdwn(text)} | more


def button(text: str, action_id: str, **more: Any) -> Json:
    return {"type": "button", "text": plain(text), "action_id": action_id, "value": action_id} | more


def modal(title: str, blocks: list[Json], **more: Any) -> Json:
    return {"type": "modal", "title": plain(title), "close": plain("Cancel"), "blocks": blocks} | more


SURE = {
    "title": plain("Send it back?"),
    "text": mrkdwn("The parcel goes back to *Acme*."),
    "confirm": plain("Send it back"),
    "deny": plain("Keep it"),
    "style": "danger",
}


def order_form(**customer: Any) -> Json:
    """A short form: what people meet most."""
    picked = customer.get("customer")
    blocks = [
        section("Order a parcel. :package: We deliver within *two days*."),
        field(
            "customer",
            {"type": "external_select", "placeholder": plain("Find a customer"), "min_query_length": 1}
            | ({"initial_option": picked} if picked else {}),
            "Customer",
            dispatch_action=True,
        ),
        field(
            "size",
            {
                "type": "static_select",
                "placeholder": plain("Choose a size"),
                "option_groups": [
                    {"label": plain("By hand"), "options": options("Small", "Medium")},
                    {"label": plain("By truck"), "options": options("Large", "Extra large")},
                ],
            },
            "Size",
        ),
        field("email", {"type": "email_text_input", "placeholder": plain("name@example.com")}, "Notify", optional=True),
        field(
            "note",
            {"type": "plain_text_input", "multiline": True, "max_length": 40},
            "Note",
            hint=plain("For the driver."),
        ),
    ]
    return modal("Order a parcel", blocks, submit=plain("Order"), callback_id="order", notify_on_close=True)


def every_field() -> Json:
    """One of each input element."""
    week = [option("Monday", "mon", "Start of the week"), option("Friday", "fri"), option("Sunday", "sun")]
    blocks = [
        field("line", {"type": "plain_text_input", "max_length": 20}, "Line"),
        field("address", {"type": "url_text_input"}, "Address", optional=True),
        field(
            "number",
            {"type": "number_input", "is_decimal_allowed": False, "min_value": "1", "max_value": "9"},
            "Number",
            optional=True,
        ),
        field(
            "tags",
            {"type": "multi_static_select", "options": options("Red", "Green", "Blue"), "max_selected_items": 2},
            "Tags",
            optional=True,
        ),
        field("clients", {"type": "multi_external_select", "min_query_length": 0}, "Clients", optional=True),
        field("owner", {"type": "users_select"}, "Owner", optional=True),
        field("team", {"type": "multi_users_select"}, "Team", optional=True),
        field("room", {"type": "conversations_select"}, "Room", optional=True),
        field("rooms", {"type": "multi_channels_select"}, "Rooms", optional=True),
        field("days", {"type": "checkboxes", "options": week}, "Days", optional=True),
        field("day", {"type": "radio_buttons", "options": week}, "Day", optional=True),
        field("date", {"type": "datepicker"}, "Date", optional=True),
        field("time", {"type": "timepicker"}, "Time", optional=True),
        field("moment", {"type": "datetimepicker"}, "Moment", optional=True),
        field("rich", {"type": "rich_text_input"}, "Rich", optional=True),
        field("papers", {"type": "file_input", "max_files": 2}, "Papers", optional=True),
    ]
    return modal("Every field", blocks, submit=plain("Save"), callback_id="every")


RICH = {
    "type": "rich_text",
    "elements": [
        {
            "type": "rich_text_section",
            "elements": [
                {"type": "text", "text": "Rich "},
                {"type": "text", "text": "bold", "style": {"bold": True}},
                {"type": "text", "text": " by "},
                {"type": "user", "user_id": "U0ANN"},
                {"type": "text", "text": " in "},
                {"type": "channel", "channel_id": "C0GENERAL"},
                {"type": "emoji", "name": "tada"},
            ],
        },
        {
            "type": "rich_text_list",
            "style": "ordered",
            "elements": [
                {"type": "rich_text_section", "elements": [{"type": "text", "text": f"Step {name}"}]}
                for name in ("one", "two")
            ],
        },
        {"type": "rich_text_quote", "elements": [{"type": "text", "text": "Quoted"}]},
        {"type": "rich_text_preformatted", "elements": [{"type": "text", "text": "x = 1"}]},
    ],
}
TABLE = {
    "type": "table",
    "column_settings": [{"is_wrapped": True}, {"align": "right"}],
    "rows": [
        [{"type": "raw_text", "text": "Parcel"}, {"type": "raw_text", "text": "Price"}],
        [{"type": "raw_text", "text": "Small"}, {"type": "raw_text", "text": "4.20"}],
    ],
}


def every_block(site: str) -> list[Json]:
    """One of each block that a message may hold; `site` is the workspace's address, which has a picture."""
    near = f"{site}/icon.svg"
    overflow = {"type": "overflow", "action_id": "more", "options": options("Edit", "Archive")}
    return [
        {"type": "header", "text": plain("Parcel 17 :package:")},
        section(
            "*Bold* _italic_ ~gone~ `code` <https://example.com/parcel?id=17|the parcel>\n&gt; quoted",
            accessory=overflow,
        ),
        {
            "type": "section",
            "fields": [
                mrkdwn("*Status*\n:large_green_circle: On its way"),
                mrkdwn("*For*\n<@U0BEN>"),
                mrkdwn("*Room*\n<#C0GENERAL>"),
            ],
        },
        section("Due <!date^1767603600^{date_long_pretty} at {time}|a fallback> :not_an_emoji_name:"),
        {"type": "divider"},
        {"type": "image", "image_url": near, "alt_text": "A speech bubble", "title": plain("Picture")},
        {"type": "image", "image_url": "https://example.com/far.png", "alt_text": "A far picture"},
        RICH,
        TABLE,
        {
            "type": "actions",
            "block_id": "acts",
            "elements": [
                button("Accept", "accept", style="primary"),
                button("Send back", "back", style="danger", confirm=SURE),
                button("Open page", "page", url="https://example.com/accept?id=17&who=ann"),
                {
                    "type": "static_select",
                    "action_id": "prio",
                    "placeholder": plain("Priority"),
                    "options": options("High", "Low"),
                },
            ],
        },
        {
            "type": "context",
            "elements": [{"type": "image", "image_url": near, "alt_text": "dot"}, mrkdwn("Updated by *Gallery*")],
        },
    ]


def home(count: int) -> Json:
    """Build App Home, with `count` parcels."""
    blocks = [
        {"type": "header", "text": plain("Your parcels")},
        section(
            f"You have *{count}* parcels on the way.", accessory=button("Order one", "open_order", style="primary")
        ),
        {"type": "divider"},
        section("*Parcel 17* · Acme\nDue tomorrow", accessory=button("Details", "details")),
        {"type": "context", "elements": [mrkdwn("Refreshed just now")]},
    ]
    return {"type": "home", "blocks": blocks}


def step(number: int) -> Json:
    """A modal that can push another one on top."""
    blocks = [section(f"This is step {number}."), {"type": "actions", "elements": [button("Next", "push")]}]
    return modal(f"Step {number}", blocks, private_metadata=str(number), notify_on_close=True, clear_on_close=False)
