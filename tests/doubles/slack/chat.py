"""chat.*: posting, changing and removing messages, and the content rules they share."""

from typing import Any

from . import blockkit
from .web_api import Args, method
from .workspace import Channel, Hook, Json, SlackError, User, Workspace, wire

_SHOWN_TEXT = 40_000
_UPDATE_TEXT = 4_000
_MARKDOWN_TEXT = 12_000


def content(w: Workspace, a: Args, source: str) -> Json:
    """The text, blocks and metadata of a message, refused as Slack would refuse them."""
    blocks, text, markdown = a.data("blocks", "invalid_blocks_format"), a.get("text"), a.get("markdown_text")
    if markdown and (text or blocks):
        raise SlackError("markdown_text_conflict")
    if not (text or blocks or markdown or a.get("attachments")):
        raise SlackError("no_text")
    if markdown and len(markdown) > _MARKDOWN_TEXT:
        raise SlackError("msg_too_long")
    if blocks and not text:
        w.warnings.append(f"{source}: blocks without text, so nothing for notifications and screen readers")
    made: Json = {"text": (text or markdown or "")[:_SHOWN_TEXT]}
    if blocks:
        made["blocks"] = checked(w, blocks)
    metadata = a.data("metadata", "invalid_metadata_format")
    if metadata:
        if not isinstance(metadata, dict) or not {"event_type", "event_payload"} <= set(metadata):
            raise SlackError("invalid_metadata_format")
        made["metadata"] = metadata
    if a.get("attachments"):
        made["attachments"] = a.data("attachments")
    return made


def checked(w: Workspace, blocks: Any) -> list[Json]:
    """The blocks of a message with a block_id each, or invalid_blocks or msg_blocks_too_long."""
    problems = blockkit.check_blocks(blocks)
    if problems:
        raise SlackError("invalid_blocks", *map(str, problems))
    if blockkit.text_length(blocks) > blockkit.TOTAL_TEXT:
        raise SlackError("msg_blocks_too_long")
    return [{"block_id": w.new_id("b"), **block} for block in blocks]


def own_message(w: Workspace, channel: Channel, ts: Any, refusal: str) -> Json:
    message = w.message(channel, ts)
    if message.get("bot_id") != w.bot_id:
        raise SlackError(refusal)
    return message


@method("chat.postMessage")
def _post_message(w: Workspace, a: Args) -> Json:
    a.need("channel")
    if a["channel"] in w.users:
        a["channel"] = w.dm(w.users[a["channel"]]).id
    channel = w.writable(a["channel"])
    made = content(w, a, "chat.postMessage")
    root = w.thread_root(channel, a.get("thread_ts"))
    if root:
        made["thread_ts"] = root
    kept = {n: a[n] for n in ("unfurl_links", "unfurl_media", "username") if n in a}
    message = w.add_message(channel, w.bot_user, made | {f"_{n}": v for n, v in kept.items()})
    return {"channel": channel.id, "ts": message["ts"], "message": wire(message)}


@method("chat.postEphemeral")
def _post_ephemeral(w: Workspace, a: Args) -> Json:
    a.need("channel", "user")
    channel = w.writable(a["channel"])
    user = w.users.get(a["user"])
    if user is None or user.deleted or user.id not in channel.members:
        raise SlackError("user_not_in_channel")
    shown = show_ephemeral(w, channel, user.id, content(w, a, "chat.postEphemeral"), a.get("thread_ts"))
    return {"message_ts": shown["ts"]}


def show_ephemeral(w: Workspace, channel: Channel, user: str, made: Json, thread_ts: str | None = None) -> Json:
    """Show a message to one person only; it is in no history and cannot be updated with chat.update."""
    shown = {"type": "message", "channel": channel.id, "shown_to": user, "ts": w.next_ts(), **made}
    if thread_ts:
        shown["thread_ts"] = thread_ts
    w.ephemerals.append(shown)
    w.changed.notify_all()
    return shown


@method("chat.update")
def _update(w: Workspace, a: Args) -> Json:
    a.need("channel", "ts")
    channel = w.writable(a["channel"])
    message = own_message(w, channel, a["ts"], "cant_update_message")
    if w.live_stream(channel, message["ts"]):
        raise SlackError("streaming_state_conflict")
    if len(a.get("text") or "") > _UPDATE_TEXT:
        raise SlackError("msg_too_long")
    made = content(w, a, "chat.update")
    if not made["text"]:
        del made["text"]
    change(w, channel, message, made)
    return {"channel": channel.id, "ts": message["ts"], "text": message["text"], "message": wire(message)}


def change(w: Workspace, channel: Channel, message: Json, made: Json) -> None:
    """Put new content in a message: text without blocks removes the old blocks."""
    before = wire(message)
    if "blocks" not in made:
        message.pop("blocks", None)
        message["edited"] = {"user": message["user"], "ts": w.next_ts()}
    message.pop("streaming_state", None)
    message.update(made)
    w.tell(channel, message, "message_changed", message=wire(message), previous_message=before)
    w.changed.notify_all()


@method("chat.delete")
def _delete(w: Workspace, a: Args) -> Json:
    a.need("channel", "ts")
    channel = w.visible(a["channel"])
    remove(w, channel, own_message(w, channel, a["ts"], "cant_delete_message"))
    return {"channel": channel.id, "ts": a["ts"]}


def remove(w: Workspace, channel: Channel, message: Json) -> None:
    del channel.messages[message["ts"]]
    gone = {"deleted_ts": message["ts"], "previous_message": wire(message)}
    w.tell(channel, message, "message_deleted", **gone)
    w.changed.notify_all()


@method("chat.getPermalink")
def _permalink(w: Workspace, a: Args) -> Json:
    a.need("channel", "message_ts")
    channel = w.visible(a["channel"])
    w.message(channel, a["message_ts"])
    place = f"archives/{channel.id}/p{a['message_ts'].replace('.', '')}"
    return {"channel": channel.id, "permalink": f"https://double.slack.com/{place}"}


@method("blocks.validate")
def _validate(w: Workspace, a: Args) -> Json:
    given = [n for n in ("blocks", "message", "view") if a.get(n)]
    if len(given) != 1:
        raise SlackError("invalid_arguments", "provide exactly one of blocks, message, view")
    value = a.data(given[0])
    if given[0] == "view":
        problems = blockkit.check_view(value, "")
    else:
        at = "" if given[0] == "blocks" else "/blocks"
        problems = blockkit.check_blocks(value if not at else value.get("blocks"), "message", at)
    if problems:
        errors = [{"pointer": p.pointer, "code": p.code, "message": p.message} for p in problems]
        raise SlackError(f"invalid_{given[0]}", errors=errors)
    return {}


def answer_hook(w: Workspace, hook: Hook, a: Args) -> None:
    """What a response_url does: answer the person, the channel, or replace or delete the original."""
    original = hook.message
    if a.flag("delete_original") and original:
        if original in w.ephemerals:
            w.ephemerals.remove(original)
        else:
            remove(w, hook.channel, original)
        return
    made = content(w, a, "response_url")
    thread_ts = a.get("thread_ts")
    if a.flag("replace_original") and original:
        if original not in w.ephemerals:
            change(w, hook.channel, original, made)
        else:
            original.pop("blocks", None)
            original.update(made)
    elif a.get("response_type") == "in_channel":
        w.add_message(hook.channel, w.bot_user, made | ({"thread_ts": thread_ts} if thread_ts else {}))
    else:
        show_ephemeral(w, hook.channel, hook.user, made, thread_ts)


def person_says(w: Workspace, channel: Channel, user: User, made: Json, ago: float) -> Json:
    """A person's message with its twin: app_mention, where the text names the bot outside a DM."""
    message = w.add_message(channel, user, made, ago)
    if channel.kind != "im" and f"<@{w.bot_user.id}>" in message["text"]:
        event = {k: v for k, v in wire(message).items() if k != "subtype"}
        w.emit(event | {"type": "app_mention", "channel": channel.id, "event_ts": message["ts"]}, channel)
    return message
