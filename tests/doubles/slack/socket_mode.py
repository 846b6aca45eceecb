"""Socket Mode: tickets from apps.connections.open, hello, envelopes to one connection each, disconnects."""

import contextlib
import json
import random
import threading
from uuid import uuid4

from websockets.exceptions import ConnectionClosed
from websockets.sync.server import Server, ServerConnection, serve

from .delivery import EVENT, Delivery, Outcome
from .workspace import Json, SlackError

_MOST_CONNECTIONS = 10


class SocketMode:
    """The websocket server; as a sender it hands each payload to one connection and waits for its ack."""

    def __init__(self, app_id: str, ack_timeout: float) -> None:
        self.ack_timeout = ack_timeout
        self.connections: list[ServerConnection] = []
        self._app_id = app_id
        self._tickets: set[str] = set()
        self._waiting: dict[str, tuple[threading.Event, list[Json]]] = {}
        self._server: Server = serve(self._serve, "127.0.0.1", 0, compression=None, close_timeout=0.5)
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def new_url(self) -> str:
        """A websocket address that works once."""
        if len(self.connections) >= _MOST_CONNECTIONS:
            raise SlackError("too_many_websockets")
        ticket = uuid4().hex
        self._tickets.add(ticket)
        return f"ws://127.0.0.1:{self._server.socket.getsockname()[1]}/link/?ticket={ticket}"

    def __call__(self, delivery: Delivery, attempt: int, reason: str) -> Outcome:
        envelope: Json = {"envelope_id": str(uuid4()), "type": delivery.kind, "payload": delivery.payload}
        envelope["accepts_response_payload"] = delivery.kind != EVENT
        if delivery.kind == EVENT:
            envelope |= {"retry_attempt": attempt, "retry_reason": reason}
        live = list(self.connections)
        if not live:
            return Outcome(failure="connection_failed")
        arrived, answers = threading.Event(), list[Json]()
        self._waiting[envelope["envelope_id"]] = (arrived, answers)
        try:
            random.choice(live).send(json.dumps(envelope))
            if not arrived.wait(self.ack_timeout):
                return Outcome(failure="timeout")
            return Outcome(answers[0].get("payload") or "")
        except (ConnectionClosed, OSError):
            return Outcome(failure="connection_failed")
        finally:
            self._waiting.pop(envelope["envelope_id"], None)

    def disconnect(self, reason: str = "refresh_requested") -> None:
        """Tell every client to reconnect, as Slack does every few hours; then close the old connections."""
        for connection in list(self.connections):
            self.connections.remove(connection)
            note = {"type": "disconnect", "reason": reason, "debug_info": {"host": "double"}}
            with contextlib.suppress(ConnectionClosed):
                connection.send(json.dumps(note))

    def drop(self) -> None:
        """Cut every connection without a word."""
        for connection in list(self.connections):
            self.connections.remove(connection)
            connection.socket.close()

    def close(self) -> None:
        self._server.shutdown()
        for connection in list(self.connections):
            connection.close()

    def _serve(self, connection: ServerConnection) -> None:
        ticket = (connection.request.path if connection.request else "").partition("ticket=")[2]
        if ticket not in self._tickets:
            return
        self._tickets.discard(ticket)
        hello: Json = {"type": "hello", "num_connections": len(self.connections) + 1}
        hello |= {"connection_info": {"app_id": self._app_id}, "debug_info": {"host": "double"}}
        connection.send(json.dumps(hello))
        self.connections.append(connection)
        try:
            for text in connection:
                answer = json.loads(text)
                waiting = self._waiting.get(answer.get("envelope_id", ""))
                if waiting:
                    waiting[1].append(answer)
                    waiting[0].set()
        except (ConnectionClosed, OSError):
            pass
        finally:
            with contextlib.suppress(ValueError):
                self.connections.remove(connection)
