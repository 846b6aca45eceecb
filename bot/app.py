"""The Slack app: builds the Bolt app on a desk, and runs it over Socket Mode or HTTP until it is told to stop."""

from __future__ import annotations

import datetime as dt
import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from slack_bolt import App
from slack_bolt.authorization import AuthorizeResult

from bot.config import Config
from bot.errors import BadInput, Unavailable
from bot.handlers import register_all
from bot.handlers.answering import Answering
from bot.handlers.desk import Desk, Me, open_desk
from bot.handlers.identity import Identity
from bot.handlers.places import Places
from bot.handlers.sending import WorkspaceSender
from bot.slack_client import Bot, Refused, SlackSender, Unsure, web_client
from store.engine import Database

if TYPE_CHECKING:
    from bot.services import Services

log = logging.getLogger(__name__)

START_TRIES_SECONDS = (2, 5, 10, 20, 30)

Wsgi = Callable[[dict[str, Any], Any], Any]

NO_BOT_TOKEN = (
    "There is no Slack token: set SLACK_BOT_TOKEN (xoxb-…, in the app's settings under OAuth & Permissions). "
    "docs/slack.md has the five clicks."
)
NO_APP_TOKEN = (
    "Socket Mode needs SLACK_APP_TOKEN (xapp-…, in the app's settings under Basic Information, App-Level Tokens, with "
    "connections:write); or set slack.transport to http in config.yaml."
)
NO_SECRET = (
    "HTTP needs SLACK_SIGNING_SECRET (in the app's settings under Basic Information); or set slack.transport to socket "
    "in config.yaml."
)


@dataclass
class SlackApp:
    """A Bolt app with its desk."""

    bolt: App
    desk: Desk
    answering: Answering
    config: Config


def check_tokens(config: Config) -> None:
    """Raises BadInput with what is missing and where to find it."""
    secrets = config.secrets
    if not secrets.slack_bot_token.get_secret_value():
        raise BadInput(NO_BOT_TOKEN)
    if config.slack.transport == "socket" and not secrets.slack_app_token.get_secret_value():
        raise BadInput(NO_APP_TOKEN)
    if config.slack.transport == "http" and not secrets.slack_signing_secret.get_secret_value():
        raise BadInput(NO_SECRET)


def build(services: Services) -> SlackApp:
    """The app of a configuration. Needs no network: who the bot is, is asked when the first event comes."""
    config = services.config
    client = web_client(config)
    clock = services.clock
    desk = open_desk(services.assistant, services.database, config.slack, client, clock.now, clock.today)
    return on_desk(desk, config)


def on_desk(desk: Desk, config: Config) -> SlackApp:
    """The Bolt app on a desk that is there already."""
    desk.required = frozenset(config.nudges.required)
    secret = config.secrets.slack_signing_secret.get_secret_value()
    logger = logging.getLogger("slack_bolt.app")
    logger.setLevel(logging.ERROR)  # below, Bolt logs whole requests, which carry what people ask
    bolt = App(
        name="kam",
        logger=logger,
        client=desk.client,
        signing_secret=secret,
        # Listeners only commit and return: with this they run before the acknowledgement, not after it.
        process_before_response=True,
        authorize=lambda: _authorized(desk),
        attaching_conversation_kwargs_enabled=False,
        attaching_function_token_enabled=False,
        ssl_check_enabled=False,
    )
    answering = Answering(desk)
    register_all(bolt, answering)
    return SlackApp(bolt, desk, answering, config)


def workspace_sender(
    config: Config, database: Database, now: Callable[[], dt.datetime], today: Callable[[], dt.date]
) -> WorkspaceSender:
    """The scheduled messages' way into the configured workspace, for a process without a desk. Raises BadInput for a
    wrong token, Unavailable where Slack does not answer."""
    client = web_client(config)
    me = Me(client)
    try:
        me.team()
    except Refused as error:
        raise BadInput(
            f"Slack does not take SLACK_BOT_TOKEN ({error.code}). Copy it anew from the app's page."
        ) from error
    except Unsure as error:
        raise Unavailable("Slack does not answer. Check the network and try again.") from error
    identity = Identity(client, database, me.team, now)
    places = Places(client, identity, database, me.user, today)
    return WorkspaceSender(SlackSender(client), database, identity, places, me.team)


def _authorized(desk: Desk) -> AuthorizeResult:
    bot = desk.me.bot()
    return AuthorizeResult(
        enterprise_id=None, team_id=bot.team, bot_user_id=bot.user, bot_id=bot.bot, bot_token=desk.client.token
    )


def introduced(app: SlackApp, wait: Callable[[float], bool]) -> Bot:
    """Who we are in the workspace. Waits for a Slack that does not answer; raises BadInput for a wrong token,
    Unavailable after the last try. `wait(seconds)` returns True where one should stop."""
    for seconds in (*START_TRIES_SECONDS, 0):
        try:
            return app.desk.me.bot()
        except Refused as error:
            raise BadInput(
                f"Slack does not take SLACK_BOT_TOKEN ({error.code}). Copy it anew from the app's settings, "
                "OAuth & Permissions, Bot User OAuth Token."
            ) from error
        except Unsure as error:
            log.warning("slack does not answer: %s; again in %d s", error, seconds)
            if wait(seconds):
                break
    raise Unavailable("Slack does not answer. Check the network and try again.")


@contextmanager
def working(app: SlackApp) -> Iterator[None]:
    """The desk works inside this block; at its end what is in hand is finished."""
    app.desk.start()
    try:
        yield
    finally:
        app.desk.stop()


def serve(
    app: SlackApp,
    stop: threading.Event,
    extra: Wsgi | None = None,
    beside: Callable[[SlackApp], AbstractContextManager[None]] | None = None,
) -> None:
    """Run until `stop` is set. `extra` answers what is no Slack request over HTTP (health, metrics); `beside` is what
    else runs meanwhile, begun once Slack has said who we are."""
    introduced(app, stop.wait)
    with working(app), beside(app) if beside else nullcontext():
        if app.config.slack.transport == "http":
            from bot.handlers.http_door import serve_http

            serve_http(app.bolt, app.config.slack.port, stop, extra)
        else:
            from bot.handlers.socket_door import serve_socket

            token = app.config.secrets.slack_app_token.get_secret_value()
            serve_socket(app.bolt, token, stop)
