"""A local server that speaks the OpenAI chat API, and behaves or misbehaves as a test orders."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any

Reply = dict[str, Any]
"""A chat message: {'content': …} and/or {'tool_calls': [(name, arguments)]}; or {'status': 429}, {'hang': seconds},
{'raw': 'not json'}, {'drip': seconds between two bytes}, {'headers': {name: value}}, {'endless': True}."""

Script = Callable[[dict[str, Any]], Reply]
"""What to say to a request body."""


class OpenAIDouble:
    """Context manager; `base_url` goes into the config. `says` decides each reply; `requests` keeps the bodies."""

    def __init__(self, says: Script) -> None:
        self.says = says
        self.requests: list[dict[str, Any]] = []
        self._stopping = threading.Event()
        double = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                double.requests.append(body)
                double._answer(self, double.says(body))

            def log_message(self, format: str, *args: Any) -> None:
                """Quiet: tests read `requests`."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.base_url = f"http://127.0.0.1:{self._server.server_address[1]}/v1"

    def __enter__(self) -> OpenAIDouble:
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stopping.set()
        self._server.shutdown()
        self._server.server_close()

    def _answer(self, handler: BaseHTTPRequestHandler, reply: Reply) -> None:
        if "hang" in reply:
            self._stopping.wait(reply["hang"])
        status = int(reply.get("status", 200))
        text = reply["raw"] if "raw" in reply else json.dumps(_error(status) if status != 200 else _completion(reply))
        data = text.encode()
        try:
            handler.send_response(status)
            handler.send_header("Content-Type", "application/json")
            for name, value in reply.get("headers", {}).items():
                handler.send_header(name, value)
            if "endless" in reply:
                self._never_end(handler)
                return
            handler.send_header("Content-Length", str(len(data)))
            handler.end_headers()
            if "drip" not in reply:
                handler.wfile.write(data)
                return
            for byte in data:
                handler.wfile.write(bytes([byte]))
                if self._stopping.wait(reply["drip"]):
                    return
        except OSError:
            return  # the client gave up waiting, as it should

    def _never_end(self, handler: BaseHTTPRequestHandler) -> None:
        handler.send_header("Connection", "close")
        handler.end_headers()
        while not self._stopping.is_set():
            handler.wfile.write(b" " * 65536)


def _completion(reply: Reply) -> dict[str, Any]:
    calls = [
        {
            "id": f"call_{number}",
            "type": "function",
            "function": {"name": name, "arguments": args if isinstance(args, str) else json.dumps(args)},
        }
        for number, (name, args) in enumerate(reply.get("tool_calls", ()))
    ]
    message: dict[str, Any] = {"role": "assistant", "content": reply.get("content")}
    if calls:
        message["tool_calls"] = calls
    return {
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "created": int(time.time()),
        "model": "double",
        "choices": [{"index": 0, "message": message, "finish_reason": "tool_calls" if calls else "stop"}],
        "usage": {"prompt_tokens": 100, "completion_tokens": 20, "total_tokens": 120},
    }


def _error(status: int) -> dict[str, Any]:
    return {"error": {"message": "ordered by the test", "type": "error", "code": str(status)}}
