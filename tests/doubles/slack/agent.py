"""The agent features: streamed messages, statuses, suggested prompts and sessions."""

from typing import Any

from . import chat
from .web_api import Args, method
from .workspace import Channel, Json, SlackError, Stream, Workspace, wire

_MOST_MARKDOWN = 12_000
_SESSION_STATES = ("active", "processing", "suspended", "closed")
_TASK_STATES = ("pending", "in_progress", "complete", "error")


@method("chat.startStream")
def _start_stream(w: Workspace, a: Args) -> Json:
    a.need("channel", "thread_ts")
    channel = w.writable(a["channel"])
    if channel.kind != "im":
        for part in ("user", "team"):
            if not a.get(f"recipient_{part}_id"):
                raise SlackError(f"missing_recipient_{part}_id")
        if a["recipient_user_id"] not in w.users:
            raise SlackError("user_not_found")
    if a.get("task_display_mode", "timeline") not in ("timeline", "plan", "dense"):
        raise SlackError("invalid_arguments", "must be one of timeline, plan, dense")
    stream = Stream(w.now())
    base: Json = {"text": "", "thread_ts": w.thread_root(channel, a["thread_ts"])}
    made = _streamed(w, stream, base, a)
    message = w.add_message(channel, w.bot_user, base | made | {"streaming_state": "in_progress"})
    w.streams[channel.id, message["ts"]] = stream
    return {"channel": channel.id, "ts": message["ts"]}


@method("chat.appendStream")
def _append_stream(w: Workspace, a: Args) -> Json:
    channel, message, stream = _live_stream(w, a)
    if not a.get("markdown_text") and not a.get("chunks"):
        raise SlackError("markdown_text_or_chunks_required")
    message.update(_streamed(w, stream, message, a))
    return {"channel": channel.id, "ts": message["ts"]}


@method("chat.stopStream")
def _stop_stream(w: Workspace, a: Args) -> Json:
    channel, message, stream = _live_stream(w, a)
    made = _streamed(w, stream, message, a)
    blocks = a.data("blocks", "invalid_blocks_format")
    if blocks:
        made["blocks"] = list(made.get("blocks") or []) + chat.checked(w, blocks)
    if a.get("metadata"):
        made["metadata"] = a.data("metadata", "invalid_metadata_format")
    before = wire(message)
    stream.state = "stopped"
    message.update(made | {"streaming_state": "completed"})
    w.tell(channel, message, "message_changed", message=wire(message), previous_message=before)
    if a.get("session_status"):
        _set_session(w, channel, message["thread_ts"], a["session_status"])
    return {"channel": channel.id, "ts": message["ts"], "message": wire(message)}


def _live_stream(w: Workspace, a: Args) -> tuple[Channel, Json, Stream]:
    a.need("channel", "ts")
    channel = w.writable(a["channel"])
    message = chat.own_message(w, channel, a["ts"], "message_not_owned_by_app")
    stream = w.streams.get((channel.id, a["ts"]))
    if stream and stream.state == "stopped_by_user":
        raise SlackError("stopped_by_user")
    if stream is None or not w.live_stream(channel, a["ts"]):
        raise SlackError("message_not_in_streaming_state")
    return channel, message, stream


def _streamed(w: Workspace, stream: Stream, message: Json, a: Args) -> Json:
    """The message's text and blocks after one call's markdown_text or chunks."""
    markdown, chunks = a.get("markdown_text"), a.data("chunks", "invalid_chunks") or []
    if markdown and chunks:
        raise SlackError("cannot_provide_both_markdown_text_and_chunks")
    mode = "text" if markdown else "chunks" if chunks else stream.mode
    if stream.mode not in (None, mode):
        raise SlackError("streaming_mode_mismatch")
    stream.mode = mode
    if markdown:
        chunks = [{"type": "markdown_text", "text": markdown}]
    text, blocks = message["text"], list(message.get("blocks", []))
    for chunk in chunks:
        kind = chunk.get("type") if isinstance(chunk, dict) else None
        if kind == "markdown_text" and isinstance(chunk.get("text"), str):
            if len(chunk["text"]) > _MOST_MARKDOWN:
                raise SlackError("msg_too_long")
            text += chunk["text"]
        elif kind == "task_update" and chunk.get("id") and chunk.get("status") in _TASK_STATES:
            _show_task(blocks, chunk)
        elif kind == "plan_update" and chunk.get("title"):
            blocks.append({"type": "plan", "title": chunk["title"]})
        elif kind == "blocks":
            blocks += chat.checked(w, chunk.get("blocks"))
        else:
            raise SlackError("invalid_chunks", f"chunk of type {kind} is not valid")
    return {"text": text, "blocks": blocks} if blocks else {"text": text}


def _show_task(blocks: list[Json], chunk: Json) -> None:
    """One card per task id, which later updates change in place; details and output are plain text here."""
    task = {**chunk, "type": "task_card", "task_id": chunk["id"]}
    del task["id"]
    for i, block in enumerate(blocks):
        if block.get("task_id") == chunk["id"]:
            blocks[i] = block | task
            return
    blocks.append(task)


@method("assistant.threads.setStatus")
def _set_status(w: Workspace, a: Args) -> Json:
    a.need("channel_id", "thread_ts")
    channel, thread_ts = _thread(w, a)
    messages = a.data("loading_messages") or []
    if len(messages) > 10:
        raise SlackError("invalid_arguments", "no more than 10 items allowed [json-pointer:/loading_messages]")
    if a.get("status"):
        w.statuses[channel.id, thread_ts] = {"status": a["status"], "messages": messages, "at": w.now()}
    else:
        w.statuses.pop((channel.id, thread_ts), None)
    return {}


@method("assistant.threads.setTitle")
def _set_title(w: Workspace, a: Args) -> Json:
    a.need("channel_id", "thread_ts", "title")
    channel, thread_ts = _thread(w, a)
    w.titles[channel.id, thread_ts] = a["title"]
    return {}


@method("assistant.threads.setSuggestedPrompts")
def _set_prompts(w: Workspace, a: Args) -> Json:
    a.need("channel_id", "prompts")
    channel = w.visible(a["channel_id"])
    prompts: Any = a.data("prompts")
    if len(prompts) > 4:
        raise SlackError("invalid_arguments", "no more than 4 items allowed [json-pointer:/prompts]")
    if any(not p.get("title") or not p.get("message") for p in prompts):
        raise SlackError("invalid_arguments", "a prompt needs title and message [json-pointer:/prompts]")
    w.prompts[channel.id] = {"title": a.get("title"), "prompts": prompts, "thread_ts": a.get("thread_ts")}
    return {}


@method("agents.sessions.setStatus")
def _session_status(w: Workspace, a: Args) -> Json:
    a.need("status", "channel_id")
    if not a.get("thread_ts"):
        raise SlackError("thread_ts_required")
    channel, thread_ts = _thread(w, a)
    if a.get("initiator_user_id") and a["initiator_user_id"] not in w.users:
        raise SlackError("user_not_found")
    new = {"title": (a.get("title") or "")[:200], "initiator_user_id": a.get("initiator_user_id")}
    session = _set_session(w, channel, thread_ts, a["status"], new)
    made = {"status": session["status"], "agent_status": session["status"], "title": session["title"]}
    if "agent_session_stopped" in w.bot_events:
        return made
    warning = "missing_agent_session_stopped_event_subscription"
    return made | {"warning": warning, "response_metadata": {"warnings": [warning]}}


def _set_session(w: Workspace, channel: Channel, thread_ts: str, status: str, new: Json | None = None) -> Json:
    if status not in _SESSION_STATES:
        raise SlackError("invalid_status")
    session = w.sessions.setdefault((channel.id, thread_ts), new or {"title": "", "initiator_user_id": None})
    session["status"] = status
    return session


@method("agents.sessions.rename")
def _rename_session(w: Workspace, a: Args) -> Json:
    a.need("channel_id", "thread_ts", "title")
    channel, thread_ts = _thread(w, a)
    if len(a["title"]) > 200 or (channel.id, thread_ts) not in w.sessions:
        raise SlackError("invalid_arguments", "a session of this thread and a title of at most 200 are needed")
    w.sessions[channel.id, thread_ts]["title"] = a["title"]
    return {"title": a["title"]}


def _thread(w: Workspace, a: Args) -> tuple[Channel, str]:
    channel = w.visible(a["channel_id"])
    if a["thread_ts"] not in channel.messages:
        raise SlackError("invalid_thread_ts")
    return channel, a["thread_ts"]


def stop_session(w: Workspace, channel: Channel, thread_ts: str, user: str) -> Json:
    """A person presses Slack's stop button: live streams end, the session waits for the app; the event."""
    stopped = []
    for ts, message in channel.messages.items():
        stream = w.live_stream(channel, ts)
        if stream and message.get("thread_ts") == thread_ts:
            stream.state = "stopped_by_user"
            message["streaming_state"] = "stopped"
            stopped.append(ts)
    event: Json = {"type": "agent_session_stopped", "channel": channel.id, "thread_ts": thread_ts}
    return event | {"user": user, "streaming_message_ts": stopped, "event_ts": w.next_ts()}
