"""files.getUploadURLExternal, files.completeUploadExternal and files.info."""

from __future__ import annotations

import mimetypes
from typing import Any

from bot.local_slack.api.call import Call
from bot.local_slack.base.errors import ApiError
from bot.local_slack.base.models import Json, Upload

MAX_BYTES = 50 * 1024 * 1024


def upload_url(call: Call) -> Json:
    """Return an address to post the bytes to. ApiError file_upload_size_restricted."""
    length = call.number("length", 0, "invalid_arguments")
    if not 0 < length <= MAX_BYTES:
        raise ApiError("file_upload_size_restricted")
    state = call.core.state
    name = call.text("filename")
    upload = Upload(state.new_id("F"), name, call.app.bot_user_id, length, int(state.clock.unix()))
    upload.mimetype = mimetypes.guess_type(name)[0] or upload.mimetype
    state.files[upload.id] = upload
    return {"upload_url": f"{call.core.base_url}/upload/{upload.id}", "file_id": upload.id}


def complete(call: Call) -> Json:
    """Finish uploads and share them. ApiError file_not_found, channel_not_found, not_in_channel."""
    uploads = [_pending(call, entry) for entry in _entries(call)]
    targets = call.names("channels") or call.names("channel_id")
    channels = [call.core.state.channels.get(target) for target in targets]
    for channel in channels:
        if channel is None:
            raise ApiError("channel_not_found")
        if call.app.bot_user_id not in channel.members:
            raise ApiError("not_in_channel")
    for upload in uploads:
        upload.complete = True
        upload.channels = [channel.id for channel in channels if channel]
    content = {"text": call.text("initial_comment")}
    details: Json = {"by_app": True, "subtype": "file_share", "files": [upload.id for upload in uploads]}
    for channel in channels:
        if channel is not None:
            thread = call.text("thread_ts") or None
            call.core.chat.post(channel, call.app.bot_user_id, content, thread_ts=thread, **details)
    return {"files": [call.core.payloads.file(upload.id) for upload in uploads]}


def _entries(call: Call) -> list[Any]:
    entries = call.args["files"]
    if not isinstance(entries, list) or not entries:
        raise ApiError("invalid_arguments", detail="files must be a list of objects with an id")
    return entries


def _pending(call: Call, entry: Any) -> Upload:
    upload = call.core.state.files.get(str(entry.get("id"))) if isinstance(entry, dict) else None
    if upload is None or upload.content is None or upload.complete:
        raise ApiError("file_not_found")
    upload.title = str(entry.get("title") or upload.name)
    return upload


def info(call: Call) -> Json:
    """Return a file that is complete. ApiError file_not_found."""
    upload = call.core.state.files.get(call.text("file"))
    if upload is None or not upload.complete:
        raise ApiError("file_not_found")
    # Slack looks at a file after the upload; until it has done so, nothing says of what type it is.
    unread = {"mimetype": "", "filetype": ""} if call.core.faults.take("unread_file", call.method) else {}
    return {"file": call.core.payloads.file(upload.id) | unread, "comments": []}


METHODS = {
    "files.getUploadURLExternal": upload_url,
    "files.completeUploadExternal": complete,
    "files.info": info,
}
