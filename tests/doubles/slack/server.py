"""The HTTP side of the double: the Web API, uploads, downloads and response URLs on one random port."""

import json
import socket
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import cast
from urllib.parse import parse_qsl, unquote, urlsplit

from . import agent, chat, conversations, files, views
from .faults import Faults
from .web_api import Args, Call, Tokens, answer
from .workspace import HOOK_LIFE, HOOK_USES, Json, SlackError, Workspace

METHOD_MODULES = (agent, chat, conversations, files, views)  # importing them registers their methods
_LOGIN_PAGE = "<!DOCTYPE html><html><title>Sign in | Slack</title></html>"


class Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 256

    def __init__(self, workspace: Workspace, tokens: Tokens, faults: Faults) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.workspace, self.tokens, self.faults = workspace, tokens, faults
        self.calls: list[Call] = []
        self.url = f"http://127.0.0.1:{self.server_address[1]}/"
        workspace.base_url = self.url + "api/"
        threading.Thread(target=self.serve_forever, args=(0.05,), daemon=True).start()

    def handle_error(self, request: object, client_address: object) -> None:
        """Clients that go away in the middle are ordinary here."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def do_GET(self) -> None:
        self._route()

    def do_POST(self) -> None:
        self._route()

    def log_message(self, format: str, *args: object) -> None:
        """The calls are kept as data; nothing is printed."""

    @property
    def _home(self) -> Server:
        return cast(Server, self.server)

    def _route(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        path = urlsplit(self.path)
        area, _, rest = path.path.strip("/").partition("/")
        name = {"api": rest, "upload": "upload", "hooks": "response_url"}.get(area, area)
        fault = self._home.faults.take(name)
        if fault is None:
            return self._send(*self._work(area, rest, path.query, body))
        if fault.mode == "429":
            limited = json.dumps({"ok": False, "error": "ratelimited"})
            return self._send(429, limited, {"Retry-After": str(fault.retry_after)})
        if fault.mode == "500":
            return self._send(500, "Internal Server Error", {"Content-Type": "text/plain"})
        if fault.mode.startswith("error:"):
            return self._send(200, json.dumps({"ok": False, "error": fault.mode.removeprefix("error:")}))
        if fault.mode in ("drop", "hang"):
            self._home.faults.closing.wait(fault.seconds)
            return self._hang_up()
        done = self._work(area, rest, path.query, body)
        self._home.faults.closing.wait(fault.seconds)
        return self._send(*done) if fault.mode == "slow" else self._hang_up()

    def _send(self, status: int, body: str | bytes, headers: dict[str, str] | None = None) -> None:
        data = body.encode() if isinstance(body, str) else body
        self.send_response(status)
        for header, value in ({"Content-Type": "application/json; charset=utf-8"} | (headers or {})).items():
            self.send_header(header, value)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def _hang_up(self) -> None:
        self.close_connection = True
        self.connection.shutdown(socket.SHUT_RDWR)

    def _work(self, area: str, rest: str, query: str, body: bytes) -> tuple[int, str | bytes, dict[str, str]]:
        w, html = self._home.workspace, {"Content-Type": "text/html"}
        if area == "api":
            return 200, json.dumps(self._api(rest, query, body)), {"X-OAuth-Scopes": ",".join(sorted(w.scopes))}
        if area == "upload":
            with w.changed:
                if rest not in w.files or len(body) != w.files[rest]["size"]:
                    return 400, "length does not match", html
                w.file_bytes[rest] = body
            return 200, f"OK - {len(body)}", html
        if area == "files":
            may_read = self._bearer() == self._home.tokens.bot and "files:read" in w.scopes
            found = w.file_bytes.get(unquote(rest.partition("/")[0]))
            if not may_read:  # Slack sends its sign-in page with status 200
                return 200, _LOGIN_PAGE, html
            if found is None:
                return 404, "not found", html
            return 200, found, {"Content-Type": "application/octet-stream"}
        if area == "hooks":
            return self._hook(rest, body)
        return 404, "not found", html

    def _bearer(self) -> str | None:
        kind, _, token = (self.headers.get("Authorization") or "").partition(" ")
        return token if kind == "Bearer" else None

    def _api(self, name: str, query: str, body: bytes) -> Json:
        w = self._home.workspace
        args = Args(parse_qsl(query))
        kind = self.headers.get_content_type()
        try:
            if kind == "application/json":
                args.update(json.loads(body or b"{}"))
            elif kind == "application/x-www-form-urlencoded":
                args.update(parse_qsl(body.decode(), keep_blank_values=True))
        except ValueError:
            return {"ok": False, "error": "invalid_json"}
        given = dict(args)
        result = answer(w, self._home.tokens, name, args, self._bearer())
        given.pop("token", None)
        with w.changed:
            self._home.calls.append(Call(name, given, result, w.now()))
            w.changed.notify_all()
        return result

    def _hook(self, hook_id: str, body: bytes) -> tuple[int, str, dict[str, str]]:
        w, plain = self._home.workspace, {"Content-Type": "text/plain"}
        with w.changed:
            hook = w.hooks.get(hook_id)
            if hook is None or w.now() - hook.born > HOOK_LIFE:
                return 404, "expired_url", plain
            if hook.uses >= HOOK_USES:
                return 404, "used_url", plain
            try:
                chat.answer_hook(w, hook, Args(json.loads(body)))
            except SlackError as refused:
                return 200, json.dumps(refused.answer), {}
            hook.uses += 1
        return 200, "ok", plain
