"""Logs of a server: one JSON object a line, and nothing in it that a person asked, owns or earns.

What we log ourselves is written without names and figures; what libraries log is kept to warnings, because at lower
levels they print whole requests.
"""

from __future__ import annotations

import json
import logging
import sys
import traceback
from typing import TextIO

LOUD = ("slack_bolt", "slack_sdk", "apscheduler", "procrastinate", "httpx", "openai", "chromadb", "waitress")
"""Libraries that print requests, questions or statements at lower levels."""


class JsonLines(logging.Formatter):
    """time, level, logger, message, and the place of a failure; never the failure's own text, which may quote data."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, object] = {
            "time": self.formatTime(record, "%Y-%m-%dT%H:%M:%S%z"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        if record.exc_info and record.exc_info[1] is not None:
            frames = traceback.extract_tb(record.exc_info[2])
            line["failure"] = type(record.exc_info[1]).__name__
            line["at"] = [f"{one.filename.rsplit('/', 1)[-1]}:{one.lineno} {one.name}" for one in frames[-8:]]
        return json.dumps(line, ensure_ascii=False)


def set_up(stream: TextIO | None = None, level: int = logging.INFO) -> None:
    """Send everything to one stream (standard error), a JSON object a line."""
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(JsonLines())
    root = logging.getLogger()
    for old in root.handlers[:]:
        root.removeHandler(old)
    root.addHandler(handler)
    root.setLevel(level)
    for name in LOUD:
        logging.getLogger(name).setLevel(logging.WARNING)
