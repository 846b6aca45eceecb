"""Everything is asked on SQLite and on PostgreSQL: every tool and many questions; the answers are the same."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, text
from sqlmodel.sql.sqltypes import UTCDateTime

from bot.replies.json import to_dict
from bot.services import Services
from bot.tools.answer import Answer
from bot.tools.tool import all_tools
from store import migrations
from store.engine import Database, open_database
from store.tables import metadata
from tests.assistants import HEAD, LINDA, Asker, services
from tests.conftest import SAMPLE_TODAY
from tests.doubles.postgres import PostgresServer

QUESTIONS = (Path(__file__).parent / "bench" / "questions.txt").read_text(encoding="utf-8").splitlines()
_MADE = re.compile(r"[0-9a-f]{32}")
PART_OF_MONTHS = "12 March to 17 September 2026"
"""Not whole months, so that the lines answer and not the monthly sums."""

ACCOUNT = {"account": "Brakes and Gears"}
TOOLS: tuple[tuple[str, str, dict[str, str]], ...] = (
    *((LINDA, one, ACCOUNT) for one in sorted(all_tools()) if {"account"} <= all_tools()[one].args.model_fields.keys()),
    *((LINDA, one, {**ACCOUNT, "period": PART_OF_MONTHS}) for one in ("account_profitability", "price_volume_mix")),
    (LINDA, "price_realization", {**ACCOUNT, "period": PART_OF_MONTHS}),
    (LINDA, "profit_drivers", {**ACCOUNT, "period": "last year", "price_pct": "2", "volume_pct": "-3"}),
    (LINDA, "joint_value", {**ACCOUNT, "customer_gain": "50000", "our_cost": "1234.56"}),
    (LINDA, "segment_mix", {**ACCOUNT, "dimension": "category", "period": PART_OF_MONTHS}),
    (LINDA, "kam_competency", {}),
    (LINDA, "reviews_due", {"period": "this quarter"}),
    (LINDA, "log_review", {**ACCOUNT, "notes": "Ünïcode; they want 'more' bikes", "date": "2026-11-20"}),
    (LINDA, "action_items", {**ACCOUNT, "text": "send the list", "due": "2026-11-27"}),
    (LINDA, "customer_issues", {**ACCOUNT, "text": "late delivery", "department": "Logistics"}),
    (LINDA, "value_delivered", {**ACCOUNT, "text": "training", "amount": "1234.5678"}),
    (LINDA, "account_plan", {**ACCOUNT, "text": "first call", "objective": "vision"}),
    (LINDA, "review_pack", ACCOUNT),
    *((HEAD, "account_ranking", {"metric": one}) for one in ("sales", "gross_margin", "net_profit", "growth", "clv")),
    (HEAD, "account_ranking", {"metric": "sales", "order": "bottom", "top": "7", "period": PART_OF_MONTHS}),
    *((HEAD, "segment_mix", {"dimension": one}) for one in ("category", "subcategory", "product", "segment", "region")),
    (HEAD, "pareto_analysis", {"metric": "net_profit"}),
    (HEAD, "portfolio_summary", {}),
    (HEAD, "portfolio_summary", {"scope": "Europe", "period": "2025"}),
    (HEAD, "price_volume_mix", {"scope": "all", "period": "2025"}),
    (HEAD, "account_selection", {}),
    (HEAD, "effort_vs_return", {}),
    (HEAD, "receivables_risk", {}),
    (HEAD, "churn_risk", {}),
    (HEAD, "sales_forecast", {"scope": "all"}),
    (HEAD, "sales_forecast", {"series": "10,12,11,13,15,14,16,18,17,19,21,20"}),
    (HEAD, "promotion_roi", {"promotion": "Road-650 Overstock"}),
    (HEAD, "bant_qualification", {}),
    (HEAD, "reviews_due", {"scope": "all"}),
    (HEAD, "guidance", {"question": "when is a key account a key account?"}),
    (HEAD, "help", {}),
    (HEAD, "explain", {}),
    ("jae0@adventure-works.com", "account_profitability", ACCOUNT),  # not hers: refused on both
)


@pytest.fixture(scope="module")
def both(
    postgres: PostgresServer, sample_file: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Services, Services]]:
    """The sample ledger in both databases, row by row the same."""
    file = tmp_path_factory.mktemp("both") / "sample.sqlite"
    file.write_bytes(sample_file.read_bytes())
    url = postgres.fresh()
    light, heavy = open_database(f"sqlite:///{file}"), open_database(url)
    migrations.upgrade(light)
    _copy(light, heavy)
    built = services(light, SAMPLE_TODAY), services(heavy, SAMPLE_TODAY)
    yield built
    for one in built:
        one.close()
    heavy.close()
    postgres.drop(url)


def _copy(source: Database, target: Database) -> None:
    """Every row as it is stored; times, which the two store differently, by way of their values."""
    with source.readers.connect() as read, target.writers.begin() as write:
        write.execute(text("SET LOCAL session_replication_role = replica"))  # references hold at the end
        for table in metadata.sorted_tables:
            if any(isinstance(column.type, UTCDateTime) for column in table.columns):
                if rows := [dict(row) for row in read.execute(select(table)).mappings()]:
                    write.execute(table.insert(), rows)
                continue
            names = ", ".join(f'"{column.name}"' for column in table.columns)
            stored = read.connection.cursor()
            stored.execute(f'SELECT {names} FROM "{table.name}"')
            cursor: Any = write.connection.cursor()
            with cursor.copy(f'COPY "{table.name}" ({names}) FROM STDIN') as sink:
                for one in stored.fetchall():
                    sink.write_row(one)


def _plain(answer: Answer) -> Any:
    """An answer as a program gets it, without the ids that are made anew each time."""
    found = to_dict(answer)
    found.get("receipt", {}).pop("id", None)
    return json.loads(_MADE.sub("id", json.dumps(found)))


def test_every_tool_answers_the_same(both: tuple[Services, Services]) -> None:
    assert {one for _, one, _ in TOOLS} == set(all_tools())
    for email, tool, raw in TOOLS:
        light, heavy = (_plain(Asker(one, email, f"{email}:{tool}").tool(tool, **raw)) for one in both)
        assert light == heavy, (email, tool, raw)


def test_every_question_is_answered_the_same(both: tuple[Services, Services]) -> None:
    routes = set()
    for number, question in enumerate(QUESTIONS):
        light, heavy = (_plain(Asker(one, LINDA, f"q{number}").ask(question)) for one in both)
        assert light == heavy, question
        routes.add(light["route"])
    assert len(routes) > 20
