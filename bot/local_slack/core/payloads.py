"""Every payload of docs/slack.md#payloads, built once for both transports."""

from __future__ import annotations

from typing import Any

from bot.local_slack.base.copying import copied
from bot.local_slack.base.elements import fields
from bot.local_slack.base.models import Channel, Json, Message, User, Values, View
from bot.local_slack.base.state import State
from bot.local_slack.core.grants import Grants
from bot.local_slack.core.modals import Modals

VERIFICATION = "local-verification"


class Payloads:
    """Payloads with their common members, triggers and response URLs."""

    def __init__(self, state: State, modals: Modals, grants: Grants) -> None:
        self._state = state
        self._modals = modals
        self._grants = grants
        self.base_url = "http://127.0.0.1:0"

    def command(self, user: User, channel: Channel, command: str, text: str) -> Json:
        """Build the payload of a slash command, with a response URL and a trigger."""
        url = self._grants.response_url(user.id, channel.id)
        return {
            "token": VERIFICATION,
            "team_id": self._state.team.id,
            "team_domain": self._state.team.domain,
            "channel_id": channel.id,
            "channel_name": channel.name if channel.kind in ("channel", "mpim") else self._hidden_name(channel),
            "user_id": user.id,
            "user_name": user.name,
            "command": command,
            "text": text,
            "api_app_id": self._state.app.id,
            "is_enterprise_install": "false",
            "response_url": self.response_address(url),
            "trigger_id": self._grants.trigger(user.id),
        }

    def suggestion(self, view: View, block_id: str, action_id: str, typed: str) -> Json:
        """Build an options request from a view; other fields' values are not in it (docs/slack.md#type-ahead)."""
        return {
            **self._interaction("block_suggestion", self._state.users[view.user]),
            "action_id": action_id,
            "block_id": block_id,
            "value": typed,
            "container": {"type": "view", "view_id": view.id},
            "view": self._modals.wire(view, with_state=False),
        }

    def message_suggestion(self, user: User, message: Message, block_id: str, action_id: str, typed: str) -> Json:
        """Build an options request from a message."""
        return {
            **self._interaction("block_suggestion", user),
            "action_id": action_id,
            "block_id": block_id,
            "value": typed,
            "container": self._message_container(message, block_id),
            "channel": self._channel(message.channel),
            **self._message_part(message),
        }

    def view_action(self, view: View, action: Json) -> Json:
        """Build the `block_actions` of a click or choice in a modal or Home tab."""
        return {
            **self._interaction("block_actions", self._state.users[view.user]),
            "container": {"type": "view", "view_id": view.id},
            "trigger_id": self._grants.trigger(view.user, view.id),
            "enterprise": None,
            "is_enterprise_install": False,
            "view": self._modals.wire(view),
            "actions": [action],
        }

    def message_action(self, user: User, message: Message, action: Json, values: Values) -> Json:
        """Build the `block_actions` of a click or choice in a message."""
        url = self._grants.response_url(user.id, message.channel, message.ts, ephemeral=message.visible_to is not None)
        return {
            **self._interaction("block_actions", user),
            "container": self._message_container(message, str(action["block_id"])),
            "trigger_id": self._grants.trigger(user.id),
            "enterprise": None,
            "is_enterprise_install": False,
            "channel": self._channel(message.channel),
            **self._message_part(message),
            "state": {"values": copied(values)},
            "response_url": self.response_address(url),
            "actions": [action],
        }

    def submission(self, view: View) -> Json:
        """Build the `view_submission` of a press of a modal's submit button."""
        return {
            **self._interaction("view_submission", self._state.users[view.user]),
            "trigger_id": self._grants.trigger(view.user, view.id),
            "view": self._modals.wire(view),
            "response_urls": self._response_urls(view),
            "is_enterprise_install": False,
            "enterprise": None,
        }

    def closed(self, view: View, *, is_cleared: bool) -> Json:
        """Build the `view_closed` of a modal that the person closed."""
        return {
            **self._interaction("view_closed", self._state.users[view.user]),
            "view": self._modals.wire(view),
            "is_cleared": is_cleared,
            "is_enterprise_install": False,
            "enterprise": None,
        }

    def shortcut(self, user: User, callback_id: str) -> Json:
        """Build the `shortcut` of a global shortcut."""
        return {
            **self._interaction("shortcut", user),
            "callback_id": callback_id,
            "trigger_id": self._grants.trigger(user.id),
            "action_ts": self._state.new_ts(),
            "is_enterprise_install": False,
            "enterprise": None,
        }

    def message_shortcut(self, user: User, callback_id: str, message: Message) -> Json:
        """Build the `message_action` of a shortcut from a message's menu."""
        url = self._grants.response_url(user.id, message.channel, message.ts, ephemeral=False)
        return {
            **self._interaction("message_action", user),
            "callback_id": callback_id,
            "trigger_id": self._grants.trigger(user.id),
            "action_ts": self._state.new_ts(),
            "message_ts": message.ts,
            "channel": self._channel(message.channel),
            "message": self.message(message),
            "response_url": self.response_address(url),
            "is_enterprise_install": False,
            "enterprise": None,
        }

    def event(self, event: Json) -> Json:
        """Build the Events API callback around an event."""
        team = self._state.team.id
        return {
            "token": VERIFICATION,
            "team_id": team,
            "api_app_id": self._state.app.id,
            "type": "event_callback",
            "event_id": self._state.new_id("Ev"),
            "event_time": int(self._state.clock.unix()),
            "event_context": "",
            "is_ext_shared_channel": self._is_shared(event.get("channel")),
            "authorizations": [
                {
                    "enterprise_id": None,
                    "team_id": team,
                    "user_id": self._state.app.bot_user_id,
                    "is_bot": True,
                    "is_enterprise_install": False,
                }
            ],
            "event": event,
        }

    def message(self, message: Message, *, with_metadata: bool = False) -> Json:
        """Build a message as history, payloads and answers carry it; a deep copy."""
        wire: Json = {
            "type": "message",
            "ts": message.ts,
            "user": message.user,
            "text": message.text,
            "team": self._state.team.id,
            **self._thread(message),
        }
        for key in ("blocks", "attachments", "subtype"):
            if value := getattr(message, key):
                wire[key] = copied(value)
        if message.by_app:
            wire |= {"bot_id": self._state.app.bot_id, "app_id": self._state.app.id, **message.overrides}
        if message.edited:
            wire["edited"] = {"user": message.user, "ts": message.edited}
        if with_metadata and message.metadata:
            wire["metadata"] = copied(message.metadata)
        if message.reactions:
            wire["reactions"] = [
                {"name": name, "users": list(who), "count": len(who)} for name, who in message.reactions.items()
            ]
        if message.files:
            wire["files"] = [self.file(file_id) for file_id in message.files]
        return wire

    def _thread(self, message: Message) -> Json:
        if not message.thread_ts:
            return {}
        parent = self._state.channels[message.channel].messages.get(message.thread_ts)
        answered = {"parent_user_id": parent.user} if parent and parent is not message else {}
        return {"thread_ts": message.thread_ts, **answered}

    def file(self, file_id: str) -> Json:
        """Build a file object; its private URLs need the bot token."""
        upload = self._state.files[file_id]
        address = f"{self.base_url}/files/{upload.id}/{upload.name}"
        return {
            "id": upload.id,
            "name": upload.name,
            "title": upload.title or upload.name,
            "mimetype": upload.mimetype,
            "filetype": upload.name.rsplit(".", 1)[-1] if "." in upload.name else "binary",
            "size": upload.length,
            "user": upload.user,
            "created": upload.created,
            "channels": list(upload.channels),
            "url_private": address,
            "url_private_download": address,
        }

    def response_address(self, url_id: str) -> str:
        """Return the full response URL of a grant."""
        return f"{self.base_url}/response/{url_id}"

    def _interaction(self, kind: str, user: User) -> dict[str, Any]:
        team = self._state.team
        person = {"id": user.id, "username": user.name, "name": user.name, "team_id": user.team_id}
        return {
            "type": kind,
            "team": {"id": team.id, "domain": team.domain},
            "user": person,
            "api_app_id": self._state.app.id,
            "token": VERIFICATION,
        }

    def _channel(self, channel_id: str) -> Json:
        channel = self._state.channels[channel_id]
        return {"id": channel.id, "name": channel.name if channel.kind == "channel" else self._hidden_name(channel)}

    @staticmethod
    def _hidden_name(channel: Channel) -> str:
        return {"im": "directmessage", "private": "privategroup"}.get(channel.kind, channel.name)

    @staticmethod
    def _message_container(message: Message, block_id: str) -> Json:
        attachment = message.attachment_of(block_id)
        container: Json = {
            "type": "message" if attachment is None else "message_attachment",
            "message_ts": message.ts,
            "channel_id": message.channel,
            "is_ephemeral": message.visible_to is not None,
        }
        if attachment is not None:
            container |= {"attachment_id": attachment, "is_app_unfurl": False}
        return container | ({"thread_ts": message.thread_ts} if message.thread_ts else {})

    def _message_part(self, message: Message) -> Json:
        return {} if message.visible_to else {"message": self.message(message)}

    def _response_urls(self, view: View) -> list[Json]:
        urls: list[Json] = []
        for field in fields(view.blocks):
            if not field.element.get("response_url_enabled"):
                continue
            held = view.values.get(field.block_id, {}).get(field.action_id, {})
            channel = held.get("selected_conversation") or held.get("selected_channel")
            if channel in self._state.channels:
                url = self._grants.response_url(view.user, str(channel))
                urls.append(
                    {
                        "block_id": field.block_id,
                        "action_id": field.action_id,
                        "channel_id": channel,
                        "response_url": self.response_address(url),
                    }
                )
        return urls

    def _is_shared(self, channel_id: Any) -> bool:
        channel = self._state.channels.get(str(channel_id))
        return channel is not None and channel.is_ext_shared
