"""docs/tools.md says what the tools say."""

from __future__ import annotations

from pathlib import Path

from bot.replies.reference import tools_markdown
from bot.tools.arguments import kind_of
from bot.tools.tool import all_tools

PAGE = Path(__file__).parents[2] / "docs" / "tools.md"

CONTRACT = [
    "account_brief",
    "account_plan",
    "account_profitability",
    "account_ranking",
    "account_selection",
    "action_items",
    "bant_qualification",
    "break_even_kam_cost",
    "churn_risk",
    "customer_issues",
    "customer_lifetime_value",
    "effort_vs_return",
    "explain",
    "guidance",
    "help",
    "joint_value",
    "kam_competency",
    "lifecycle_stage",
    "log_review",
    "pareto_analysis",
    "portfolio_summary",
    "price_realization",
    "price_volume_mix",
    "profit_drivers",
    "promotion_roi",
    "receivables_risk",
    "relationship_map",
    "review_pack",
    "reviews_due",
    "sales_forecast",
    "segment_mix",
    "value_delivered",
    "whitespace",
]


def test_the_page_is_what_make_docs_writes() -> None:
    assert PAGE.read_text(encoding="utf-8").strip() == tools_markdown().strip(), "run `make docs`"


def test_all_33_tools_of_the_contract_are_there_and_no_other() -> None:
    assert sorted(all_tools()) == CONTRACT


def test_every_tool_says_what_it_takes_and_how_it_is_asked() -> None:
    for tool in all_tools().values():
        assert tool.run.__doc__, tool.id
        assert len(tool.examples) >= 2, tool.id
        assert tool.group, tool.id
        for name, field in tool.args.model_fields.items():
            assert kind_of(tool.args, name)
            assert field.description, f"{tool.id}.{name}"


def test_a_tool_that_writes_can_propose() -> None:
    for tool in all_tools().values():
        assert (tool.writes is None) == (tool.propose is None), tool.id
