"""Configuration: config.yaml and the environment, validated whole at start. The only reader of os.environ."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError, field_validator

from bot.errors import BadInput
from bot.tools.reminder_kinds import KINDS

SHIPPED = Path(__file__).resolve().parent.parent / "config.yaml"


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Company(_Part):
    currency: str = Field("USD", pattern="^[A-Z]{3}$")
    fiscal_year_starts: int = Field(1, ge=1, le=12)
    week_starts: Literal["monday", "sunday"] = "monday"
    timezone: str = "Europe/London"


class Reviews(_Part):
    default_cadence: dict[str, Literal["monthly", "quarterly", "none"]] = Field(default_factory=dict)
    escalate_after_misses: int = Field(2, ge=1)
    pack_days_before: int = Field(1, ge=0)


class Nudges(_Part):
    working_hours: tuple[str, str] = ("09:00", "17:00")
    digest_at: str = "08:30"
    late_after_hours: int = Field(12, ge=1)
    holidays: tuple[str, ...] = ()
    required: tuple[str, ...] = ()

    @field_validator("required")
    @classmethod
    def _known(cls, kinds: tuple[str, ...]) -> tuple[str, ...]:
        unknown = [one for one in kinds if one not in KINDS]
        if unknown:
            raise ValueError(f"{', '.join(unknown)}: no such kind; there are {', '.join(KINDS)}")
        return kinds


class Routing(_Part):
    answer_above: float = Field(0.35, ge=0, le=1)
    offer_above: float = Field(0.15, ge=0, le=1)
    confirm_writes: bool = True


class KnowledgeSource(_Part):
    folder: str
    readers: str = Field("everyone", pattern=r"^(everyone|managers|team:.+)$")
    owner: str = ""
    date: dt.date | None = None  # of the documents; without it each file's own


class KnowledgeConfig(_Part):
    embeddings: Literal["bundled", "openai"] = "bundled"
    chroma_url: str = ""
    top: int = Field(8, ge=1, le=50)
    sources: tuple[KnowledgeSource, ...] = ()


class Model(_Part):
    name: str = ""
    base_url: str = ""
    timeout_seconds: float = Field(20, gt=0)
    max_steps: int = Field(6, ge=1)
    max_tokens: int = Field(4000, ge=100)
    question_cost_limit: Decimal = Field(Decimal("0.25"), ge=0)
    daily_cost_limit: Decimal = Field(Decimal(5), ge=0)
    daily_token_limit: int = Field(2_000_000, ge=0)
    input_price_per_million: Decimal = Decimal(0)
    output_price_per_million: Decimal = Decimal(0)


class PortfolioChannel(_Part):
    channel: str
    manager: str


class Slack(_Part):
    transport: Literal["socket", "http"] = "socket"
    port: int = Field(3000, ge=0, le=65535)
    workers: int = Field(8, ge=1, le=64)
    per_person: int = Field(2, ge=1)
    stale_after_seconds: int = Field(900, ge=60)
    base_url: str = ""
    portfolio_channels: tuple[PortfolioChannel, ...] = ()
    allowed_links: tuple[str, ...] = ()


class Jobs(_Part):
    review_digest: str = "mon-fri"
    portfolio_summary: str = "mon"
    tick_seconds: int = Field(30, ge=1)
    drain_seconds: int = Field(5, ge=1)
    messages_per_second: float = Field(4, ge=0)


class Secrets(_Part):
    """From the environment only; never printed."""

    slack_bot_token: SecretStr = SecretStr("")
    slack_app_token: SecretStr = SecretStr("")
    slack_signing_secret: SecretStr = SecretStr("")
    openai_api_key: SecretStr = SecretStr("")


class Config(_Part):
    """Everything config.yaml holds, typed; see the comments there."""

    data: str = "kam-data"
    company: Company = Company()
    finance: dict[str, Decimal] = Field(default_factory=dict)
    reviews: Reviews = Reviews()
    nudges: Nudges = Nudges()
    routing: Routing = Routing()
    knowledge: KnowledgeConfig = KnowledgeConfig()
    model: Model = Model()
    slack: Slack = Slack()
    jobs: Jobs = Jobs()
    secrets: Secrets = Secrets()
    database_url: str = ""
    today: str = ""  # the date taken as today, ISO; empty = the clock's
    person: str = ""  # who asks in the terminal where nobody is named


ENVIRONMENT = {
    "SLACK_BOT_TOKEN": ("secrets", "slack_bot_token"),
    "SLACK_APP_TOKEN": ("secrets", "slack_app_token"),
    "SLACK_SIGNING_SECRET": ("secrets", "slack_signing_secret"),
    "OPENAI_API_KEY": ("secrets", "openai_api_key"),
    "OPENAI_BASE_URL": ("model", "base_url"),
    "KAM_MODEL": ("model", "name"),
    "KAM_SLACK_BASE_URL": ("slack", "base_url"),
    "KAM_DATABASE_URL": ("database_url",),
    "KAM_CHROMA_URL": ("knowledge", "chroma_url"),
    "KAM_DATA": ("data",),
    "KAM_TODAY": ("today",),
    "KAM_AS": ("person",),
}
"""What each environment variable sets; it wins over the file."""


def one_thread_for_numbers() -> None:
    """Keep numpy to one thread, unless the environment says otherwise: its work here is small, and threads that wait
    for each other make it many times slower. To be called before numpy is imported."""
    for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS"):
        os.environ.setdefault(name, "1")


def load_config(file: Path | None = None, environment: Mapping[str, str] | None = None, **chosen: str | None) -> Config:
    """The configuration of a file (or ./config.yaml, or the one shipped), the environment, and chosen options.

    `chosen` are top-level keys (data, today, person) that win over both. Raises BadInput that lists every fault.
    """
    values = _read(file)
    for name, path in ENVIRONMENT.items():
        text = (os.environ if environment is None else environment).get(name, "")
        if text:
            _put(values, path, text)
    values.update({key: value for key, value in chosen.items() if value})
    try:
        return Config.model_validate(values)
    except ValidationError as error:
        faults = "; ".join(f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in error.errors())
        raise BadInput(f"The configuration has {error.error_count()} fault(s): {faults}.") from error


def _read(file: Path | None) -> dict[str, Any]:
    if file is not None and not file.is_file():
        raise BadInput(f"There is no configuration file {file}; leave --config out to use the one shipped.")
    local = file or Path("config.yaml")
    if not local.is_file():
        local = SHIPPED
    text = local.read_text(encoding="utf-8")
    try:
        values = yaml.safe_load(text) or {}
    except yaml.YAMLError as error:
        raise BadInput(f"The configuration file {local} is not valid YAML: {error}.") from error
    if not isinstance(values, dict):
        raise BadInput(f"The configuration file {local} must be a mapping of names to values.")
    return values


def _put(values: dict[str, Any], path: tuple[str, ...], text: str) -> None:
    for name in path[:-1]:
        values = values.setdefault(name, {})
    values[path[-1]] = text
