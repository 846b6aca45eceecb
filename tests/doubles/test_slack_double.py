"""The Slack double behaves like Slack, seen through the real slack_sdk client and real Bolt apps."""

import json
import logging
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from slack_bolt import App, BoltRequest
from slack_bolt.adapter.socket_mode.builtin import SocketModeHandler
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.http_retry.builtin_handlers import RateLimitErrorRetryHandler
from slack_sdk.signature import SignatureVerifier
from slack_sdk.webhook import WebhookClient

from tests.doubles.slack import REQUIRED_SCOPES, SCOPES, Channel, SlackDouble, User, check_blocks, check_view
from tests.doubles.slack.web_api import METHODS

logging.getLogger("slack_sdk").setLevel(logging.CRITICAL)
logging.getLogger("slack_bolt").setLevel(logging.CRITICAL)

Json = dict[str, Any]


@pytest.fixture
def slack() -> Iterator[SlackDouble]:
    with SlackDouble() as double:
        yield double


@pytest.fixture
def client(slack: SlackDouble) -> WebClient:
    return WebClient(slack.bot_token, base_url=slack.base_url, retry_handlers=[])


@pytest.fixture
def linda(slack: SlackDouble) -> User:
    return slack.add_user("Linda Ho", email="linda@acme.test", tz="Europe/Paris")


@pytest.fixture
def sales(slack: SlackDouble, linda: User) -> Channel:
    return slack.add_channel("na-sales", members=[linda])


def refusal(call: Callable[[], object]) -> str:
    with pytest.raises(SlackApiError) as refused:
        call()
    return str(refused.value.response["error"])


def bolt_app(slack: SlackDouble) -> App:
    client = WebClient(slack.bot_token, base_url=slack.base_url, retry_handlers=[])
    return App(client=client, signing_secret=slack.signing_secret, logger=logging.getLogger("slack_bolt"))


@contextmanager
def serving(answer: Callable[[str, dict[str, str]], tuple[int, dict[str, str], str]]) -> Iterator[str]:
    """A small HTTP endpoint in the app's place; its address."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            status, headers, text = answer(body, dict(self.headers))
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(text.encode())))
            self.end_headers()
            self.wfile.write(text.encode())

        def log_message(self, format: str, *args: object) -> None:
            pass

    class Server(ThreadingHTTPServer):
        daemon_threads = True
        request_queue_size = 128

    server = Server(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/slack/events"
    finally:
        server.shutdown()
        server.server_close()


@contextmanager
def over_http(slack: SlackDouble, app: App) -> Iterator[None]:
    def answer(body: str, headers: dict[str, str]) -> tuple[int, dict[str, str], str]:
        done = app.dispatch(BoltRequest(body=body, headers=dict(headers)))
        return done.status, {k: v[0] for k, v in done.headers.items()}, done.body or ""

    with serving(answer) as url:
        slack.listen_http(url, verify=True)
        yield


@contextmanager
def over_socket(slack: SlackDouble, app: App) -> Iterator[None]:
    handler = SocketModeHandler(app, slack.app_token)
    handler.connect()  # type: ignore[no-untyped-call]
    slack.wait_until(lambda: slack.socket.connections, what="a connection")
    try:
        yield
    finally:
        handler.client.auto_reconnect_enabled = False
        slack.socket.drop()  # otherwise close() waits for the client's three-second read
        handler.close()  # type: ignore[no-untyped-call]


TRANSPORTS = pytest.mark.parametrize("transport", [over_http, over_socket], ids=["http", "socket"])
PLAIN = {"type": "plain_text", "text": "Title"}
MODAL: Json = {
    "type": "modal",
    "callback_id": "log",
    "title": PLAIN,
    "submit": PLAIN,
    "blocks": [
        {
            "type": "input",
            "block_id": "note",
            "label": PLAIN,
            "element": {"type": "plain_text_input", "action_id": "text"},
        },
        {
            "type": "input",
            "block_id": "size",
            "optional": True,
            "label": PLAIN,
            "element": {
                "type": "static_select",
                "action_id": "pick",
                "options": [{"text": {"type": "plain_text", "text": "Big"}, "value": "big"}],
            },
        },
    ],
}
BUTTONS: list[Json] = [
    {
        "type": "actions",
        "elements": [{"type": "button", "action_id": "more", "value": v, "text": {"type": "plain_text", "text": v}}],
    }
    for v in ("one", "two")
]


# ---- whole conversations through a real Bolt app ------------------------------------------------------


@TRANSPORTS
def test_a_direct_message_is_answered_in_its_thread(slack: SlackDouble, linda: User, transport: Any) -> None:
    app = bolt_app(slack)

    @app.event("message")
    def answer(event: Json, say: Any) -> None:
        say(text=f"You said {event['text']}", thread_ts=event["ts"])

    with transport(slack, app):
        act = slack.says(linda, "hello")
        act.ack()
        answer_seen = slack.wait_for_message(linda, "You said hello", thread_ts=act.ts)
        slack.wait_idle()
    assert answer_seen["thread_ts"] == act.ts
    assert [m["text"] for m in slack.messages(linda)] == ["hello", "You said hello"]
    assert slack.acks[0].latency < 3


@TRANSPORTS
def test_a_mention_arrives_twice_with_one_ts_and_two_event_ids(
    slack: SlackDouble, linda: User, sales: Channel, transport: Any
) -> None:
    app, seen = bolt_app(slack), list[Json]()
    app.event("message")(lambda body: seen.append(body))
    app.event("app_mention")(lambda body: seen.append(body))
    with transport(slack, app):
        act = slack.says(linda, f"<@{slack.workspace.bot_user.id}> top accounts", channel=sales)
        act.ack()
        slack.wait_until(lambda: len(seen) == 2)
    assert {b["event"]["type"] for b in seen} == {"message", "app_mention"}
    assert {b["event"]["ts"] for b in seen} == {act.ts}
    assert len({b["event_id"] for b in seen}) == 2


@TRANSPORTS
def test_a_command_opens_a_modal_and_its_submission_is_checked(
    slack: SlackDouble, linda: User, sales: Channel, transport: Any
) -> None:
    app = bolt_app(slack)

    @app.command("/kam")
    def command(ack: Any, body: Json, client: WebClient) -> None:
        ack(f"Working on {body['text']}")
        client.views_open(trigger_id=body["trigger_id"], view=MODAL)

    @app.view("log")
    def submitted(ack: Any, view: Json) -> None:
        values = view["state"]["values"]
        if values["note"]["text"]["value"] == "bad":
            ack(response_action="errors", errors={"note": "Say more."})
        elif values["note"]["text"]["value"] == "next":
            ack(response_action="push", view={"type": "modal", "blocks": []})
        else:
            ack()

    with transport(slack, app):
        slack.command(linda, "/kam", "log", channel=sales).ack()
        view = slack.wait_until(lambda: slack.views(linda))[0]
        with pytest.raises(AssertionError, match="must be filled in"):
            slack.submits(view, {})
        assert slack.submits(view, {"text": "bad"}).ack().body == {
            "response_action": "errors",
            "errors": {"note": "Say more."},
        }
        assert len(slack.views(linda)) == 1
        slack.submits(view, {"text": "next"}).ack()
        assert "missing required field: title" in slack.warnings[0]
        slack.submits(view, {"text": "good", "pick": "Big"}).ack()
        assert slack.views(linda) == []
    assert slack.ephemerals[0]["text"] == "Working on log"
    assert slack.ephemerals[0]["shown_to"] == linda.id


@TRANSPORTS
def test_buttons_shortcuts_and_home_reach_their_listeners(
    slack: SlackDouble, client: WebClient, linda: User, sales: Channel, transport: Any
) -> None:
    app, pressed = bolt_app(slack), list[str]()

    @app.action("more")
    def more(ack: Any, action: Json, respond: Any) -> None:
        ack()
        pressed.append(action["value"])
        respond(f"chose {action['value']}", replace_original=True)

    @app.shortcut("log_to_account")
    def shortcut(ack: Any, body: Json) -> None:
        ack()
        pressed.append(body["message"]["text"])

    @app.event("app_home_opened")
    def home(event: Json, client: WebClient) -> None:
        if event["tab"] == "home":
            client.views_publish(user_id=event["user"], view={"type": "home", "blocks": BUTTONS})
        else:
            prompts = [{"title": "Reviews", "message": "my reviews"}]
            client.assistant_threads_setSuggestedPrompts(channel_id=event["channel"], prompts=prompts)

    client.chat_postMessage(channel=sales.id, text="Choose", blocks=BUTTONS)
    with transport(slack, app):
        slack.clicks(linda, slack.messages(sales)[0], "more", value="two").ack()
        slack.wait_for_message(sales, "chose two")
        slack.shortcut(linda, "log_to_account", slack.messages(sales)[0]).ack()
        slack.opens_home(linda).ack()
        slack.wait_until(lambda: slack.home(linda))
        slack.opens_home(linda, tab="messages").ack()
        slack.wait_until(lambda: slack.prompts(linda))
    assert pressed == ["two", "chose two"]


def test_an_unhandled_event_is_retried_and_marked(slack: SlackDouble, linda: User) -> None:
    seen: list[str | None] = []

    def answer(body: str, headers: dict[str, str]) -> tuple[int, dict[str, str], str]:
        seen.append(headers.get("X-Slack-Retry-Num"))
        return (404 if len(seen) < 3 else 200), {}, ""

    with serving(answer) as url:
        slack.listen_http(url)
        act = slack.says(linda, "hello")
        assert act.ack().attempt == 2
    assert seen == [None, "1", "2"]
    assert act.deliveries[0].failures == ["http_error", "http_error"]


def test_no_retry_header_and_giving_up(slack: SlackDouble, linda: User) -> None:
    with serving(lambda body, headers: (500, {"X-Slack-No-Retry": "1"}, "")) as url:
        slack.listen_http(url)
        act = slack.says(linda, "hello")
        slack.wait_idle()
    assert act.deliveries[0].failures == ["http_error"]
    slack.courier.retry_delays = (0.0, 0.0, 0.0)
    slack.listen_http("http://127.0.0.1:1/")  # nobody is there
    gone = slack.says(linda, "anyone?")
    slack.wait_idle()
    assert gone.deliveries[0].failures == ["connection_failed"] * 4


def test_slow_answers_count_as_timeouts() -> None:
    with SlackDouble(ack_timeout=0.2) as slack:
        linda, slow = slack.add_user("Linda"), iter([0.6])

        def answer(body: str, headers: dict[str, str]) -> tuple[int, dict[str, str], str]:
            time.sleep(next(slow, 0))
            return 200, {}, ""

        with serving(answer) as url:
            slack.listen_http(url)
            act = slack.says(linda, "hello")
            act.ack()
            assert act.deliveries[0].failures == ["http_timeout"]


def test_payloads_are_signed_with_v0(slack: SlackDouble, linda: User) -> None:
    verifier, valid = SignatureVerifier(slack.signing_secret), list[bool]()

    def answer(body: str, headers: dict[str, str]) -> tuple[int, dict[str, str], str]:
        valid.append(verifier.is_valid_request(body, headers))
        return 200, {}, ""

    with serving(answer) as url:
        slack.listen_http(url)
        slack.says(linda, "hello").ack()
        slack.command(linda, "/kam").ack()
        slack.shortcut(linda, "ask").ack()
    assert valid == [True] * 3


def test_held_payloads_can_be_shuffled_and_repeated(slack: SlackDouble, linda: User) -> None:
    seen: list[str] = []

    def answer(body: str, headers: dict[str, str]) -> tuple[int, dict[str, str], str]:
        seen.append(json.loads(body)["event"]["text"])
        return 200, {}, ""

    with serving(answer) as url:
        slack.listen_http(url)
        slack.hold()
        acts = [slack.says(linda, str(n)) for n in range(200)]
        assert len(slack.release(times=3, shuffle=7)) == 200
        slack.wait_idle()
        slack.redeliver(acts[0], times=2)
        slack.wait_idle()
    assert len(seen) == 602
    assert seen[:200] != [str(n) for n in range(200)]
    assert seen.count("0") == 5


def test_socket_mode_reconnects_after_refresh_and_after_a_cut(slack: SlackDouble, linda: User) -> None:
    app, seen = bolt_app(slack), list[str]()
    app.event("message")(lambda event: seen.append(event["text"]))
    handler = SocketModeHandler(app, slack.app_token, ping_interval=0.2)
    handler.connect()  # type: ignore[no-untyped-call]
    try:
        slack.wait_until(lambda: slack.socket.connections)
        slack.socket.disconnect()
        slack.says(linda, "after the refresh").ack()
        slack.courier.retry_delays = (0.3, 0.6, 3.0)
        slack.socket.drop()
        slack.says(linda, "after the cut").ack()
    finally:
        handler.client.auto_reconnect_enabled = False
        slack.socket.drop()
        handler.close()  # type: ignore[no-untyped-call]
    assert seen == ["after the refresh", "after the cut"]


def test_an_unacked_envelope_comes_again_with_its_retry_count() -> None:
    with SlackDouble(ack_timeout=0.2) as slack:
        linda, app, retries = slack.add_user("Linda"), bolt_app(slack), list[Any]()

        @app.middleware
        def note(req: BoltRequest, next: Callable[[], None], resp: Any) -> Any:
            retries.append(req.headers.get("x-slack-retry-num"))
            if len(retries) > 1:
                return next()
            resp.status = 503
            return resp

        app.event("message")(lambda: None)
        with over_socket(slack, app):
            slack.says(linda, "hello").ack()
    assert retries == [["0"], ["1"]]


def test_too_many_sockets_and_wrong_tokens_are_refused(slack: SlackDouble, client: WebClient) -> None:
    assert refusal(lambda: client.apps_connections_open(app_token=slack.bot_token)) == "not_allowed_token_type"
    assert client.apps_connections_open(app_token=slack.app_token)["url"].startswith("ws://127.0.0.1:")
    assert refusal(lambda: WebClient("xoxb-other", base_url=slack.base_url).auth_test()) == "invalid_auth"
    assert refusal(lambda: WebClient(base_url=slack.base_url).auth_test()) == "not_authed"
    assert refusal(lambda: client.api_call("chat.invented")) == "unknown_method"


# ---- the Web API --------------------------------------------------------------------------------------


def test_every_method_has_a_scope_and_every_scope_a_method() -> None:
    assert set(METHODS) == set(SCOPES)


def test_missing_scopes_and_unsubscribed_events_are_not_given() -> None:
    with SlackDouble(scopes=REQUIRED_SCOPES - {"users:read.email", "im:history"}) as slack:
        client = WebClient(slack.bot_token, base_url=slack.base_url)
        linda = slack.add_user("Linda")
        assert "email" not in client.users_info(user=linda.id)["user"]["profile"]
        assert refusal(lambda: client.users_lookupByEmail(email=linda.email)) == "missing_scope"
        assert refusal(lambda: client.conversations_history(channel=slack.dm(linda).id)) == "missing_scope"
        assert slack.says(linda, "hello").deliveries == []


def test_people_are_shown_as_slack_shows_them(slack: SlackDouble, client: WebClient, linda: User) -> None:
    shown = client.users_lookupByEmail(email="LINDA@acme.test")["user"]
    assert (shown["id"], shown["tz"], shown["is_stranger"]) == (linda.id, "Europe/Paris", False)
    guest = slack.add_user("Guest", is_restricted=True)
    assert client.users_info(user=guest.id)["user"]["is_restricted"] is True
    outside = slack.add_user("Out", team="T0OTHER")
    assert client.users_info(user=outside.id)["user"]["is_stranger"] is True
    assert refusal(lambda: client.users_lookupByEmail(email=outside.email)) == "users_not_found"
    slack.change_user(linda, deleted=True)
    assert refusal(lambda: client.users_lookupByEmail(email=linda.email)) == "users_not_found"
    assert refusal(lambda: client.conversations_open(users=linda.id)) == "user_disabled"
    assert len(client.users_list()["members"]) == 4


def test_membership_is_enforced(slack: SlackDouble, client: WebClient, linda: User) -> None:
    public = slack.add_channel("open", members=[linda], with_bot=False)
    private = slack.add_channel("closed", members=[linda], private=True, with_bot=False)
    assert refusal(lambda: client.chat_postMessage(channel=public.id, text="x")) == "not_in_channel"
    assert refusal(lambda: client.chat_postMessage(channel=private.id, text="x")) == "channel_not_found"
    assert refusal(lambda: client.conversations_info(channel=private.id)) == "channel_not_found"
    assert client.conversations_info(channel=public.id)["channel"]["is_member"] is False
    assert slack.says(linda, "hi", channel=public).deliveries == []
    public.members.add(slack.workspace.bot_user.id)
    stranger = slack.add_user("Not there")
    ephemeral: Json = {"channel": public.id, "text": "x"}
    assert refusal(lambda: client.chat_postEphemeral(user=stranger.id, **ephemeral)) == "user_not_in_channel"
    client.chat_postEphemeral(user=linda.id, **ephemeral)
    assert [e["shown_to"] for e in slack.ephemerals] == [linda.id]
    assert slack.messages(public)[-1]["text"] == "hi"
    assert set(client.conversations_members(channel=public.id)["members"]) == public.members


@pytest.mark.filterwarnings("ignore:The top-level")
def test_messages_thread_change_and_go(slack: SlackDouble, client: WebClient, sales: Channel) -> None:
    root = client.chat_postMessage(channel=sales.id, text="root")["ts"]
    meta = {"event_type": "kam", "event_payload": {"id": 7}}
    reply = client.chat_postMessage(channel=sales.id, text="reply", thread_ts=root, metadata=meta)["ts"]
    assert [m["ts"] for m in client.conversations_history(channel=sales.id)["messages"]] == [root]
    plain = client.conversations_replies(channel=sales.id, ts=root)["messages"]
    assert [m["ts"] for m in plain] == [root, reply]
    assert "metadata" not in plain[1]
    full = client.conversations_replies(channel=sales.id, ts=root, include_all_metadata=True)["messages"]
    assert full[1]["metadata"] == meta
    client.chat_update(channel=sales.id, ts=reply, text="better")
    assert slack.messages(sales, thread_ts=root)[1]["text"] == "better"
    client.chat_update(channel=sales.id, ts=reply, blocks=[{"type": "divider"}], text=None)
    changed = slack.messages(sales, thread_ts=root)[1]
    assert (changed["text"], changed["blocks"][0]["type"]) == ("better", "divider")
    client.chat_delete(channel=sales.id, ts=reply)
    assert refusal(lambda: client.chat_update(channel=sales.id, ts=reply, text="x")) == "message_not_found"
    assert refusal(lambda: client.chat_postMessage(channel=sales.id, text="x", thread_ts="1.0")) == "thread_not_found"
    assert client.chat_getPermalink(channel=sales.id, message_ts=root)["permalink"].endswith(root.replace(".", ""))


def test_history_comes_in_pages(client: WebClient, sales: Channel) -> None:
    for n in range(5):
        client.chat_postMessage(channel=sales.id, text=str(n))
    pages = [p["messages"] for p in client.conversations_history(channel=sales.id, limit=2)]
    assert [[m["text"] for m in page] for page in pages] == [["4", "3"], ["2", "1"], ["0"]]
    oldest = pages[1][1]["ts"]
    newer = client.conversations_history(channel=sales.id, oldest=oldest)["messages"]
    assert [m["text"] for m in newer] == ["4", "3", "2"]


@pytest.mark.filterwarnings("ignore:The top-level")
def test_content_faults_have_slacks_codes(slack: SlackDouble, client: WebClient, sales: Channel) -> None:
    def post(**content: Any) -> str:
        return refusal(lambda: client.chat_postMessage(channel=sales.id, **content))

    section = {"type": "section", "text": {"type": "mrkdwn", "text": "x" * 3000}}
    assert post(text="") == "no_text"
    assert post(text="x", markdown_text="y") == "markdown_text_conflict"
    assert post(markdown_text="y" * 12_001) == "msg_too_long"
    assert post(text="x", blocks=[section] * 5) == "msg_blocks_too_long"
    assert post(text="x", blocks="{") == "invalid_blocks_format"
    ts = client.chat_postMessage(channel=sales.id, text="x")["ts"]
    assert refusal(lambda: client.chat_update(channel=sales.id, ts=ts, text="x" * 4001)) == "msg_too_long"
    with pytest.raises(SlackApiError) as refused:
        client.chat_postMessage(channel=sales.id, text="x", blocks=[{"type": "header", "text": PLAIN}, {"type": "hat"}])
    assert refused.value.response["response_metadata"]["messages"] == [
        "[ERROR] unsupported type: hat [json-pointer:/blocks/1/type]"
    ]
    assert slack.warnings == []
    client.chat_postMessage(channel=sales.id, blocks=[section])
    assert slack.warnings == ["chat.postMessage: blocks without text, so nothing for notifications and screen readers"]


def cells(*rows: str) -> list[list[Json]]:
    return [[{"type": "raw_text", "text": text} for text in row] for row in rows]


def chart(labels: str, categories: str) -> Json:
    data = [{"label": label, "value": 1} for label in labels]
    axis = {"categories": list(categories)}
    plot = {"type": "bar", "series": [{"name": "sales", "data": data}], "axis_config": axis}
    return {"type": "data_visualization", "title": "Sales", "chart": plot}


@pytest.mark.parametrize(
    ("blocks", "fault"),
    [
        ([{"type": "divider"}] * 51, "no more than 50 items"),
        ([{"type": "header", "text": {"type": "mrkdwn", "text": "x"}}], "must be one of plain_text"),
        ([{"type": "section", "text": {"type": "mrkdwn", "text": ""}}], "more than 0 characters"),
        ([{"type": "section", "text": {"type": "mrkdwn", "text": "x" * 3001}}], "less than 3001"),
        ([{"type": "section"}], "must define one of text, fields"),
        ([{"type": "section", "fields": [{"type": "mrkdwn", "text": "x"}] * 11}], "no more than 10"),
        ([{"type": "actions", "elements": [BUTTONS[0]["elements"][0]] * 26}], "no more than 25"),
        ([BUTTONS[0] | {"colour": "red"}], "invalid additional property: colour"),
        ([{"type": "table", "rows": [[{"type": "raw_text", "text": ""}]]}], "more than 0 characters"),
        ([{"type": "table", "rows": cells("ab", "c")}], "same number of cells"),
        ([{"type": "table", "rows": cells("a")}] * 2, "only one table"),
        ([{"type": "table", "rows": cells(*["a"] * 101)}], "no more than 100"),
        ([{"type": "table", "rows": cells("a" * 21)}], "no more than 20"),
        ([{"type": "data_table", "rows": cells("a", "b")}], "missing required field: caption"),
        ([{"type": "data_table", "caption": "c", "rows": cells("a")}], "no fewer than 2"),
        ([chart("ab", "abc")], "one data point for each category"),
        ([chart("ab", "ab")] * 3, "no more than 2 data_visualization"),
        ([{"type": "markdown", "text": "x" * 7000}] * 2, "characters together"),
        ([{"type": "divider", "block_id": "a"}, {"type": "divider", "block_id": "a"}], "already exists"),
        ([{"type": "container", "child_blocks": [{"type": "divider"}]}], "title, rich_text_title"),
        ([None], "unsupported type: None"),
    ],
)  # fmt: skip
def test_blocks_slack_would_refuse(blocks: list[Any], fault: str) -> None:
    assert any(fault in str(problem) for problem in check_blocks(blocks)), check_blocks(blocks)


def test_blocks_slack_would_take() -> None:
    feedback = {"text": PLAIN, "value": "good"}
    thumbs = {"type": "feedback_buttons", "positive_button": feedback, "negative_button": feedback}
    rich = {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": []}]}
    good: list[Json] = [
        *BUTTONS,
        chart("ab", "ab"),
        rich,
        {"type": "table", "rows": cells("ab", "cd"), "column_settings": [{"align": "right"}]},
        {"type": "data_table", "caption": "c", "rows": cells("ab", "cd"), "page_size": 10},
        {"type": "context_actions", "elements": [thumbs | {"action_id": "feedback"}]},
        {"type": "container", "title": PLAIN, "child_blocks": [{"type": "divider"}], "is_collapsible": True},
        {"type": "task_card", "task_id": "1", "title": "Look up", "status": "complete", "output": rich},
    ]
    assert check_blocks(good) == []
    assert check_view(MODAL) == []
    assert "data_visualization" in str(check_blocks(good, "modal")[0])
    assert "submit is required" in str(check_view({k: v for k, v in MODAL.items() if k != "submit"})[0])


def test_blocks_validate_answers_pointers(client: WebClient) -> None:
    assert client.blocks_validate(blocks=[{"type": "divider"}])["ok"]
    with pytest.raises(SlackApiError) as refused:
        client.blocks_validate(message={"blocks": [{"type": "section"}]})
    assert refused.value.response["error"] == "invalid_message"
    assert refused.value.response["errors"][0]["pointer"] == "/blocks/0"


def test_triggers_work_once_and_for_three_seconds(slack: SlackDouble, client: WebClient, linda: User) -> None:
    def trigger() -> str:
        return str(slack.shortcut(linda, "ask").deliveries[0].payload["trigger_id"])

    once = trigger()
    view = client.views_open(trigger_id=once, view=MODAL)["view"]
    assert refusal(lambda: client.views_open(trigger_id=once, view=MODAL)) == "exchanged_trigger_id"
    assert refusal(lambda: client.views_open(trigger_id="1.2.x", view=MODAL)) == "invalid_trigger_id"
    late = trigger()
    slack.pass_time(3.1)
    assert refusal(lambda: client.views_open(trigger_id=late, view=MODAL)) == "expired_trigger_id"
    for _ in range(2):
        client.views_push(trigger_id=trigger(), view=MODAL)
    assert refusal(lambda: client.views_push(trigger_id=trigger(), view=MODAL)) == "push_limit_reached"
    update = {"view_id": view["id"], "view": MODAL}
    newer = client.views_update(hash=view["hash"], **update)["view"]
    assert refusal(lambda: client.views_update(hash=view["hash"], **update)) == "hash_conflict"
    assert newer["id"] == view["id"] == slack.views(linda)[0]["id"]
    assert refusal(lambda: client.views_open(trigger_id=trigger(), view=MODAL | {"title": "x"})) == "invalid_arguments"


def test_response_urls_answer_five_times_in_thirty_minutes(
    slack: SlackDouble, client: WebClient, linda: User, sales: Channel
) -> None:
    client.chat_postEphemeral(channel=sales.id, user=linda.id, text="Share?", blocks=BUTTONS)
    click = slack.clicks(linda, slack.ephemerals[0], "more", value="one")
    hook = WebhookClient(click.deliveries[0].payload["response_url"])
    assert hook.send(text="Sharing", replace_original=True).status_code == 200
    assert slack.ephemerals[0]["text"] == "Sharing"
    hook.send(text="Shared", response_type="in_channel")
    hook.send(delete_original=True)
    assert slack.ephemerals == []
    assert slack.messages(sales)[-1]["text"] == "Shared"
    assert [hook.send(text="x").status_code for _ in range(3)] == [200, 200, 404]
    late = slack.command(linda, "/kam", channel=sales).deliveries[0].payload["response_url"]
    slack.pass_time(1801)
    assert WebhookClient(late).send(text="x").body == "expired_url"


def test_menus_carry_the_chosen_option_and_external_ones_ask(
    slack: SlackDouble, client: WebClient, linda: User, sales: Channel
) -> None:
    option = {"text": {"type": "plain_text", "text": "Acme"}, "value": "7"}
    menu = {"type": "static_select", "action_id": "account", "options": [option]}
    asked = {"type": "external_select", "action_id": "find"}
    blocks = [{"type": "actions", "block_id": "b", "elements": [menu, asked]}]
    client.chat_postMessage(channel=sales.id, text="Which account?", blocks=blocks)
    message = slack.messages(sales)[0]
    payload = slack.clicks(linda, message, "account", value="Acme").deliveries[0].payload
    assert payload["actions"][0]["selected_option"] == option
    assert payload["state"]["values"]["b"]["account"]["selected_option"] == option
    with pytest.raises(AssertionError, match="has no option"):
        slack.clicks(linda, message, "account", value="Other")
    with serving(lambda body, headers: (200, {}, json.dumps({"options": [option]}))) as url:
        slack.listen_http(url)
        assert slack.suggests(linda, message, "find", "ac").ack().body == {"options": [option]}
    assert slack.clicks(linda, message, "find", value="9").deliveries[0].payload["actions"][0]["action_id"] == "find"


def test_a_person_presses_only_what_they_see(
    slack: SlackDouble, client: WebClient, linda: User, sales: Channel
) -> None:
    joe = slack.add_user("Joe")
    client.chat_postMessage(channel=sales.id, text="Choose", blocks=BUTTONS)
    with pytest.raises(AssertionError, match="Joe is not there"):
        slack.clicks(joe, slack.messages(sales)[0], "more", value="one")
    with pytest.raises(AssertionError, match="nothing to press"):
        slack.clicks(linda, slack.messages(sales)[0], "less")


def test_files_go_up_in_three_steps_and_come_down_with_the_right_scope(
    slack: SlackDouble, client: WebClient, linda: User, sales: Channel
) -> None:
    root = client.chat_postMessage(channel=sales.id, text="Export")["ts"]
    client.files_upload_v2(
        channel=sales.id, thread_ts=root, filename="a.csv", content="a,b", initial_comment="All rows"
    )
    shared = slack.messages(sales, thread_ts=root)[1]
    assert (shared["text"], shared["files"][0]["name"]) == ("All rows", "a.csv")
    assert slack.file(shared["files"][0]["id"]) == b"a,b"

    dropped = slack.says(linda, "import this", files=[("sales.csv", b"x,y")])
    event = dropped.deliveries[0].payload["event"]
    assert event["subtype"] == "file_share"
    url = event["files"][0]["url_private_download"]
    bearer = {"Authorization": f"Bearer {slack.bot_token}"}
    assert urllib.request.urlopen(urllib.request.Request(url, headers=bearer)).read() == b"x,y"
    slack.workspace.scopes.discard("files:read")
    assert b"Sign in" in urllib.request.urlopen(urllib.request.Request(url, headers=bearer)).read()


# ---- streams, statuses, sessions ----------------------------------------------------------------------


def test_a_stream_grows_and_ends(slack: SlackDouble, client: WebClient, linda: User, sales: Channel) -> None:
    ask = slack.says(linda, "tell me", channel=sales)
    args: Json = {"channel": sales.id, "thread_ts": ask.ts}
    assert refusal(lambda: client.chat_startStream(**args)) == "missing_recipient_user_id"
    stream = client.chat_stream(**args, recipient_user_id=linda.id, recipient_team_id=linda.team_id, buffer_size=5)
    task = {"type": "task_update", "id": "1", "title": "Look up"}
    stream.append(chunks=[task | {"status": "in_progress"}])
    stream.append(markdown_text="Hello ")
    ts = str(stream.ts)
    conflict = refusal(lambda: client.chat_update(channel=sales.id, ts=ts, text="x"))
    assert conflict == "streaming_state_conflict"
    stream.append(markdown_text="world", chunks=[task | {"status": "complete"}])
    stream.stop(blocks=BUTTONS)
    done = slack.wait_for_message(sales, "Hello world")
    assert [b["type"] for b in done["blocks"]] == ["task_card", "actions", "actions"]
    assert done["blocks"][0]["status"] == "complete"
    again = refusal(lambda: client.chat_stopStream(channel=sales.id, ts=ts))
    assert again == "message_not_in_streaming_state"
    client.chat_update(channel=sales.id, ts=ts, text="edited")


def test_streams_expire_keep_their_mode_and_stop_for_the_person(
    slack: SlackDouble, client: WebClient, linda: User
) -> None:
    ask, dm = slack.says(linda, "tell me"), slack.dm(linda).id
    start: Json = {"channel": dm, "thread_ts": ask.ts, "markdown_text": "a"}
    ts = client.chat_startStream(**start)["ts"]
    mixed = {"channel": dm, "ts": ts, "chunks": [{"type": "markdown_text", "text": "b"}]}
    assert refusal(lambda: client.chat_appendStream(**mixed)) == "streaming_mode_mismatch"
    assert refusal(lambda: client.chat_appendStream(markdown_text="x", **mixed)).startswith("cannot_provide_both")
    long = {"channel": dm, "ts": ts, "markdown_text": "x" * 12_001}
    assert refusal(lambda: client.chat_appendStream(**long)) == "msg_too_long"
    slack.pass_time(301)
    late = {"channel": dm, "ts": ts, "markdown_text": "b"}
    assert refusal(lambda: client.chat_appendStream(**late)) == "message_not_in_streaming_state"
    client.chat_update(channel=dm, ts=ts, text="the whole answer")

    live = client.chat_startStream(**start)["ts"]
    event = slack.stops(linda, slack.dm(linda), ask.ts).deliveries[0].payload["event"]
    assert event["streaming_message_ts"] == [live]
    assert refusal(lambda: client.chat_appendStream(channel=dm, ts=live, markdown_text="b")) == "stopped_by_user"


def test_statuses_sessions_and_prompts(slack: SlackDouble, client: WebClient, linda: User) -> None:
    ask, dm = slack.says(linda, "tell me"), slack.dm(linda).id
    client.assistant_threads_setStatus(channel_id=dm, thread_ts=ask.ts, status="is looking")
    assert slack.status(linda, ask.ts) == "is looking"
    client.chat_postMessage(channel=dm, thread_ts=ask.ts, text="found")
    assert slack.status(linda, ask.ts) == ""
    client.assistant_threads_setStatus(channel_id=dm, thread_ts=ask.ts, status="is looking")
    slack.pass_time(121)
    assert slack.status(linda, ask.ts) == ""

    session = {"channel_id": dm, "thread_ts": ask.ts}
    made = client.agents_sessions_setStatus(status="processing", title="Review", **session)
    assert "warning" not in made.data
    client.agents_sessions_rename(title="Acme review", **session)
    stream = client.chat_startStream(channel=dm, thread_ts=ask.ts)
    client.chat_stopStream(channel=dm, ts=stream["ts"], session_status="suspended")
    assert slack.session(linda, ask.ts) == {
        "title": "Acme review",
        "initiator_user_id": None,
        "status": "suspended",
    }
    assert refusal(lambda: client.agents_sessions_setStatus(status="busy", **session)) == "invalid_status"
    slack.workspace.bot_events.discard("agent_session_stopped")
    assert "warning" in client.agents_sessions_setStatus(status="active", **session).data

    prompt = {"title": "t", "message": "m"}
    client.assistant_threads_setSuggestedPrompts(channel_id=dm, prompts=[prompt] * 4)
    too_many = refusal(lambda: client.assistant_threads_setSuggestedPrompts(channel_id=dm, prompts=[prompt] * 5))
    assert too_many == "invalid_arguments"


def test_reactions_are_added_once_and_removed(client: WebClient, slack: SlackDouble, sales: Channel) -> None:
    ts = client.chat_postMessage(channel=sales.id, text="x")["ts"]
    args = {"channel": sales.id, "timestamp": ts, "name": "eyes"}
    client.reactions_add(**args)
    assert refusal(lambda: client.reactions_add(**args)) == "already_reacted"
    client.reactions_remove(**args)
    assert refusal(lambda: client.reactions_remove(**args)) == "no_reaction"


# ---- events of special kinds --------------------------------------------------------------------------


def test_outsiders_edits_own_posts_and_old_messages_look_as_on_slack(
    slack: SlackDouble, client: WebClient, linda: User
) -> None:
    outside = slack.add_user("Out", team="T0OTHER")
    shared = slack.add_channel("shared", members=[linda, outside], ext_shared=True)
    outer = slack.says(outside, "hi", channel=shared).deliveries[0].payload
    assert outer["is_ext_shared_channel"] is True
    assert outer["event"]["user_team"] == "T0OTHER"
    said = slack.says(linda, "first", channel=shared)
    assert said.message is not None
    edit = slack.edits(said.message, "second").deliveries[0].payload["event"]
    assert (edit["subtype"], edit["previous_message"]["text"]) == ("message_changed", "first")
    gone = slack.deletes(said.message).deliveries[0].payload["event"]
    assert gone["deleted_ts"] == said.ts
    old = slack.says(linda, "an hour ago", sent_ago=3600).deliveries[0].payload
    assert time.time() - old["event_time"] > 3500
    slack.hold()
    client.chat_postMessage(channel=shared.id, text="mine")
    own = slack.release()
    assert own[0].payload["event"]["bot_id"] == "B0DOUBLE1"
    looked = slack.looks_at(linda, shared).deliveries[0].payload["event"]
    assert looked["context"]["entities"][0]["value"] == shared.id


# ---- faults -------------------------------------------------------------------------------------------


def test_rate_limits_come_with_retry_after(slack: SlackDouble, sales: Channel) -> None:
    handlers = [RateLimitErrorRetryHandler(max_retry_count=1)]
    client = WebClient(slack.bot_token, base_url=slack.base_url, retry_handlers=list(handlers))
    slack.faults.add("chat.postMessage", "429", retry_after=1)
    client.chat_postMessage(channel=sales.id, text="x")
    client.retry_handlers.clear()
    slack.faults.add("chat.postMessage", "429", retry_after=7)
    with pytest.raises(SlackApiError) as refused:
        client.chat_postMessage(channel=sales.id, text="y")
    assert refused.value.response.headers["Retry-After"] == "7"
    assert [m["text"] for m in slack.messages(sales)] == ["x"]


def test_faults_break_the_call_in_the_ordered_way(slack: SlackDouble, client: WebClient, sales: Channel) -> None:
    def post(mode: str, seconds: float | None = None) -> str:
        slack.faults.add("chat.postMessage", mode, seconds=seconds)
        try:
            client.chat_postMessage(channel=sales.id, text=mode)
        except SlackApiError as refused:
            return str(refused.response["error"])
        except (OSError, urllib.error.URLError):
            return "connection"
        return "ok"

    client.timeout = 1
    assert post("error:channel_not_found") == "channel_not_found"
    assert post("500").startswith("Received a response in a non-JSON format")
    assert post("drop") == "connection"
    assert post("hang") == "connection"
    assert post("drop_after_accept") == "connection"
    assert post("slow", seconds=0.1) == "ok"
    assert [m["text"] for m in slack.messages(sales)] == ["drop_after_accept", "slow"]
    assert [c.answer["ok"] for c in slack.calls("chat.postMessage")] == [True, True]
    with pytest.raises(ValueError, match="unknown fault"):
        slack.faults.add("chat.postMessage", "explode")


def test_the_double_keeps_up_with_many_callers(slack: SlackDouble, sales: Channel) -> None:
    def work() -> None:
        client = WebClient(slack.bot_token, base_url=slack.base_url)
        for n in range(10):
            client.chat_postMessage(channel=sales.id, text=str(n))

    workers = [threading.Thread(target=work) for _ in range(8)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert len({m["ts"] for m in slack.messages(sales)}) == 80
