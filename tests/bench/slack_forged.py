"""Forged, stale and malformed requests, and replays of good ones: `python -m tests.bench.slack_forged [N]`."""

from __future__ import annotations

import http.client
import json
import random
import sys
import time
from collections import Counter
from urllib.parse import urlencode

from tests.bench.slack_common import app, report
from tests.doubles.slack import signed

FORM, JSON = "application/x-www-form-urlencoded", "application/json"


def main(number: int) -> None:
    begun = time.perf_counter()
    dice = random.Random(11)
    with app("http") as world:
        slack = world.slack
        url = slack._send._url  # type: ignore[union-attr]  # where the double delivers to
        connection = http.client.HTTPConnection(url.netloc, timeout=10)

        def post(body: bytes, headers: dict[str, str]) -> int:
            nonlocal connection
            try:
                connection.request("POST", url.path, body, headers)
                response = connection.getresponse()
                response.read()
            except (OSError, http.client.HTTPException):
                connection.close()
                connection = http.client.HTTPConnection(url.netloc, timeout=10)
                return 400
            return response.status

        forged: Counter[int] = Counter()
        for n in range(number):
            forged[post(*_bad(dice, slack.signing_secret, n))] += 1
        world.settle()
        effects = len(world.script.begun) + len(slack.calls("chat.postMessage"))
        kim = world.user("k1")
        form = {"command": "/kam", "text": "guidance", "team_id": slack.workspace.team_id, "user_id": kim.id}
        body = urlencode(form | {"channel_id": slack.dm(kim).id, "trigger_id": "1.2.3"}).encode()
        headers = {"Content-Type": FORM} | signed(slack.signing_secret, body)
        replays = Counter(post(body, headers) for _ in range(1000))
        world.settle()
        second = len(world.script.begun) - 1
    accepted = sum(count for status, count in forged.items() if status < 300)
    ours = sum(count for status, count in forged.items() if status >= 500)
    statuses = {str(status): count for status, count in sorted(forged.items())}
    report(
        "forged, stale, malformed",
        begun,
        n=number,
        seed=11,
        statuses=statuses,
        accepted=accepted,
        answered_5xx=ours,
        effects=effects,
        replays={str(status): count for status, count in replays.items()},
        second_effects=second,
    )


def _bad(dice: random.Random, secret: str, n: int) -> tuple[bytes, dict[str, str]]:
    """One request with one thing wrong."""
    form = {"command": "/kam", "text": f"x{n}", "team_id": "T", "user_id": "U", "trigger_id": str(n)}
    command = urlencode(form).encode()
    said = {"type": "message", "user": "U", "text": "x"}
    event = json.dumps({"type": "event_callback", "event_id": f"Ev{n}", "event": said}).encode()
    body, kind = dice.choice([(command, FORM), (event, JSON)])
    good = {"Content-Type": kind} | signed(secret, body)
    stamp, signature = "X-Slack-Request-Timestamp", "X-Slack-Signature"
    garbage = (
        "".join(chr(dice.randrange(33, 255)) for _ in range(dice.randrange(1, 80))).encode("latin-1").decode("latin-1")
    )
    deep = b'{"a":' * dice.randrange(100, 9000)
    bad_json = dice.choice([b"", b"{", b"[]", b"1", b"null", b'"x"', b"\xff\xfe\xfd", deep, b'{"a": NaN', b"{}" * 9])
    return dice.choice(
        [
            (body, {"Content-Type": kind}),
            (body, good | {signature: f"v0={dice.getrandbits(256):064x}"}),
            (body, {"Content-Type": kind} | signed("another secret", body)),
            (body + b"&x=1", good),
            (body, {"Content-Type": kind} | signed(secret, body, time.time() - dice.randrange(301, 99999))),
            (body, {"Content-Type": kind} | signed(secret, body, time.time() + dice.randrange(301, 99999))),
            (body, good | {stamp: dice.choice(["", "now", "1e9", "-1", "9" * 30, garbage])}),
            (body, good | {signature: garbage}),
            (body, good | {signature: good[signature].upper()}),
            (bad_json, {"Content-Type": dice.choice([JSON, FORM])} | signed(secret, bad_json)),
            (b"payload=" + bad_json, {"Content-Type": FORM} | signed(secret, b"payload=" + bad_json)),
            (body, good | {"Content-Type": dice.choice(["text/plain", "", "multipart/form-data", "application/xml"])}),
        ]
    )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 2_000)
