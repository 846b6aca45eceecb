"""What an Answer becomes in Slack: within the limits, literal, complete."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.replies.blockkit import FALLBACK_TEXT, faults
from bot.replies.native_chart import native_chart
from bot.replies.pieces import Link
from bot.replies.safe import clean, escape
from bot.replies.slack import Look, render, working
from bot.tools.answer import (
    Answer,
    Attachment,
    Chart,
    Choice,
    Citation,
    Column,
    Figure,
    Input,
    Receipt,
    Section,
    Series,
    Table,
)
from tests.doubles.slack import check_blocks, shown_text
from tests.replies.charts import EVERY, FORECAST, LINE, YEARS

LOOK = Look(owner="U1", answer_id="x")
HOSTILE = "<!channel> <@U1> *b* `c` \u202etxt\u200b\U000e0041 https://evil.example/x www.evil.example"

values = st.one_of(
    st.none(), st.integers(-(10**9), 10**9), st.decimals(-(10**9), 10**9, places=2), st.text(max_size=400)
)
texts = st.text(max_size=700)
rows = st.integers(1, 25).flatmap(
    lambda wide: st.builds(
        Table,
        st.tuples(*[st.builds(Column, st.just("c"), texts, st.sampled_from(["", "USD", "%"]))] * wide),
        st.lists(st.tuples(*[values] * wide), max_size=130).map(tuple),
        texts,
    )
)
answers = st.builds(
    Answer,
    st.just("account_profitability"),
    texts,
    st.lists(texts, max_size=30).map(tuple),
    figures=st.lists(
        st.builds(Figure, texts, st.none() | st.integers(-(10**15), 10**15), st.just("USD"), texts), max_size=20
    ).map(tuple),
    table=st.none() | rows,
    sections=st.lists(
        st.builds(Section, texts, st.lists(texts, max_size=20).map(tuple), st.none() | rows), max_size=6
    ).map(tuple),
    citations=st.lists(st.builds(Citation, texts, texts, texts), max_size=5).map(tuple),
    choices=st.lists(st.builds(Choice, texts), max_size=30).map(tuple),
    receipt=st.none() | st.builds(Receipt, texts, id=st.just("r" * 32)),
    warnings=st.lists(texts, max_size=15).map(tuple),
    follow_ups=st.lists(texts, max_size=6).map(tuple),
)


@settings(max_examples=60, deadline=None)
@given(answers)
def test_any_answer_is_within_slacks_limits(answer: Answer) -> None:
    for message in render(answer, LOOK):
        assert faults(message.blocks) == ()
        assert check_blocks(list(message.blocks)) == []  # the double's own reading of the same limits
        assert len(message.text) <= FALLBACK_TEXT


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=300))
def test_cleaning_twice_changes_nothing_and_no_markup_is_left(text: str) -> None:
    once = clean(text)
    assert clean(once) == once
    assert not set("<>") & set(escape(once))


def full() -> Answer:
    table = Table(
        (Column("a", "account"), Column("s", "sales", "USD")), tuple((f"A{n}", Decimal(n)) for n in range(300))
    )
    return Answer(
        "account_ranking",
        f"Headline {HOSTILE}",
        (f"line {HOSTILE}",),
        table=table,
        sections=(Section(HOSTILE, (HOSTILE,)),),
        citations=(Citation(HOSTILE, HOSTILE, HOSTILE),),
        choices=(Choice(HOSTILE, HOSTILE),),
        receipt=Receipt(HOSTILE, ((HOSTILE, Input(HOSTILE, HOSTILE, HOSTILE)),), HOSTILE, (HOSTILE,), id="r1"),
        warnings=(HOSTILE,),
        follow_ups=(HOSTILE,),
        attachments=(
            Attachment("xlsx", "sales.xlsx"),
            Attachment("docx", "sales.docx"),
            Attachment("csv", "sales.csv"),
        ),
        illustrative=True,
    )


def test_hostile_values_stay_literal_everywhere() -> None:
    for message in (*render(full(), LOOK), working(full(), LOOK)):
        shown = shown_text({"text": message.text, "blocks": _without_values(list(message.blocks))})
        for bad in ("\u202e", "\u200b", "\U000e0041", "evil.example"):
            assert bad not in shown
        assert "<" not in message.text
        kinds = set(_kinds(list(message.blocks)))
        assert not kinds & {"mrkdwn", "link", "user", "usergroup", "broadcast", "channel", "image", "markdown"}


def _without_values(value: Any) -> Any:
    """Without what buttons carry and nobody sees."""
    if isinstance(value, dict):
        return {name: _without_values(one) for name, one in value.items() if name != "value"}
    return [_without_values(one) for one in value] if isinstance(value, list) else value


def _kinds(value: object) -> list[str]:
    if isinstance(value, dict):
        return [str(value.get("type")), *(kind for one in value.values() for kind in _kinds(one))]
    return [kind for one in value for kind in _kinds(one)] if isinstance(value, list) else []


def test_links_pass_only_with_an_allowed_prefix() -> None:
    allowed = ("https://crm.example.com",)
    text = "https://crm.example.com/a https://crm.example.com.evil.test/ http://crm.example.com"
    assert clean(text, allowed) == "https://crm.example.com/a [link removed] [link removed]"


def test_a_long_table_is_shortened_and_goes_whole_into_a_file() -> None:
    message = render(full(), LOOK)[0]
    table = next(block for block in message.blocks if block["type"] == "table")
    assert len(table["rows"]) == 26
    assert [file.name for file in message.files] == ["account_ranking.xlsx", "sales.xlsx", "sales.docx", "sales.csv"]
    for file in message.files:
        assert file.make()
    from io import BytesIO

    from openpyxl import load_workbook

    sheet = load_workbook(BytesIO(message.files[0].make())).worksheets[0]
    assert sheet.max_row == 301
    assert (sheet["A2"].value, sheet["B301"].value) == ("A0", 299)


def test_text_cells_never_become_formulas() -> None:
    table = Table((Column("a", "=cmd()"), Column("b", "b", "USD")), (("=1+1", Decimal(-5)), ("@x", None)))
    answer = Answer("t", "h", table=table, attachments=(Attachment("csv", "a.csv"), Attachment("xlsx", "a.xlsx")))
    csv_file, xlsx = render(answer, LOOK)[0].files
    assert csv_file.make().decode("utf-8-sig").splitlines() == ["'=cmd(),b USD", "'=1+1,-5.00", "'@x,"]
    from io import BytesIO

    from openpyxl import load_workbook

    sheet = load_workbook(BytesIO(xlsx.make())).worksheets[-1]
    assert [(cell.value, cell.data_type) for cell in sheet["A"]] == [("=cmd()", "s"), ("=1+1", "s"), ("@x", "s")]
    assert sheet["B2"].value == -5


def test_several_questions_become_several_messages_and_one_pair_of_thumbs() -> None:
    first = Answer(
        "a", "one", receipt=Receipt("f", id="r1"), parts=(Answer("b", "two", receipt=Receipt("f", id="r2")),)
    )
    messages = render(first, LOOK)
    assert [("context_actions" in [b["type"] for b in m.blocks]) for m in messages] == [False, True]


def test_buttons_carry_their_question_and_the_asker() -> None:
    answer = Answer(
        "a", "h", choices=(Choice("North", "profit of North"),), follow_ups=("why?",), receipt=Receipt("f", id="r1")
    )
    elements = [e for b in render(answer, LOOK)[0].blocks if b["type"] == "actions" for e in b["elements"]]
    assert [e["action_id"] for e in elements] == ["choose:0", "working", "ask:0"]
    assert json.loads(elements[0]["value"]) == {"q": "profit of North", "u": "U1"}
    assert json.loads(elements[2]["value"]) == {"q": "why?"}


@pytest.mark.parametrize("name", EVERY)
def test_each_kind_of_chart_is_drawn(name: str) -> None:
    from bot.replies.charts import png

    picture = png(EVERY[name])
    assert picture.startswith(b"\x89PNG")
    width = int.from_bytes(picture[16:20])
    assert width == 1344
    message = render(Answer("t", "h", chart=EVERY[name]), Look(native_charts=False))[0]
    assert message.files[0].alt
    assert EVERY[name].title[:20] in message.files[0].alt


def almost_nothing() -> list[Chart]:
    def one(kind: Any, *values: int | None) -> Chart:
        names = tuple("abc"[: len(values)])
        return Chart(kind, "$5 and $6", names, (Series("s", tuple(None if v is None else Decimal(v) for v in values)),))

    scatter = Chart("scatter", "t", ("a",), (Series("x", (None,)), Series("y", (None,))))
    return [one("bars", None), one("line", 0), one("line", None), one("waterfall", 0, None), one("pareto", -1, -2),
            one("whale", -1), one("ageing", 0), one("grid", None), scatter]  # fmt: skip


@pytest.mark.parametrize("empty", almost_nothing())
def test_charts_of_almost_nothing_are_drawn_too(empty: Chart) -> None:
    from bot.replies.charts import png

    assert png(empty).startswith(b"\x89PNG")


def test_slacks_own_chart_is_used_only_where_nothing_is_lost() -> None:
    say = Link()
    block = native_chart(YEARS, say)
    assert block is not None
    assert faults([block]) == ()
    assert block["chart"]["series"][0]["data"][2] == {"label": "2025", "value": 1431000.0}
    assert native_chart(LINE, say) is not None
    assert native_chart(FORECAST, say) is None  # an interval and gaps
    assert native_chart(EVERY["ranking"], say) is None  # names cut to the same length, and a gap
    assert native_chart(EVERY["waterfall"], say) is None


def test_the_whole_help_fits_on_one_screen() -> None:
    from bot.tools.tool import all_tools

    groups = tuple({tool.group for tool in all_tools().values()})
    sections = tuple(Section(name, tuple(f"what it does: “{name} {n}?”" for n in range(9))) for name in groups)
    message = render(Answer("help", "Ask me.", sections=sections, visibility="public"), Look())[0]
    shown = str(message.blocks)
    assert all(f"“{name} 0?”, “{name} 1?”" in shown and f"{name} 2?" not in shown for name in groups)
    assert "/kam log" in shown


def test_what_was_written_comes_without_the_figures_for_programs() -> None:
    figures = (Figure("open", 1, "actions", "open"), Figure("late", 2, "actions", "late"))
    done = render(Answer("action_items", "Done: added it.", figures=figures), Look())[0]
    asked = render(Answer("action_items", "1 action open.", figures=figures), Look())[0]
    assert "fields" not in str(done.blocks)
    assert "open\\n1 action'" in str(asked.blocks)


def test_a_small_wide_table_of_a_section_becomes_lines_and_no_file() -> None:
    wide = Table(
        (Column("name", "name"), Column("role", "role")), tuple((f"Person {n}" * 4, "x" * 50) for n in range(5))
    )
    message = render(Answer("account_brief", "Who", sections=(Section("Who", (), wide),)), Look())[0]
    assert message.files == ()
    assert "name · role" in str(message.blocks)
