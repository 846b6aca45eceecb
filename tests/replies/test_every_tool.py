"""The largest answer of every tool, for the head of sales on the sample ledger, drawn within Slack's limits."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.replies.blockkit import faults, text_size
from bot.replies.charts import png
from bot.replies.slack import Look, render, working
from bot.tools.answer import Answer
from bot.tools.tool import Tool, all_tools
from store.engine import open_database
from tests.assistants import HEAD, Asker, services
from tests.conftest import SAMPLE_TODAY
from tests.doubles.slack import check_blocks

NO_FIGURES = ("clarify", "refused", "out_of_scope")

LARGEST: dict[str, dict[str, str]] = {
    "account_profitability": {"account": "Brakes and Gears"},
    "price_realization": {"account": "Brakes and Gears"},
    "price_volume_mix": {"scope": "all"},
    "profit_drivers": {"account": "Brakes and Gears"},
    "promotion_roi": {"incremental_sales": "100000", "margin_pct": "20", "cost": "5000"},
    "segment_mix": {"dimension": "product", "scope": "all"},
    "joint_value": {"account": "Brakes and Gears", "customer_gain": "50000", "our_gain": "20000"},
    "account_ranking": {"metric": "sales", "top": "500", "scope": "all"},
    "break_even_kam_cost": {"kam_cost": "200000", "accounts": "10", "margin_pct": "10", "sales": "2000000"},
    "customer_lifetime_value": {"account": "Brakes and Gears"},
    "bant_qualification": {"budget": "80k approved", "authority": "talking to the buyer"},
    "pareto_analysis": {"scope": "all"},
    "account_selection": {"scope": "all"},
    "effort_vs_return": {"scope": "all"},
    "lifecycle_stage": {"account": "Brakes and Gears"},
    "receivables_risk": {"scope": "all"},
    "sales_forecast": {"scope": "all", "horizon_months": "24"},
    "churn_risk": {"scope": "all"},
    "whitespace": {"account": "Brakes and Gears"},
    "relationship_map": {"account": "Brakes and Gears"},
    "reviews_due": {"scope": "all"},
    "review_pack": {"account": "Brakes and Gears"},
    "log_review": {"account": "Brakes and Gears"},
    "action_items": {"operation": "list"},
    "value_delivered": {"account": "Brakes and Gears", "operation": "list"},
    "customer_issues": {"operation": "list"},
    "account_plan": {"account": "Brakes and Gears", "operation": "show"},
    "account_brief": {"account": "Brakes and Gears"},
    "portfolio_summary": {"scope": "all"},
    "kam_competency": {"person": "Linda Mitchell"},
    "guidance": {"question": "how do I prepare a review?"},
    "explain": {},
    "help": {},
}


@pytest.fixture(scope="module")
def asker(sample_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Asker]:
    target = tmp_path_factory.mktemp("replies") / "sample.sqlite"
    shutil.copyfile(sample_file, target)
    database = open_database(f"sqlite:///{target}")
    yield Asker(services(database, SAMPLE_TODAY), HEAD, "replies")
    database.close()


def test_every_tool_has_its_largest_answer_here() -> None:
    assert set(all_tools()) <= set(LARGEST)


@pytest.mark.parametrize("tool", all_tools().values(), ids=lambda tool: tool.id)
def test_the_largest_answer_fits_and_is_complete(asker: Asker, tool: Tool) -> None:
    answer: Answer = asker.tool(tool.id, **LARGEST[tool.id])
    for native in (True, False):
        for message in (
            *render(answer, Look(owner="U1", answer_id="x", native_charts=native)),
            working(answer, Look()),
        ):
            assert faults(message.blocks) == ()
            assert check_blocks(list(message.blocks)) == []
            assert text_size(list(message.blocks)) <= 13_000
            assert message.text
            for file in message.files:
                assert file.make(), file.name
    shown = str([list(message.blocks) for message in render(answer, Look())])
    assert answer.headline[:60].replace("'", "") in shown.replace("\\'", "").replace("'", "")
    if answer.chart is not None:
        assert png(answer.chart)
    if tool.id not in ("explain", "promotion_roi", "bant_qualification", "joint_value"):
        assert answer.route not in NO_FIGURES, answer.headline
