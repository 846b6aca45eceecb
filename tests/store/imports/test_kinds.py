"""Every kind comes in from a file with the field's usual words, and the same file again changes nothing."""

# ruff: noqa: E501 - a case a line, or a file as it is, reads better unbroken

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from sqlmodel import col

from store.engine import Database
from store.imports.kinds import kinds, layouts
from store.imports.stage import models
from store.tables import (
    Account,
    AccountAlias,
    Assignment,
    Contact,
    CostCoverage,
    CostLine,
    Effort,
    ExchangeRate,
    Invoice,
    Opportunity,
    OpportunityEvidence,
    OrderLine,
    Payment,
    Person,
    Review,
    ReviewRhythm,
    Setting,
)
from tests.store.imports.making import bring, fresh, write

BASE = {
    "people.csv": "Employee ID,Name,Email,Role,Manager\n1,Ann Lee,ann@x.com,Account Manager,Bo Ek\n2,Bo Ek,bo@x.com,Sales Manager,\n",
    "accounts.csv": "Customer No,Customer Name,Account Manager,Segment,Credit Limit\nC1,Acme,Ann Lee,Retail,5000\nC2,Bolt,Bo Ek,,\n",
    "promotions.csv": "Promotion ID,Promotion,Start Date,End Date,Discount %\nP1,Spring,2024-03-01,2024-05-31,10\n",
    "contacts.csv": "Contact ID,Customer,First Name,Last Name,Job Title,Email\nK1,Acme,Eva,Roth,Head of Purchasing,eva@acme.com\n",
    "deals.csv": "Deal ID,Customer,Deal Name,Deal Stage,Amount,Close Date,Create Date\nD1,Acme,Big one,Negotiation,8000,2024-09-30,2024-05-01\n",
    "invoices.csv": "Customer No,Invoice No,Invoice Date,Due Date,Amount\nC1,R1,2024-01-10,2024-02-09,100\n",
    "reviews.csv": "Review ID,Customer,Frequency,Review Date,Held On\nV1,Acme,Quarterly,2024-04-01,\n",
}

CASES: list[tuple[str, str, str, dict[str, Any]]] = [
    # (file, content, kind, what its first row holds)
    ("groups.csv", "Group ID,Group Name\nG1,Acme world\n", "group", {"id": "G1", "name": "Acme world"}),
    (
        "assignments.csv",
        "Customer,KAM,From,To\nAcme,Ann Lee,2024-01-01,\n",
        "assignment",
        {"person_id": "1", "cause": "owner"},
    ),
    ("aliases.csv", "Customer,Also Known As\nAcme,The A\n", "alias", {"account_id": "C1", "alias": "The A"}),
    (
        "kam_cost.csv",
        "KAM,Year,Salary,Travel,Total\nAnn Lee,2023,80000,20000,120000\n",
        "person_cost",
        {"person_id": "1", "year": 2023, "total": Decimal(120_000), "overhead": None},
    ),
    ("leave.csv", "KAM,From,To,Stand-in\nAnn Lee,2024-08-01,2024-08-14,Bo Ek\n", "leave", {"stand_in_id": "2"}),
    (
        "skills.csv",
        "KAM,Competence,Rating,Rated on\nAnn Lee,Project Management,3.5,2024-01-01\n",
        "competence",
        {"competence": "project_management", "score": Decimal("3.5")},
    ),
    (
        "team.csv",
        "Account Name,Team Member,Team Role,Level\nAcme,Cy Day,Service,3\n",
        "team_role",
        {"person_name": "Cy Day", "level": 3},
    ),
    (
        "timesheet.csv",
        "Date,Employee,Customer,Hours\n2024-03-04,Ann Lee,Acme,2.5\n2024-03-20,Ann Lee,Acme,1\n",
        "effort",
        {"month": dt.date(2024, 3, 1), "hours": Decimal("3.5"), "visits": 0},
    ),
    (
        "rebates.csv",
        "Customer No,Date,Amount\nC1,2024-03-31,120.50\n",
        "cost",
        {"kind": "rebate", "amount": Decimal("120.5")},
    ),
    ("coverage.csv", "Cost Kind,From,To\nService,2024-01-01,2024-06-30\n", "coverage", {"kind": "service"}),
    (
        "invoices2.csv",
        "Customer No,Invoice No,Invoice Date,Due Date,Amount\nC2,R2,2024-01-10,2024-02-09,250\n",
        "invoice",
        {"id": "R2", "amount": Decimal(250), "due_date": dt.date(2024, 2, 9)},
    ),
    (
        "payments.csv",
        "Invoice No,Payment Date,Amount\nR1,2024-02-20,60\n",
        "payment",
        {"invoice_id": "R1", "amount": Decimal(60)},
    ),
    (
        "contacts2.csv",
        "Customer,Full Name,Job Title,Last Contacted\nAcme,Max Au,CEO,2024-05-05\n",
        "contact",
        {"name": "Max Au", "level": 1, "last_touch": dt.date(2024, 5, 5)},
    ),
    (
        "deals2.csv",
        "Customer,Opportunity,Stage,Value,Expected Close,Budget,Need\nBolt,Refit,Closed Won,900,2024-05-31,4,2\n",
        "opportunity",
        {"name": "Refit", "status": "won", "amount": Decimal(900)},
    ),
    (
        "bant.csv",
        "Deal ID,BANT,Score,Evidence\nD1,B,3,Signed off by CFO\n",
        "evidence",
        {"letter": "budget", "score": 3, "date": dt.date(2024, 6, 30)},
    ),
    (
        "reviews2.csv",
        "Customer,Review Date,Held On,Notes,Frequency\nBolt,2024-01-31,2024-02-02,All well,Monthly\n",
        "review",
        {"status": "held", "cadence": "monthly", "held": dt.date(2024, 2, 2)},
    ),
    (
        "rhythms.csv",
        "Customer,Review Rhythm,First Review\nAcme,Quarterly,2024-07-15\n",
        "rhythm",
        {"rule": "FREQ=MONTHLY;INTERVAL=3", "anchor": dt.date(2024, 7, 15)},
    ),
    (
        "actions.csv",
        "Action,Responsible,Due Date,Customer\nSend the price list,Ann,2024-07-01,Acme\n",
        "action",
        {"text": "Send the price list", "created": dt.date(2024, 6, 30), "closed": None},
    ),
    (
        "value.csv",
        "Customer,Date,What we did,Savings,Customer Confirmed\nAcme,2024-02-01,Less scrap,4500,yes\n",
        "value",
        {"amount": Decimal(4500), "confirmed": True},
    ),
    (
        "issues.csv",
        "Customer,Issue,Department,Raised On\nAcme,Late again,Logistics,2024-06-01\n",
        "issue",
        {"department": "Logistics"},
    ),
    (
        "plan.csv",
        "Account,Objective,Horizon,Goal,Target\nAcme,Relationship,Long term,Meet the owner,1\n",
        "objective",
        {"objective": "relationship", "horizon": "long"},
    ),
    (
        "financials.csv",
        "Customer,Year,Revenue,Gross Margin %,Net Margin %\nAcme,2023,5000000,31.5%,4%\n",
        "financial",
        {"gross_margin_pct": Decimal("31.5"), "sales": Decimal(5_000_000)},
    ),
    (
        "segments.csv",
        "Customer,Segment,Sales %,Profit %\nAcme,Bikes,70,80\n",
        "customer_segment",
        {"sales_pct": Decimal(70)},
    ),
    (
        "strategies.csv",
        "Customer,Strategy,Expected Impact\nAcme,Own brands,+2 points margin\n",
        "strategy",
        {"text": "Own brands"},
    ),
    (
        "kpis.csv",
        "Customer,Buyer,KPI,Weight\nAcme,Eva Roth,Stock turns,40 %\n",
        "buyer_kpi",
        {"contact_id": "K1", "kpi": "Stock turns"},
    ),
    (
        "ratings.csv",
        "Customer,Date,Perceived Benefit,Perceived Cost\nAcme,2024-05-01,7,4.5\n",
        "benefit",
        {"cost": Decimal("4.5")},
    ),
    ("stages.csv", "Customer,Date,Stage,Reason\nAcme,2024-05-01,3,They asked us in\n", "stage_note", {"stage": 3}),
    ("rates.csv", "Currency,Date,Rate\nEUR,2024-01-31,1.0837\n", "rate", {"currency": "EUR", "rate": "1.0837"}),
    (
        "benchmarks.csv",
        "Industry,Metric,Year,Value,Source\nRetail,Gross margin %,2023,32.5,Trade body\n",
        "benchmark",
        {"metric": "gross_margin_pct", "value": Decimal("32.5")},
    ),
    (
        "quota.csv",
        "Rep,Quarter Start,Target\nAnn Lee,2024-07-01,50000\n",
        "quota",
        {"person_id": "1", "amount": Decimal(50_000)},
    ),
]


@pytest.fixture
def started(tmp_path: Path) -> Database:
    database = fresh(tmp_path)
    report = bring(database, *(write(tmp_path, name, content) for name, content in BASE.items()))
    assert report.ok, (report.problems, report.questions)
    return database


@pytest.mark.parametrize("case", CASES, ids=lambda case: str(case[0]))
def test_a_kind_comes_in_and_again_without_a_change(
    case: tuple[str, str, str, dict[str, Any]], started: Database, tmp_path: Path
) -> None:
    name, content, kind, wanted = case
    report = bring(started, write(tmp_path, name, content))
    assert report.ok, (report.problems, report.questions)
    assert [one.kind for one in report.files] == [kind]
    assert report.counts[kind].inserted == 1
    row = _row(started, kind, wanted)
    assert {key: getattr(row, key) for key in wanted} == wanted
    again = bring(started, write(tmp_path, f"again_{name}", content + "\n"))
    assert again.ok, (again.problems, again.questions)
    assert (again.counts[kind].inserted, again.counts[kind].updated) == (0, 0)
    started.close()


def _row(database: Database, kind: str, wanted: dict[str, Any]) -> Any:
    """The row of the kind's table that has the wanted values; else the last one, for the message."""
    table = models()[kinds()[kind].table]
    with database.read() as session:
        rows = session.scalars(select(table)).all()
    fitting = [one for one in rows if all(getattr(one, key) == value for key, value in wanted.items())]
    return fitting[0] if fitting else rows[-1]


def test_the_base_is_as_written(started: Database) -> None:
    with started.read() as session:
        ann, bo = session.get(Person, "1"), session.get(Person, "2")
        assert ann is not None
        assert bo is not None
        assert (ann.role, ann.manager_id, bo.role) == ("kam", "2", "manager")
        acme = session.get(Account, "C1")
        assert acme is not None
        assert (acme.kam_id, acme.segment, acme.credit_limit) == ("1", "Retail", Decimal(5000))
        eva = session.get(Contact, "K1")
        assert eva is not None
        assert (eva.name, eva.level, eva.account_id) == ("Eva Roth", 3, "C1")
        assert session.scalars(select(col(Opportunity.status))).all() == ["open"]
        assert session.scalars(select(col(Review.status))).all() == ["due"]
    started.close()


def test_every_kind_has_a_case_or_a_test_of_its_own() -> None:
    base = {"person", "account", "promotion"}
    elsewhere = {"order", "product", "account_month"}
    assert {case[2] for case in CASES} | base | elsewhere == set(kinds())


def test_every_field_of_a_kind_goes_to_a_column_of_its_table() -> None:
    for kind in kinds().values():
        if kind.writer == "month_check":
            continue
        table = models()[kind.table].model_fields
        for name, field in kind.fields.items():
            column = field.into or field.column or name
            assert column == "-" or column in table, (kind.name, name)


def test_every_layout_names_fields_that_exist() -> None:
    for layout in layouts():
        fields = kinds()[layout.kind].fields
        assert [name for name in layout.columns.values() if name and name not in fields] == []


def test_cost_lines_say_from_when_to_when_their_kind_is_recorded(started: Database, tmp_path: Path) -> None:
    wide = "Customer No,Month,Rebate,Service Cost\nC1,2024-02,100,0\nC2,2024-04,,25\n"
    assert bring(started, write(tmp_path, "cost.csv", wide)).ok
    with started.read() as session:
        lines = {(one.account_id, one.kind): one.amount for one in session.scalars(select(CostLine))}
        assert lines == {("C1", "rebate"): Decimal(100), ("C2", "service"): Decimal(25)}
        spans = {one.kind: (str(one.start), str(one.end)) for one in session.scalars(select(CostCoverage))}
        assert spans == {"rebate": ("2024-02-01", "2024-04-30"), "service": ("2024-02-01", "2024-04-30")}
    later = "Customer No,Date,Cost Type,Amount\nC1,2024-05-15,Rebate,-10\n"
    report = bring(started, write(tmp_path, "later.csv", later))
    assert any("taken as costs" in one for one in report.warnings)
    with started.read() as session:
        found = session.get(CostCoverage, "rebate")
        assert found is not None
        assert (str(found.start), str(found.end)) == ("2024-02-01", "2024-05-31")
    gap = "Customer No,Date,Cost Type,Amount\nC1,2024-12-15,Rebate,10\n"
    report = bring(started, write(tmp_path, "gap.csv", gap))
    assert any("does not meet" in one for one in report.warnings)
    with started.read() as session:
        found = session.get(CostCoverage, "rebate")
        assert found is not None
        assert (str(found.start), str(found.end)) == ("2024-12-01", "2024-12-31")
    started.close()


def test_open_items_tell_of_payments(started: Database, tmp_path: Path) -> None:
    content = (
        "Customer,Invoice,Invoice Date,Due Date,Amount,Outstanding,Date Paid\n"
        "Acme,R5,2024-01-10,2024-02-09,100,0,2024-02-01\nAcme,R6,2024-01-10,2024-02-09,100,40,\nAcme,R7,2024-06-10,2024-07-09,100,100,\n"
    )
    report = bring(started, write(tmp_path, "open items.csv", content))
    assert report.ok, report.questions
    with started.read() as session:
        paid = {one.invoice_id: (one.amount, str(one.date)) for one in session.scalars(select(Payment))}
        assert paid == {"R5": (Decimal(100), "2024-02-01"), "R6": (Decimal(60), "2024-06-30")}
        assert session.get(Invoice, "R7") is not None
    started.close()


def test_an_opportunity_brings_its_evidence(started: Database, tmp_path: Path) -> None:
    content = (
        "Opportunity ID,Account Name,Opportunity Name,Stage,Amount,Close Date,Created Date,Budget,Customer Budget,Authority Notes\n"
        "O1,Acme,Fleet,Proposal,5000,2024-12-31,2024-05-05,3,80000,talks to the buyer\n"
    )
    assert bring(started, write(tmp_path, "opps.csv", content)).ok
    with started.read() as session:
        rows = session.scalars(select(OpportunityEvidence).order_by(col(OpportunityEvidence.letter))).all()
        assert [(one.letter, one.score, one.evidence, one.amount) for one in rows] == [
            ("authority", None, "talks to the buyer", None),
            ("budget", 3, "", Decimal(80_000)),
        ]
    started.close()


def test_a_changed_kam_ends_one_assignment_and_begins_another(started: Database, tmp_path: Path) -> None:
    bring(started, write(tmp_path, "assignments.csv", "Customer,KAM,From,To\nAcme,Ann Lee,2024-01-01,\n"))
    report = bring(
        started, write(tmp_path, "accounts.csv", "Customer No,Customer Name,Account Manager\nC1,Acme,Bo Ek\n")
    )
    assert report.counts["account"].updated == 1
    with started.read() as session:
        rows = session.scalars(select(Assignment).order_by(col(Assignment.start))).all()
        assert [(one.person_id, str(one.start), str(one.end)) for one in rows] == [
            ("1", "2024-01-01", "2024-06-29"),
            ("2", "2024-06-30", "None"),
        ]
        acme = session.get(Account, "C1")
        assert acme is not None
        assert (acme.kam_id, acme.segment) == ("2", "Retail")  # a column the file does not have keeps its value
    started.close()


def test_a_second_number_of_an_account_leads_to_it(tmp_path: Path) -> None:
    database = fresh(tmp_path)
    accounts = (
        "Id,Name,Type,OwnerId,AccountNumber,BillingCity\n001A,Acme,Customer,,10023,Bern\n001B,Bolt,Customer,,,Bonn\n"
    )
    contacts = "Id,AccountId,LastName,FirstName,Title,Email\n003A,001A,Roth,Eva,CEO,eva@acme.com\n003B,001B,Au,Max,,\n"
    report = bring(database, write(tmp_path, "Account.csv", accounts), write(tmp_path, "Contact.csv", contacts))
    assert report.ok, (report.problems, report.questions)
    assert [one.layout for one in report.files] == ["Salesforce accounts", "Salesforce contacts"]
    with database.read() as session:
        assert {one.id for one in session.scalars(select(Account))} == {"10023", "001B"}
        assert [(one.account_id, one.alias) for one in session.scalars(select(AccountAlias))] == [("10023", "001A")]
        assert {one.name: one.account_id for one in session.scalars(select(Contact))} == {
            "Eva Roth": "10023",
            "Max Au": "001B",
        }
    database.close()


def test_amounts_are_converted_by_the_rate_of_the_day_or_the_last_before_it(tmp_path: Path) -> None:
    database = fresh(tmp_path)
    rates = "Currency,Date,Rate\nEUR,2024-01-01,1.10\nEUR,2024-02-01,1.2\n"
    orders = "Order No,Date,Customer,Qty,Net Value,Currency\nA,2024-01-15,Acme,3,100,EUR\nB,2024-02-01,Acme,3,100,EUR\nC,2024-02-01,Acme,3,100,USD\n"
    mapping = "reporting_currency: USD\nfiles: []\n"
    report = bring(
        database,
        write(tmp_path, "rates.csv", rates),
        write(tmp_path, "orders.csv", orders),
        mapping=write(tmp_path, "map.yaml", mapping),
    )
    assert report.ok, (report.problems, report.questions)
    with database.read() as session:
        lines = session.scalars(select(OrderLine).order_by(col(OrderLine.order_no))).all()
        assert [(one.net_sales, one.quantity, one.currency_label) for one in lines] == [
            (Decimal(110), Decimal(3), "EUR"),
            (Decimal(120), Decimal(3), "EUR"),
            (Decimal(100), Decimal(3), "USD"),
        ]
        assert session.get(Setting, "currency") is not None
        assert session.scalars(select(col(ExchangeRate.rate))).all() == ["1.1", "1.2"]
    early = "Order No,Date,Customer,Net Value,Currency\nD,2023-12-31,Acme,100,EUR\n"
    report = bring(database, write(tmp_path, "early.csv", early))
    assert [(one.line, one.column) for one in report.problems] == [(2, "Currency")]
    assert "no rate from EUR to USD by 2023-12-31" in report.problems[0].reason
    database.close()


def test_effort_hours_of_many_lines_are_added_up_and_it_is_said(started: Database, tmp_path: Path) -> None:
    content = "Date,Employee,Customer,Hours,Visits\n2024-03-04,Ann Lee,Acme,2,1\n2024-03-05,Ann Lee,Acme,3,\n2024-04-01,Ann Lee,Acme,1,1\n"
    report = bring(started, write(tmp_path, "time.csv", content))
    assert any("added up" in one for one in report.warnings)
    with started.read() as session:
        rows = session.scalars(select(Effort).order_by(col(Effort.month))).all()
        assert [(str(one.month), one.hours, one.visits) for one in rows] == [
            ("2024-03-01", Decimal(5), 1),
            ("2024-04-01", Decimal(1), 1),
        ]
        assert session.scalars(select(ReviewRhythm)).all() == []
    started.close()
