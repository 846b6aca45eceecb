"""One file for each thing that people do in Slack."""

from __future__ import annotations

from slack_bolt import App

from bot.handlers import (
    actions,
    attaching,
    command,
    feedback,
    files,
    home,
    import_settings,
    lifecycle,
    messages,
    modals,
    nudges,
    shortcuts,
)
from bot.handlers.answering import Answering


def register_all(app: App, answering: Answering) -> None:
    """Every listener of the app; the catch-all of `lifecycle` comes last."""
    for module in (
        messages,
        command,
        actions,
        attaching,
        nudges,
        feedback,
        modals,
        home,
        shortcuts,
        files,
        import_settings,
        lifecycle,
    ):
        module.register(app, answering)
