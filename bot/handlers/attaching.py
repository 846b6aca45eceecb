"""Files that follow a message: each a job of the inbox, brought once whatever breaks, or its loss is told."""

from __future__ import annotations

import json
import logging
import urllib.request
from dataclasses import dataclass, replace
from typing import Any

from slack_bolt import Ack, App

from bot.errors import KamError
from bot.handlers import reading
from bot.handlers.actions import kept_answer
from bot.handlers.answering import Answering, Found, Target
from bot.handlers.delivery import UNSURE_WAITS, Progress, pausing
from bot.handlers.desk import Desk
from bot.handlers.door import take
from bot.handlers.identity import Asker
from bot.handlers.inbox import Job
from bot.handlers.places import is_direct
from bot.replies import pieces
from bot.replies.pieces import Link
from bot.replies.slack import File, Look, Message, render, working
from bot.slack_client import TIMEOUT_SECONDS, RateLimited, Refused, Unsure, call
from bot.tools.answer import Answer
from bot.tools.frozen import freeze, thaw

log = logging.getLogger(__name__)

KIND = "attach"
LANE = "files"
"""The line of all files: they are drawn beside the questions, as many at once as one person's questions."""

CHART = "chart.png"
LOST = "{what} did not get through. The figures above are complete without it."


@dataclass
class _State:
    """How far a file has come; survives the pauses. `file` is its id in Slack, once it is uploaded."""

    progress: Progress
    file: str = ""
    lost: bool = False


def register(app: App, answering: Answering) -> None:
    desk = answering.desk

    def again(ack: Ack, body: dict[str, Any]) -> None:
        value = reading.value_of(body)
        kept = {name: value.get(name, "") for name in ("receipt", "form", "message", "file", "native", "name")}
        take(desk, reading.pressed(body, "attach_again", **kept), reading.trigger_key(body))
        ack()

    app.action("attach:again")(again)
    desk.inbox.on(KIND, lambda job: _bring(answering, job))
    desk.inbox.on("attach_again", lambda job: _again(answering, job))
    desk.inbox.on_missed(lambda job: _missed(answering, job), KIND)
    answering.on_files(lambda job, channel, thread, answer, form, message: follow(
        desk, job, channel, thread, answer, form, message
    ))  # fmt: skip


def follow(desk: Desk, job: Job, channel: str, thread: str, answer: Answer, form: str, message: int) -> None:
    """Queue the files of a job's message. form: answer or working; `message` is its number among the messages."""
    native = desk.courier.native_charts
    if desk.courier.is_stopped(job, channel, thread):
        return
    for number, file in enumerate(_message(desk, answer, form, message, native).files):
        data = {
            "answer": freeze(answer),
            "receipt": answer.receipt.id if answer.receipt is not None else "",
            "form": form,
            "message": str(message),
            "file": str(number),
            "native": "yes" if native else "",
            "name": file.name,
        }
        place = "dm" if is_direct(channel) else "channel"
        own = replace(job, kind=KIND, channel=channel, thread=thread, place=place, text="", data=data, lane=LANE)
        desk.inbox.accept(replace(own, attempt=1), f"f:{job.key}/{channel}/{form}:{message}:{number}")


def _message(desk: Desk, answer: Answer, form: str, message: int, native: bool) -> Message:
    """The message as it was drawn, for its files."""
    links = desk.config.allowed_links
    if form == "working":
        return working(answer, Look(allowed_links=links))
    return render(answer, Look(native_charts=native, allowed_links=links))[message]


def _file(desk: Desk, job: Job) -> File:
    answer, data = thaw(job.data["answer"]), job.data
    return _message(desk, answer, data["form"], int(data["message"]), bool(data.get("native"))).files[int(data["file"])]


def _bring(answering: Answering, job: Job) -> None:
    state = _State(Progress(doubtful=job.attempt > 1), job.data.get("uploaded", ""))
    pausing(state.progress, lambda: _go_on(answering, job, state))


def _go_on(answering: Answering, job: Job, state: _State) -> None:
    """Bring the file from where it was left; what cannot be brought is told once."""
    if not state.lost:
        try:
            _share(answering, job, state)
            return
        except KamError as error:
            log.info("file %s is not sent: %s", job.data["name"], error.sentence)
            return
        except Unsure as error:
            if state.progress.unsure < len(UNSURE_WAITS):
                raise
            log.warning("file %s was not sent: %s", job.data["name"], error)
        except Refused as error:
            if error.code == "taken_over":
                raise
            log.warning("file %s was not sent: %s", job.data["name"], error)
        except RateLimited:
            raise
        except Exception:  # the last door of a file: one that cannot be made must not go unnoticed
            log.exception("file %s could not be made", job.data["name"])
        state.lost = True
    tell_loss(answering, job, state.progress)


def _share(answering: Answering, job: Job, state: _State) -> None:
    """Upload, note the file's id, then show it in the thread: what is noted is looked for before it is shown again.

    Raises NotPermitted where it may no longer be shown here; RateLimited, Unsure or Refused from Slack.
    """
    desk = answering.desk
    if job.attempt > 1:
        answering.check_again(job, thaw(job.data["answer"]))
    since = job.received - 60
    known = state.file and state.progress.doubtful
    if known and desk.courier.sender.has_file(job.channel, state.file, since, job.thread):
        return
    file = _file(desk, job)
    if not state.file:
        state.file = _uploaded(desk, file)
        desk.inbox.amend(job, uploaded=state.file)
    if not desk.inbox.still_mine(job):
        raise Refused("taken_over")
    shown = [{"id": state.file, "title": file.title or file.name}]
    thread = {"thread_ts": job.thread} if job.thread else {}
    call(desk.client.files_completeUploadExternal, files=shown, channel_id=job.channel, **thread)


def _uploaded(desk: Desk, file: File) -> str:
    """The id of the file, with its content in Slack but not shown to anybody yet."""
    content = file.make()
    alt = {"alt_txt": file.alt} if file.alt else {}
    place = call(desk.client.files_getUploadURLExternal, filename=file.name, length=len(content), **alt)
    request = urllib.request.Request(str(place["upload_url"]), data=content, method="POST")
    request.add_header("Content-Type", "application/octet-stream")
    try:
        with urllib.request.urlopen(request, timeout=TIMEOUT_SECONDS) as answer:
            answer.read()
    except OSError as error:
        raise Unsure(f"{type(error).__name__}: the file did not get through") from error
    return str(place["file_id"])


def tell_loss(answering: Answering, job: Job, progress: Progress) -> None:
    """Say in the thread that the file is missing, with a button that sends it, where its answer is kept."""
    data = job.data
    chart = data["name"] == CHART
    text = LOST.format(what="The chart" if chart else f"The file {data['name']}")
    kept = {name: data.get(name, "") for name in ("receipt", "form", "message", "file", "native", "name")}
    label = "Send the chart" if chart else "Send the file"
    row = [pieces.button(Link(), "attach:again", label, json.dumps(kept))] if data.get("receipt") else []
    said = text if row else f"{text} Ask again to get it."
    blocks = (*pieces.paragraphs(Link(), [said]), *pieces.actions(row))
    answering.desk.courier.post(job, "lost", job.channel, job.thread, Message(said, blocks), progress)


def _missed(answering: Answering, job: Job) -> None:
    progress = Progress(doubtful=True)
    pausing(progress, lambda: tell_loss(answering, job, progress))


def _again(answering: Answering, job: Job) -> None:
    """The button: send the file anew, to the thread it belongs to if everybody there may still see it."""
    desk = answering.desk

    def find(asker: Asker, target: Target) -> Found:
        data = job.data
        answer = kept_answer(answering, asker, data.get("receipt", ""))
        here = job.place == "dm" or answering.may_show(job, answer)
        channel, thread = (target.channel, target.thread) if here else (desk.places.direct(job.user), "")
        follow(desk, job, channel, thread, answer, data.get("form", "answer"), int(data.get("message") or 0))
        return ()

    answering.work(job, find)
