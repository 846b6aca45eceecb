"""files.*: the three steps of an upload, and the files people drop."""

import mimetypes

from .web_api import Args, method
from .workspace import Json, SlackError, User, Workspace


def new_file(w: Workspace, name: str, user: User, data: bytes | None, size: int) -> Json:
    """Register a file; its bytes are served at url_private to a token with files:read."""
    file_id, root = w.new_id("F"), w.base_url.removesuffix("api/")
    url = f"{root}files/{file_id}/{name}"
    kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
    made: Json = {"id": file_id, "name": name, "title": name, "size": size, "mimetype": kind, "user": user.id}
    made |= {"filetype": name.rpartition(".")[2], "mode": "hosted", "is_external": False}
    w.files[file_id] = made | {"url_private": url, "url_private_download": url}
    if data is not None:
        w.file_bytes[file_id] = data
    return w.files[file_id]


@method("files.getUploadURLExternal")
def _upload_url(w: Workspace, a: Args) -> Json:
    a.need("filename", "length")
    made = new_file(w, a["filename"], w.bot_user, None, int(a["length"]))
    return {"file_id": made["id"], "upload_url": f"{w.base_url.removesuffix('api/')}upload/{made['id']}"}


@method("files.completeUploadExternal")
def _complete(w: Workspace, a: Args) -> Json:
    a.need("files")
    files = []
    for given in a.data("files"):
        if given.get("id") not in w.file_bytes:
            raise SlackError("file_not_found")
        made = w.files[given["id"]]
        made["title"] = given.get("title") or made["title"]
        files.append(made)
    for channel_id in str(a.get("channel_id") or a.get("channels") or "").split(","):
        if channel_id:
            channel = w.writable(channel_id)
            shared: Json = {"subtype": "file_share", "text": a.get("initial_comment") or "", "files": files}
            if root := w.thread_root(channel, a.get("thread_ts")):
                shared["thread_ts"] = root
            w.add_message(channel, w.bot_user, shared)
    return {"files": files}


@method("files.info")
def _info(w: Workspace, a: Args) -> Json:
    if a.get("file") not in w.files:
        raise SlackError("file_not_found")
    return {"file": w.files[a["file"]]}
