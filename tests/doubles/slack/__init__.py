"""A local Slack for tests: Web API, events, interactions, Socket Mode, files and streams, on 127.0.0.1."""

from .blockkit import check_blocks, check_view
from .delivery import Ack, Delivery, signed
from .double import SlackDouble, shown_text
from .people import Act
from .web_api import OPTIONAL_SCOPES, REQUIRED_SCOPES, SCOPES, Call
from .workspace import Channel, User

__all__ = [
    "OPTIONAL_SCOPES",
    "REQUIRED_SCOPES",
    "SCOPES",
    "Ack",
    "Act",
    "Call",
    "Channel",
    "Delivery",
    "SlackDouble",
    "User",
    "check_blocks",
    "check_view",
    "shown_text",
    "signed",
]
