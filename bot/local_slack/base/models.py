"""Records of a workspace, which can be written to JSON and read back."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

Json = dict[str, Any]
Values = dict[str, dict[str, Json]]
ChannelKind = Literal["channel", "private", "im", "mpim"]


@dataclass(slots=True)
class Team:
    """Workspace as a Slack team; `user_groups` False is Slack's free plan."""

    id: str = "T0LOCAL000"
    name: str = "Local workspace"
    domain: str = "local"
    user_groups: bool = True


@dataclass(slots=True)
class User:
    """A person or a bot user; `tz` is an IANA name, `locale` an IETF tag."""

    id: str
    name: str
    team_id: str
    real_name: str = ""
    email: str = ""
    title: str = ""
    tz: str = "UTC"
    locale: str = "en-US"
    is_bot: bool = False
    is_admin: bool = False
    is_restricted: bool = False
    is_ultra_restricted: bool = False
    is_stranger: bool = False
    deleted: bool = False
    updated: int = 0


@dataclass(slots=True)
class Group:
    """A user group; `date_delete` is a unix second, 0 while active."""

    id: str
    handle: str
    name: str
    users: list[str] = field(default_factory=list)
    description: str = ""
    date_create: int = 0
    date_update: int = 0
    date_delete: int = 0
    is_external: bool = False


@dataclass(slots=True)
class Message:
    """A message as stored; `visible_to` is set for an ephemeral one, `by_app` when the app posted it."""

    ts: str
    channel: str
    user: str
    text: str = ""
    blocks: list[Json] = field(default_factory=list)
    attachments: list[Json] = field(default_factory=list)
    thread_ts: str | None = None
    metadata: Json | None = None
    visible_to: str | None = None
    by_app: bool = False
    edited: str | None = None
    subtype: str | None = None
    files: list[str] = field(default_factory=list)
    reactions: dict[str, list[str]] = field(default_factory=dict)
    overrides: Json = field(default_factory=dict)

    @property
    def all_blocks(self) -> list[Json]:
        """Blocks of the message and of its attachments, in reading order."""
        return [*self.blocks, *(block for one in self.attachments for block in one.get("blocks") or [])]

    def attachment_of(self, block_id: str) -> int | None:
        """Return the number, from 1, of the attachment that holds a block; None when the message itself does."""
        for number, one in enumerate(self.attachments, start=1):
            if any(block.get("block_id") == block_id for block in one.get("blocks") or []):
                return number
        return None


@dataclass(slots=True)
class Channel:
    """A channel, private channel, direct or group message with its messages by ts, oldest first."""

    id: str
    name: str
    kind: ChannelKind = "channel"
    members: list[str] = field(default_factory=list)
    creator: str = ""
    created: int = 0
    topic: str = ""
    purpose: str = ""
    is_archived: bool = False
    is_ext_shared: bool = False
    messages: dict[str, Message] = field(default_factory=dict)
    ephemerals: dict[str, Message] = field(default_factory=dict)
    last_read: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class View:
    """One modal or Home tab of one person: the app's document, and what the person did in it."""

    id: str
    user: str
    body: Json
    hash: str
    values: Values
    root_id: str
    previous_id: str | None = None
    errors: dict[str, str] = field(default_factory=dict)
    loaded: dict[str, Json] = field(default_factory=dict)
    submitting: bool = False

    @property
    def kind(self) -> str:
        """Type of the view, `modal` or `home`."""
        return str(self.body.get("type", "modal"))

    @property
    def title(self) -> str:
        """Words in the title bar, empty for a Home tab."""
        return str((self.body.get("title") or {}).get("text", ""))

    @property
    def callback_id(self) -> str:
        """Name the app gave the view, empty if none."""
        return str(self.body.get("callback_id") or "")

    @property
    def external_id(self) -> str:
        """Id the app gave the view, unique in the team; empty if none."""
        return str(self.body.get("external_id") or "")

    @property
    def blocks(self) -> list[Json]:
        return list(self.body.get("blocks") or [])


@dataclass(slots=True)
class Upload:
    """A file; `content` is None until its bytes have arrived."""

    id: str
    name: str
    user: str
    length: int
    created: int
    mimetype: str = "application/octet-stream"
    title: str = ""
    content: bytes | None = None
    complete: bool = False
    channels: list[str] = field(default_factory=list)


@dataclass(slots=True)
class App:
    """App installed here; `revoked_as` is the error its tokens now get, empty while they are good."""

    id: str
    name: str
    bot_id: str
    bot_user_id: str
    bot_token: str = field(repr=False)
    app_token: str = field(repr=False)
    signing_secret: str = field(repr=False)
    client_id: str
    client_secret: str = field(repr=False)
    scopes: list[str]
    manifest: Json
    revoked_as: str = ""

    def section(self, *path: str) -> Any:
        """Return the manifest value under `path`, or None."""
        value: Any = self.manifest
        for key in path:
            value = value.get(key) if isinstance(value, dict) else None
        return value

    @property
    def socket_mode(self) -> bool:
        """True if payloads travel over Socket Mode rather than signed HTTP."""
        return bool(self.section("settings", "socket_mode_enabled"))

    @property
    def commands(self) -> list[Json]:
        """Slash commands of the manifest, as its objects."""
        return list(self.section("features", "slash_commands") or [])

    @property
    def shortcuts(self) -> list[Json]:
        """Global and message shortcuts of the manifest, as its objects."""
        return list(self.section("features", "shortcuts") or [])

    @property
    def bot_events(self) -> list[str]:
        """Event types the manifest subscribes to."""
        return list(self.section("settings", "event_subscriptions", "bot_events") or [])

    @property
    def read_only(self) -> bool:
        """True if people cannot write to the app in its messages tab."""
        return self.home_flag("messages_tab_read_only_enabled")

    def home_flag(self, name: str, default: bool = False) -> bool:
        """Return a switch of `features.app_home`, such as `home_tab_enabled`."""
        value = self.section("features", "app_home", name)
        return default if value is None else bool(value)
