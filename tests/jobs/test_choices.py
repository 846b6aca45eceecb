"""What people switch off, what is required of them all the same, and what a rhythm is offered by."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from sqlmodel import select

from bot.config import PortfolioChannel, load_config
from bot.errors import BadInput
from bot.jobs.composing import letter
from bot.jobs.job import Recipient, job_named
from bot.jobs.letter import Letter, drawn
from store.engine import Database
from store.questions.outbox import settle_nudge
from store.questions.people import person_by_id
from store.questions.preferences import off_kinds, required_of, set_off_kinds, set_required
from store.tables import Account, AccountGroup, CustomerIssue, OrderLine, Outbox, ReviewRhythm
from tests.doubles.slack import SlackDouble
from tests.jobs.office import MONDAY, NINE, Office, open_office


@pytest.fixture
def office(slack: SlackDouble, database: Database) -> Office:
    return open_office(slack, database)


def with_(office: Office, section: str, **changes: Any) -> Office:
    """The same office under another configuration."""
    part = getattr(office.config, section).model_copy(update=changes)
    office.config = office.config.model_copy(update={section: part})
    return office


def made(office: Office, person: str, job: str = "review_digest", day: dt.date = MONDAY) -> Letter | None:
    with office.database.read() as session:
        found = person_by_id(session, person)
        assert found is not None
        return letter(session, office.config, job_named(job), Recipient(found), day)


def kinds(found: Letter | None) -> list[str]:
    return [one.kind for one in found.items] if found else []


def switch_off(office: Office, person: str, *names: str) -> None:
    with office.database.write() as session:
        set_off_kinds(session, person, names, NINE)


def test_a_digest_offers_to_stop_what_it_holds_and_is_obeyed(office: Office) -> None:
    first = made(office, "k1")
    assert first is not None
    buttons = [one for block in drawn(first).blocks for one in block.get("elements", ()) if one["type"] == "button"]
    stop = next(one for one in buttons if one["text"]["text"] == "Stop: reviews due and late")
    assert '"s": "kind:review"' in stop["value"]
    with office.database.write() as session:
        settle_nudge(session, "k1", "kind:review", "off", None, NINE)
        assert off_kinds(session, "k1") == {"review"}
    assert kinds(made(office, "k1")) == ["needs", "plan"]
    assert kinds(made(office, "k2")) == ["review", "needs", "plan"]


def test_what_the_company_requires_cannot_be_switched_off(office: Office) -> None:
    switch_off(office, "k1", "review", "needs", "plan")
    found = made(with_(office, "nudges", required=("review",)), "k1")
    assert kinds(found) == ["review"]
    assert found is not None
    assert "Stop:" not in str(drawn(found).blocks)


def test_what_a_manager_requires_comes_though_all_digests_are_off(office: Office) -> None:
    switch_off(office, "k1", "review")
    with office.database.write() as session:
        person = person_by_id(session, "k1")
        assert person is not None
        person.wants_digest = False
        set_required(session, "h1", ["review"], NINE)  # two steps above
        assert required_of(session, "k1") == {"review"}
        assert required_of(session, "h1") == frozenset()
    assert kinds(made(office, "k1")) == ["review"]
    assert made(office, "k1", "group_agenda") is None
    with office.database.write() as session:
        set_required(session, "h1", [], NINE)
    assert made(office, "k1") is None


def test_a_required_kind_that_does_not_exist_is_refused_in_words(tmp_path: Any) -> None:
    file = tmp_path / "config.yaml"
    file.write_text("nudges: {required: [reviewz]}", encoding="utf-8")
    with pytest.raises(BadInput, match="reviewz: no such kind; there are review,"):
        load_config(file, {})


@pytest.mark.parametrize(
    ("cadences", "label"),
    [
        ({"other": "quarterly"}, "North Bikes: every quarter"),
        ({"Retail": "monthly", "other": "quarterly"}, "North Bikes: every month"),
        ({"retail": "none"}, ""),
    ],
)
def test_a_rhythm_is_offered_by_the_segments_default(office: Office, cadences: dict[str, str], label: str) -> None:
    with office.database.write() as session:
        account = session.get(Account, "a1")
        assert account is not None
        account.is_key, account.segment = True, "Retail"
        rhythm = session.get(ReviewRhythm, ("a1", "quarterly"))
        assert rhythm is not None
        session.delete(rhythm)
    found = made(with_(office, "reviews", default_cadence=cadences), "k1")
    offers = [button for one in (found.items if found else ()) if one.kind == "rhythm" for button in one.buttons]
    assert [one.label for one in offers][:1] == ([label] if label else [])
    if label:
        assert dict(offers[0].args) == {"account": "a1", "cadence": label.rpartition(" ")[2] + "ly"}


@pytest.mark.parametrize("external", [False, True])
def test_a_channel_made_external_after_planning_gets_nothing(office: Office, external: bool) -> None:
    manager = office.users["m1"]
    channel = office.slack.add_channel("sales", [manager])
    with_(office, "slack", portfolio_channels=(PortfolioChannel(channel=channel.id, manager="m1"),))
    with office.database.write() as session:
        session.add(
            OrderLine(
                order_no="o1", line_no=1, order_date=dt.date(2026, 11, 10), account_id="a1", quantity=Decimal(9),
                unit_price=Decimal(100), gross_sales=Decimal(900), discount=Decimal(0), net_sales=Decimal(900),
            )
        )  # fmt: skip
    worker = office.worker()
    worker.tick()
    channel.ext_shared = external
    worker.drain()
    posted = [one for one in office.slack.messages(channel) if one.get("bot_id")]
    assert len(posted) == (0 if external else 1)
    with office.database.read() as session:
        rows = {one.recipient: one for one in session.exec(select(Outbox)).all() if one.kind == "portfolio_summary"}
    row = rows[f"channel:{channel.id}:m1"]
    assert (row.status, row.last_error) == (("dead", "channel_external") if external else ("sent", ""))


def test_who_leads_gets_the_themes_that_a_groups_accounts_share(office: Office) -> None:
    with office.database.write() as session:
        session.add(AccountGroup(id="g1", name="Bikes", meeting_rule="FREQ=WEEKLY;BYDAY=TH"))
        session.flush()
        for number, account in enumerate(("a1", "a2")):
            found = session.get(Account, account)
            assert found is not None
            found.group_id = "g1"
            session.add(
                CustomerIssue(id=f"i{number}", account_id=account, raised=MONDAY, text="Late", department="logistics")
            )
    lead, own = made(office, "m1", "group_agenda"), made(office, "k1", "group_agenda")
    assert lead is not None
    assert own is not None
    assert "They share: logistics (at 2 accounts)." in lead.answer.lines
    assert "In your team: North Bikes and South Bikes." in lead.answer.headline
    assert "South Bikes" not in str(own.answer)
    assert "Your part: North Bikes." in own.answer.headline
    switch_off(office, "k1", "group")
    assert made(office, "k1", "group_agenda") is None
