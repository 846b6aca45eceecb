"""Files dropped into the DM: read and reported first, imported only when the person says so."""

from __future__ import annotations

import json
import urllib.request
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from slack_bolt import Ack, App

from bot.errors import BadInput, NotPermitted
from bot.handlers import reading
from bot.handlers.answering import Answering, Found, Say, Target
from bot.handlers.desk import Desk
from bot.handlers.door import take
from bot.handlers.drops import Drop, drop_of, new_drop
from bot.handlers.identity import Asker
from bot.handlers.inbox import Job
from bot.replies.import_report import draw
from bot.replies.import_settings import sheets_of
from bot.slack_client import Refused, Unsure, call
from store.imports import Progress, import_paths
from store.questions.people import person_by_id

MAY_IMPORT = ("head_of_sales", "finance", "admin")
LARGEST = 50_000_000
"""Bytes of one file; larger ones are imported with `kam import`."""

SLACK_FILES = "files.slack.com"
DOWNLOAD_SECONDS = 60


def register(app: App, answering: Answering) -> None:
    desk = answering.desk

    def decided(ack: Ack, body: dict[str, Any]) -> None:
        """Import it or leave it: only who dropped the files may say."""
        value = reading.value_of(body)
        job = reading.pressed(body, "import", drop=value.get("k", ""), go=value.get("go", ""))
        if value.get("u") == job.user:
            take(desk, job, reading.trigger_key(body))
        ack()

    app.action("import:yes")(decided)
    app.action("import:no")(decided)
    desk.inbox.on("files", lambda job: _try(answering, job))
    desk.inbox.on("import", lambda job: _import(answering, job))


def _try(answering: Answering, job: Job) -> None:
    """Fetch the files and say what an import would do; nothing is written."""

    def find(asker: Asker, target: Target) -> Found:
        desk = answering.desk
        check_may_import(desk, asker)
        drop = new_drop(desk.database, job.key)
        answering.step(job, "Fetching what you dropped")
        for identity in json.loads(job.data["files"]):
            _fetch(desk, identity, drop.inbox)
        return tried(answering, job, drop)

    answering.work(job, find)


def tried(answering: Answering, job: Job, drop: Drop) -> tuple[Say, ...]:
    """What an import of these files would do, as chosen so far, with the buttons to go on."""
    desk = answering.desk
    report = import_paths(
        desk.database, drop.files(), mapping=drop.mapping, dry_run=True, today=desk.today(),
        progress=_telling(answering, job),
    )  # fmt: skip
    sheets = sheets_of(report, drop.chosen())
    if not sheets and not report.ok:  # nothing in it that could be read in another way
        drop.remove()
        return (Say(draw(report, owner=job.user, drop="")),)
    drop.understand(sheets)
    return (Say(draw(report, owner=job.user, drop=drop.name, settings=bool(sheets))),)


def _import(answering: Answering, job: Job) -> None:
    def find(asker: Asker, target: Target) -> Found:
        desk = answering.desk
        check_may_import(desk, asker)
        drop = drop_of(desk.database, job.data.get("drop", ""))
        files = drop.files()
        if job.data.get("go") != "yes":
            drop.remove()
            return (Say(answering.sentence("Left alone. Nothing was changed.")),)
        telling = _telling(answering, job)
        report = import_paths(desk.database, files, mapping=drop.mapping, today=desk.today(), progress=telling)
        if report.written:
            drop.remove()
            return (Say(draw(report, owner=job.user, drop="")),)
        sheets = sheets_of(report, drop.chosen())  # something else was imported meanwhile
        drop.understand(sheets)
        return (Say(draw(report, owner=job.user, drop=drop.name, settings=bool(sheets))),)

    answering.work(job, find)


def check_may_import(desk: Desk, asker: Asker) -> None:
    """Raises NotPermitted for those who may not import."""
    with desk.database.read() as session:
        person = person_by_id(session, asker.person)
    if person is None or person.role not in MAY_IMPORT:
        raise NotPermitted(
            "Only the head of sales, finance or an administrator can import files: an import changes everybody's "
            "figures. Ask one of them to drop the file here."
        )


def _telling(answering: Answering, job: Job) -> Progress:
    """Tells who waits how far an import has come."""

    def tell(what: str, done: int, of: int | None) -> None:
        title = what if what.startswith(("writing", "adding")) else f"Reading {what}"
        answering.step(job, title[:1].upper() + title[1:], f"{done:,} of {of:,}" if of and done else "")

    return tell


def _fetch(desk: Desk, identity: str, folder: Path) -> Path:
    """Download one file with the bot's token, from Slack's own host only."""
    try:
        found = call(desk.client.files_info, file=identity)["file"]
    except Refused as error:
        raise BadInput(
            f"I can't read the file ({error}). Check the permission files:read with `kam doctor`, or use `kam import`."
        ) from error
    name = Path(str(found.get("name") or "file")).name
    if int(found.get("size") or 0) > LARGEST:
        raise BadInput(f"{name} is larger than {LARGEST // 1_000_000} MB; import it with `kam import` on the server.")
    target = folder / name
    target.write_bytes(_download(desk, str(found.get("url_private_download") or ""), name))
    return target


def _download(desk: Desk, url: str, name: str) -> bytes:
    own = urlsplit(desk.client.base_url)
    asked = urlsplit(url)
    if asked.netloc not in (SLACK_FILES, own.netloc) or asked.scheme not in ("https", own.scheme):
        raise BadInput(f"{name} is not kept in Slack itself; download it and drop the file here.")
    request = urllib.request.Request(url, headers={"Authorization": f"Bearer {desk.client.token}"})
    try:
        with urllib.request.urlopen(request, timeout=DOWNLOAD_SECONDS) as response:
            kind = response.headers.get_content_type()
            content: bytes = response.read(LARGEST + 1)
    except OSError as error:
        raise Unsure(f"{type(error).__name__}: the file did not come") from error
    if kind == "text/html":  # Slack's sign-in page, with status 200, where the permission is missing
        raise BadInput(f"I may not read {name}. Check the permission files:read with `kam doctor`.")
    return content
