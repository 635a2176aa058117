"""Sends payloads that no person of the workspace would: other apps', old versions', repeated and broken ones."""

from typing import Any

from bot.local_slack.transport.envelope import Ack, Envelope, EnvelopeKind
from bot.local_slack.transport.http import encode
from tests.kit.desk import HUGO, TEAM, Desk


async def carry(desk: Desk, payload: dict[str, Any], kind: EnvelopeKind = "interactive", retry: int = 0) -> Ack:
    """Deliver a payload as it is, signed, over the desk's transport."""
    envelope = Envelope(kind, str(payload.get("type", kind)), payload, retry=retry)
    if desk.transport == "socket":
        return await desk.ws.delivery.carry(envelope)
    content_type, body = encode(envelope)
    headers = {"Content-Type": content_type} | ({"X-Slack-Retry-Num": str(retry)} if retry else {})
    return await desk.ws.http.post(f"http://127.0.0.1:{desk.bot.port}/slack/events", body, headers)


async def deliver(desk: Desk, payload: dict[str, Any], kind: EnvelopeKind = "interactive") -> Any:
    """Deliver a payload and return the acknowledgement's body; fail if there was none."""
    ack = await carry(desk, payload, kind)
    assert ack.ok, ack
    return ack.payload


def interaction(desk: Desk, type_: str, **more: Any) -> dict[str, Any]:
    """Make an interaction of HUGO's of this type."""
    user = {"id": HUGO, "username": "hugo", "team_id": TEAM}
    base = {"type": type_, "team": {"id": TEAM}, "user": user, "api_app_id": desk.ws.state.app.id, "token": "x"}
    return base | more


def command(desk: Desk, text: str = "", **more: Any) -> dict[str, Any]:
    """Make the payload of `/probe` as HUGO types it."""
    return {
        "token": "x",
        "team_id": TEAM,
        "team_domain": "iberia",
        "channel_id": "C0DESK",
        "channel_name": "partner-desk",
        "user_id": HUGO,
        "user_name": "hugo",
        "command": "/probe",
        "text": text,
        "api_app_id": desk.ws.state.app.id,
        "is_enterprise_install": "false",
        "response_url": f"{desk.ws.base_url}/response/none",
        "trigger_id": "1.2.abc",
    } | more


def event(desk: Desk, event_id: str, **body: Any) -> dict[str, Any]:
    """Make the payload of an event of our workspace."""
    return {
        "token": "x",
        "team_id": TEAM,
        "api_app_id": desk.ws.state.app.id,
        "type": "event_callback",
        "event_id": event_id,
        "event_time": 1,
        "event": {"event_ts": "1.1"} | body,
        "authorizations": [{"team_id": TEAM, "user_id": "U0LOCALBOT", "is_bot": True, "enterprise_id": None}],
    }


def view(callback_id: str = "probe.form", hash_: str = "1.1", **values: Any) -> dict[str, Any]:
    """Make a modal as payloads carry it."""
    state = {"values": {"note": {"probe.note": {"type": "plain_text_input", "value": values.get("note")}}}}
    return {"id": "V0SENT", "hash": hash_, "type": "modal", "callback_id": callback_id, "state": state}
