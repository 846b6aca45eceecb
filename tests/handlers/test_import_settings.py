"""A dropped file that does not say it all: the report, the settings, another try, the import."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from sqlmodel import select

from store.tables import OrderLine, Person
from tests.doubles.slack import User, shown_text
from tests.handlers.world import World

PEOPLE = b"id,name,email,role\nn1,New One,n1@example.com,kam\n"
ORDERS = b'order,account,date,quantity,amount,freight_x\no1,North Bikes,03/04/2026,1,"1.234,50",7\n'


def dropped(world: World, *files: tuple[str, bytes], said: str = "") -> tuple[User, str, dict[str, Any]]:
    """The head of sales, the thread, and the report on what she has dropped."""
    hana = world.user("h1")
    act = world.slack.says(hana, "here", files=list(files))
    report = world.slack.wait_for_message(hana, said or "Cancel", thread_ts=act.ts, timeout=20)
    world.settle()
    return hana, act.ts, report


def settings(world: World, user: User, report: dict[str, Any]) -> dict[str, Any]:
    world.slack.clicks(user, report, "import:settings").ack()
    return world.slack.wait_until(lambda: world.slack.views(user))[0]


def field(view: dict[str, Any], header: str) -> str:
    """The block of a column."""
    return next(str(one["block_id"]) for one in view["blocks"] if one.get("label", {}).get("text") == header)


def chosen(view: dict[str, Any], header: str) -> str:
    block = next(one for one in view["blocks"] if one.get("label", {}).get("text") == header)
    return str(block["element"]["initial_option"]["value"])


def test_what_a_file_leaves_open_is_settled_in_the_modal_and_then_imported(world: World) -> None:
    hana, thread, report = dropped(world, ("orders.csv", ORDERS))
    assert "Import" not in [
        e["text"]["text"] for b in report["blocks"] if b["type"] == "actions" for e in b["elements"]
    ]
    view = settings(world, hana, report)
    assert chosen(view, "account") == "account_name"
    assert chosen(view, "What it holds") == "order"
    world.slack.submits(view, {"dates": "day", "decimal": ",", "currency": "usd"}).ack()
    again = world.slack.wait_for_message(hana, "Import it?", thread_ts=thread, timeout=20)
    assert world.slack.views(hana) == []
    world.slack.clicks(hana, again, "import:yes").ack()
    world.slack.wait_for_message(hana, "Imported:", thread_ts=thread, timeout=20)
    world.settle()
    with world.database.read() as session:
        line = session.scalars(select(OrderLine)).one()
    assert str(line.order_date) == "2026-04-03"
    assert line.net_sales == Decimal("1234.50")


def test_faults_are_shown_in_the_modal(one_world: World) -> None:
    world = one_world
    hana, _, report = dropped(world, ("people.csv", PEOPLE))
    view = settings(world, hana, report)
    answer = world.slack.submits(view, {field(view, "email"): "name", "currency": "dollars"}).ack().body
    assert isinstance(answer, dict)
    assert answer["errors"][field(view, "email")].startswith("'name' gives this already")
    assert "three letters" in answer["errors"]["currency:0"]
    left_out = world.slack.submits(view, {field(view, "id"): "-", field(view, "name"): "-"}).ack().body
    assert isinstance(left_out, dict)
    assert "a column must give" in str(left_out["errors"])


def test_each_file_has_its_page_and_another_kind_its_fields(one_world: World) -> None:
    world = one_world
    hana, thread, report = dropped(world, ("orders.csv", ORDERS), ("people.csv", PEOPLE))
    view = settings(world, hana, report)
    names = [one["text"]["text"] for one in view["blocks"][1]["element"]["options"]]
    assert names == ["orders.csv", "people.csv"]
    world.slack.clicks(hana, view, "import:file", "people.csv").ack()
    second = world.slack.wait_until(
        lambda: next(
            (v for v in world.slack.views(hana) if "people.csv is" in str(v) or "How is people.csv" in str(v)), None
        )
    )
    assert chosen(second, "role") == "role"
    world.slack.clicks(hana, second, "import:kind", "contact").ack()
    third = world.slack.wait_until(
        lambda: next((v for v in world.slack.views(hana) if v["hash"] != second["hash"]), None)
    )
    assert chosen(third, "What it holds") == "contact"
    assert ":contact:" in field(third, "name")
    world.settle()
    assert "orders.csv" in shown_text(report)
    assert thread


def test_only_who_dropped_the_files_and_may_import_opens_the_settings(one_world: World) -> None:
    world = one_world
    hana, _, report = dropped(world, ("people.csv", PEOPLE))
    with world.database.write() as session:
        person = session.get(Person, "h1")
        assert person is not None
        person.role = "kam"
        session.add(person)
    world.slack.clicks(hana, report, "import:settings").ack()
    world.slack.wait_until(lambda: world.slack.ephemerals)
    assert "Only the head of sales" in str(world.slack.ephemerals)
    assert world.slack.views(hana) == []


def test_settings_of_files_that_are_gone_say_so(one_world: World) -> None:
    world = one_world
    hana, thread, report = dropped(world, ("people.csv", PEOPLE))
    view = settings(world, hana, report)
    world.slack.clicks(hana, report, "import:no").ack()
    world.slack.wait_for_message(hana, "Left alone", thread_ts=thread)
    answer = world.slack.submits(view).ack().body
    assert isinstance(answer, dict)
    assert "taken care of already" in str(answer["errors"])
    world.slack.clicks(hana, report, "import:settings").ack()
    world.slack.wait_until(lambda: world.slack.ephemerals)
    assert "taken care of already" in str(world.slack.ephemerals)


def test_a_file_with_bad_lines_can_be_read_in_another_way_or_left(one_world: World) -> None:
    world = one_world
    _, _, report = dropped(world, ("people.csv", b"id,name,email,role\nn1,New One,nobody,kam\n"), said="to mend")
    labels = [e["text"]["text"] for b in report["blocks"] if b["type"] == "actions" for e in b["elements"]]
    assert labels == ["Settings", "Cancel"]
