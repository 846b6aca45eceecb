"""Reports as ERPs, CRMs and spreadsheets really write them: read to their reference, asked or refused, never guessed."""

# ruff: noqa: E501 - a file as it is reads better unbroken

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from sqlmodel import col

from store.imports import ImportReport
from store.tables import Account, Opportunity, OrderLine
from tests.store.imports.making import bring, fresh, workbook, write

ALV = """21.11.2026                    Dynamische Listenausgabe                    1
--------------------------------------------------------------------------------------------------
Buchungskreis 1000   Verkaufsorganisation 1000

--------------------------------------------------------------------------------------------------
|  Auftrag |Position|Belegdatum|Kundennr |Kundenname  |Material |   Menge|   Nettowert|Währg|
--------------------------------------------------------------------------------------------------
|  4500001 |    10  |05.01.2026|100001   |Müller GmbH |HL-100   |   5,000|    1.234,56|EUR  |
|  4500001 |    20  |05.01.2026|100001   |Müller GmbH |HL-200   |  10,000|      500,00|EUR  |
|  4500002 |    10  |17.02.2026|100002   |Bäcker AG   |HL-100   |   2,000|      300,00-|EUR |
--------------------------------------------------------------------------------------------------
|* Summe   |        |          |         |            |         |        |    1.434,56|EUR  |
--------------------------------------------------------------------------------------------------
"""
SAP_TABS = (
    "Sales Orders\t\t\t\t\t\t\t\t\n\n\tSales Doc.\tItem\tDoc. Date\tSold-to\tName 1\tMaterial\tOrder qty\tNet value\tCurr.\n\n"
    "\t4500001\t10\t05.01.2026\t100001\tMüller GmbH\tHL-100\t5\t1.234,56\tEUR\n"
    "\t4500002\t10\t17.02.2026\t100002\tBäcker AG\tHL-100\t2\t300,00-\tEUR\n\n*\t\t\t\t\t\t\t\t934,56\tEUR\n"
)
GERMAN = """sep=;
Rechnungsnr.;Rechnungsdatum;Kd.-Nr.;Kunde;Vertreter;Art.-Nr.;Menge;VK-Preis;Umsatz netto;EK gesamt
RE-1001;02.03.2026;10023;"Schmidt & Söhne GmbH";Meier;4711;1.000;2,50 €;2.500,00 €;1.800,00 €
RE-1003;31.03.2026;10024;Café "Zur Post";Meier;4711;-10;2,50 €;-25,00 €;-18,00 €
Gesamtsumme;;;;;;;;2.475,00 €;1.782,00 €
"""
NETSUITE = """Acme Parent : Sales by Customer Detail
"From Jan 1, 2026 to Mar 31, 2026"

Customer,Type,Date,Document Number,Item,Quantity,Unit Price,Amount
Acme Corp,,,,,,,
,Invoice,1/5/2026,INV1001,HL-100,5,$100.00,$500.00
,Invoice,1/17/2026,INV1002,HL-200,1,$50.00,$50.00
Total - Acme Corp,,,,,6,,$550.00
Bolt Inc,,,,,,,
,Credit Memo,3/1/2026,CM11,HL-100,-1,$100.00,($90.00)
Total - Bolt Inc,,,,,-1,,($90.00)
Total,,,,,5,,$460.00
"""
QUICKBOOKS = """Sales by Customer Detail,,,,,,,
"January - March, 2026",,,,,,,
,,,,,,,
,Date,Transaction Type,Num,Product/Service,Qty,Sales Price,Amount
Acme Corp,,,,,,,
,01/05/2026,Invoice,1001,Design,5.00,75.00,375.00
,01/17/2026,Invoice,1002,Pest,1.00,35.00,35.00
Total for Acme Corp,,,,,,,$410.00
Bolt Inc,,,,,,,
,02/28/2026,Invoice,1003,Design,2.00,75.00,150.00
Total for Bolt Inc,,,,,,,$150.00
TOTAL,,,,,,,$560.00
"""
EXCEL_SUBTOTALS = """Customer,Date,Order No,Net Value
Acme,2026-01-05,A1,100
Acme,2026-01-06,A2,50
Acme Total,,,150
Grand Lyon,2026-01-07,A3,70
Grand Lyon Total,,,70
Grand Total,,,220
"""
PAGES = """Sales journal;;;
Order No;Date;Customer;Net Value
A1;05.01.2026;Acme;100,00
A2;16.01.2026;Bolt;50,00
Carried forward;;;150,00
Order No;Date;Customer;Net Value
Brought forward;;;150,00
A3;17.01.2026;Bolt;70,00
Total;;;220,00
"""
CANCELLED = """Order No,Order Date,Customer,Status,Net Amount
A1,1/31/2026,Acme,Shipped,100
A2,2/15/2026,Acme,Cancelled,900
A3,2/16/2026,Bolt,Quote,5000
A4,2/17/2026,Bolt,Storniert,
A5,2/18/2026,Bolt,Partially cancelled,30
"""
REJECTED = (
    "VBELN,POSNR,AUDAT,KUNNR,MATNR,KWMENG,NETWR,ABGRU\n1,10,20260105,C1,M1,1,100,\n1,20,20260105,C1,M1,1,900,Z1\n"
)

READ: dict[str, tuple[str, str | bytes, str, str]] = {
    "SAP list with a frame of dashes": ("list.txt", ALV, "1234.56 500 -300", "ruled"),
    "SAP table with tabs, in UTF-16": ("orders.xls", SAP_TABS.encode("utf-16"), "1234.56 -300", "totals row"),
    "German Excel": ("rechnungen.csv", GERMAN.encode("cp1252"), "2500 -25", "Windows-1252"),
    "NetSuite with groups and their sums": ("sales.csv", NETSUITE, "-90 500 50", "filled down"),
    "QuickBooks, the customer without a header": ("sales.csv", QUICKBOOKS, "375 35 150", "filled down"),
    "sums that Excel put between": ("sales.csv", EXCEL_SUBTOTALS, "100 50 70", "3 totals rows"),
    "a printed journal": ("journal.csv", PAGES, "100 50 70", "4 totals rows"),
    "cancelled orders and quotes": ("orders.csv", CANCELLED, "100 30", "left out (3 times)"),
    "rejected items": ("vbap.csv", REJECTED, "100", "left out"),
    "thousands of euros in the header": ("o.csv", "Date,Customer,Net Value (k EUR)\n2026-01-05,Acme,100\n2026-01-06,Bolt,50.12345\n", "100000 50123.45", ""),
    "millions in words": ("o.csv", "Date,Customer,Umsatz in Mio. €\n2026-01-05,Acme,1.25\n", "1250000", ""),
    "months instead of days": ("o.csv", "Month,Customer,Net Sales\n2026-01,Acme,100\nFeb 2026,Acme,150\n", "100 150", "names months"),
    "a footer below": ("o.csv", "Order No,Date,Customer,Net Value\nA1,2026-01-05,Acme,100\n\n\nConfidential\nGenerated By: Ann 1/6/2026\n", "100", "below the table"),
    "an empty column between": ("o.csv", "Order No,Date,,Customer,Net Value\nA1,2026-01-05,,Acme,100\nA2,2026-01-05,,Bolt,50\n", "100 50", "both were read as one table"),
    "a return with a discount": ("o.csv", "Order No,Date,Customer,Qty,Price,Net Value\nA1,2026-01-05,Acme,-1,100,-90\n", "-90", ""),
}  # fmt: skip


@pytest.mark.parametrize("name", READ)
def test_a_report_is_read_to_its_reference(name: str, tmp_path: Path) -> None:
    file, content, amounts, warned = READ[name]
    report, lines = _lines(write(tmp_path, file, content), tmp_path)
    assert report.problems == ()
    assert report.questions == ()
    assert [one.net_sales for one in lines] == [Decimal(one) for one in amounts.split()]
    assert warned == "ruled" or any(warned in one for one in report.warnings) or not warned


def test_what_is_rounded_after_thousands_is_rounded_once(tmp_path: Path) -> None:
    _, (line,) = _lines(
        write(tmp_path, "o.csv", "Date,Customer,Net Value (TEUR)\n2026-01-05,A,0.123456789\n"), tmp_path
    )
    assert line.net_sales == Decimal("123.4568")


def test_a_return_keeps_its_discount(tmp_path: Path) -> None:
    _, content, _, _ = READ["a return with a discount"]
    _, (line,) = _lines(write(tmp_path, "o.csv", content), tmp_path)
    assert (line.gross_sales, line.discount) == (Decimal(-100), Decimal(-10))


def test_an_order_that_was_taken_in_and_is_cancelled_now_becomes_zero(tmp_path: Path) -> None:
    before = "Order No,Order Date,Customer,Status,Net Amount\nA1,2026-01-31,Acme,Open,100\nA1,2026-01-31,Acme,Open,40\n"
    after = before.replace("Open,100", "Cancelled,100")
    database = fresh(tmp_path)
    bring(database, write(tmp_path, "before.csv", before))
    report = bring(database, write(tmp_path, "after.csv", after))
    assert any("set to zero" in one for one in report.warnings)
    with database.read() as session:
        found = session.scalars(select(OrderLine).order_by(col(OrderLine.line_no))).all()
        assert [(one.line_no, one.net_sales, one.quantity) for one in found] == [
            (1, Decimal(0), Decimal(0)),
            (2, Decimal(40), Decimal(1)),
        ]
    database.close()


def test_a_salesforce_report_with_groups_and_a_footer_is_read(tmp_path: Path) -> None:
    content = (
        '"Account Owner","Account Name","Opportunity Name","Amount Currency","Amount","Close Date","Stage"\n'
        '"Ann Lee","","","","","",""\n"","Acme Corp","Renewal","USD","12000","3/31/2026","Closed Won"\n'
        '"","Acme Corp","Expansion","USD","5000","4/15/2026","Negotiation"\n"Subtotal","","","USD","17000","",""\n'
        '"Bob Ray","","","","","",""\n"","Bolt Inc","New","USD","8000","5/2/2026","Prospecting"\n'
        '"Subtotal","","","USD","8000","",""\n"Grand Totals (3 records)","","","USD","25000","",""\n\n\n'
        '"Opportunities with Owner"\n"Copyright (c) 2000-2026 salesforce.com, inc. All rights reserved."\n'
        '"Confidential Information - Do Not Distribute"\n"Generated By: Ann Lee 6/30/2026 9:15 AM"\n"Acme Holdings"\n'
    )
    assert _opportunities(write(tmp_path, "report.csv", content), tmp_path) == [
        ("acme", "Expansion", "5000.0000"),
        ("acme", "Renewal", "12000.0000"),
        ("bolt", "New", "8000.0000"),
    ]


def test_a_hubspot_deal_with_two_companies_is_the_firsts_and_told(tmp_path: Path) -> None:
    content = (
        "Record ID,Deal Name,Deal Stage,Close Date,Deal owner,Amount,Associated Company,Associated Company IDs,Pipeline\n"
        '98,Rollout,Appointment scheduled,2026-09-30 14:00,Ann Lee,"15,000.00",Acme Corp,123,Sales\n'
        "99,Trial,Closed lost,2026-03-01 09:30,Bob Ray,10,Bolt Inc;Bolt UK Ltd,234;235,Sales\n"
    )
    found = _opportunities(write(tmp_path, "deals.csv", content), tmp_path, "several, of which the first was taken")
    assert found == [("123", "Rollout", "15000.0000"), ("234", "Trial", "10.0000")]


def test_dynamics_hidden_keys_and_sheets_do_no_harm(tmp_path: Path) -> None:
    def hide(book: Any) -> None:
        for letter in "ABC":
            book.active.column_dimensions[letter].hidden = True
        book.create_sheet("hiddenSheet").append(["account:xyz", "a", "b"])
        book["hiddenSheet"].sheet_state = "veryHidden"

    headers = ["(Do Not Modify) Opportunity", "(Do Not Modify) Row Checksum", "(Do Not Modify) Modified On", "Topic"]
    rows: list[list[Any]] = [
        [*headers, "Potential Customer", "Est. Close Date", "Est. Revenue", "Status"],
        ["6f1d9a4e", "q/9=", dt.datetime(2026, 3, 1, 12), "Fleet", "Acme", dt.date(2026, 9, 30), 15000.5, "Open"],  # noqa: DTZ001 - as a workbook holds it
    ]
    file = workbook(tmp_path, "All Opportunities.xlsx", rows, hide)
    assert _opportunities(file, tmp_path, "hidden sheets hiddenSheet") == [("acme", "Fleet", "15000.5000")]


@pytest.mark.parametrize(
    "line", ["Total,,300", "Total 2 accounts,,300", "Total: 2,,300", "Grand Totals (2 records),,300"]
)
def test_a_sum_below_a_list_is_no_customer(line: str, tmp_path: Path) -> None:
    database = fresh(tmp_path)
    report = bring(
        database,
        write(tmp_path, "accounts.csv", f"Customer,City,Annual Revenue\nAcme,Leeds,100\nTotal Fina,,200\n{line}\n"),
    )
    assert report.written
    with database.read() as session:
        assert session.scalars(select(col(Account.name)).order_by(col(Account.name))).all() == ["Acme", "Total Fina"]
    database.close()


WIDE = "Customer,Rep,Jan 2026,Feb 2026,Mar 2026,Total\nAcme,Ann,100,200,0,300\nBolt,Bob,,70,-20,50\nTotal,,100,270,-20,350\n"


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_months_across_are_asked_for_and_read_with_the_answer(form: str, tmp_path: Path) -> None:
    if form == "csv":
        file = write(tmp_path, "wide.csv", WIDE)
    else:
        months = [dt.date(2026, month, 1) for month in (1, 2, 3)]
        rows: list[list[Any]] = [["Customer", "Rep", *months, "Total"], ["Acme", "Ann", 100, 200, 0, 300]]
        file = workbook(tmp_path, "wide.xlsx", [*rows, ["Bolt", "Bob", None, 70, -20, 50]])
    database = fresh(tmp_path)
    report = bring(database, file)
    assert [one.setting for one in report.questions] == ["columns"]
    assert "are months. What do they hold?" in report.questions[0].text
    mapping = write(tmp_path, "map.yaml", report.proposal)
    report = bring(database, file, mapping=mapping)
    assert report.written, (report.problems, report.questions)
    with database.read() as session:
        found = session.scalars(select(OrderLine).order_by(col(OrderLine.account_id), col(OrderLine.order_date))).all()
        assert [(one.account_id, str(one.order_date), int(one.net_sales), one.kam_id) for one in found] == [
            ("acme", "2026-01-01", 100, "ann"),
            ("acme", "2026-02-01", 200, "ann"),
            ("bolt", "2026-02-01", 70, "bob"),
            ("bolt", "2026-03-01", -20, "bob"),
        ]
    database.close()


ASKED = {
    "a title in thousands": ("Umsätze in TEUR;;;\nBelegnummer;Datum;Kunde;Umsatz\nR1;25.01.2026;Acme;100\n", "scale", "TEUR"),
    "two tables side by side": ("Order No,Date,Customer,Net Value,,Rep,Quota\nA1,2026-01-05,Acme,100,,Ann,1000\nA2,2026-01-06,Bolt,50,,,\n", "columns", "An empty column parts"),
    "the same amount in two currencies": ("Order No,Date,Customer,Net Value (EUR),Net Value (USD)\nA1,2026-01-05,Acme,100,110\n", "columns", "both mean net_sales"),
    "a pivot table": ("Row Labels,Sum of Net Value\nAcme,150\n2026-01-05,100\nGrand Total,150\n", "kind", "not clear what"),
    "amounts with tax": ("Date,Customer,Amount incl. VAT,VAT\n2026-01-05,Acme,119.00,19.00\n", "columns", "Only 1 of 4"),
    "dates of two orders": ("Order No,Date,Customer,Net Value\nA1,05/01/2026,Acme,1\nA2,13/01/2026,Acme,1\nA3,01/25/2026,Bolt,5\n", "dates", "day first or month first"),
    "two decimal marks": ("Order No;Date;Customer;Net Value\nA1;2026-01-05;Acme;1.234\nA2;2026-01-06;Acme;1,50\nA4;2026-01-08;Bolt;2.50\n", "decimal", "1.234"),
}  # fmt: skip


@pytest.mark.parametrize("name", ASKED)
def test_what_a_report_leaves_open_is_asked(name: str, tmp_path: Path) -> None:
    content, setting, words = ASKED[name]
    report, lines = _lines(write(tmp_path, "report.csv", content), tmp_path)
    assert [one.setting for one in report.questions] == [setting]
    assert words in report.questions[0].text
    assert lines == []


def test_the_answer_to_thousands_is_taken(tmp_path: Path) -> None:
    file = write(tmp_path, "report.csv", ASKED["a title in thousands"][0])
    mapping = (
        "files:\n- {file: report.csv, kind: order, scale: 1000, columns: {Belegnummer: order_no, Datum: order_date, "
        "Kunde: account_name, Umsatz: net_sales}}\n"
    )
    database = fresh(tmp_path)
    assert bring(database, file, mapping=write(tmp_path, "map.yaml", mapping)).written
    with database.read() as session:
        assert session.scalars(select(col(OrderLine.net_sales))).all() == [Decimal(100_000)]
    database.close()


REFUSED = {
    "numbers that a spreadsheet shortened": ("Order No,Date,Customer,Net Value\n4.5E+09,2026-01-05,Acme,100\n", 2, "Order No", "has shortened"),
    "two tables one below the other": ("Order No,Date,Customer,Net Value\nA1,2026-01-05,Acme,100\n\nCustomer,City,Country,Zip\nAcme,Leeds,UK,LS1\n", 4, "Net Value", "no number"),
    "a row of units below the headers": ("Order No,Date,Customer,Net Value\n,YYYY-MM-DD,,EUR\nA1,2026-01-05,Acme,100\n", 2, "Date", "no date"),
    "a line cut off below a blank one": ("Order No,Date,Customer,Net Value\nA1,2026-01-05,Acme,100\n\nA2\nA3,2026-01-06,Bolt,1\n", 4, "", "1 cells"),
    "a second table of the same width": ("Order No,Date,Customer,Net Value\nA1,2026-01-05,Acme,100\n\nInvoice No,Date,Customer,Amount\nI1,2026-02-05,Acme,100\n", 4, "Date", "no date"),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_what_a_report_breaks_is_refused_with_its_place(name: str, tmp_path: Path) -> None:
    content, line, column, reason = REFUSED[name]
    report, lines = _lines(write(tmp_path, "report.csv", content), tmp_path)
    assert any((one.line, one.column) == (line, column) and reason in one.reason for one in report.problems)
    assert lines == []


def _lines(file: Path, folder: Path) -> tuple[ImportReport, list[OrderLine]]:
    database = fresh(folder)
    report = bring(database, file)
    with database.read() as session:
        found = session.scalars(select(OrderLine).order_by(col(OrderLine.order_no), col(OrderLine.line_no)))
        lines = list(found)
    database.close()
    return report, lines


def _opportunities(file: Path, folder: Path, warned: str = "") -> list[tuple[str, str, str]]:
    database = fresh(folder)
    report = bring(database, file)
    assert report.written, (report.problems, report.questions)
    assert any(warned in one for one in report.warnings)
    with database.read() as session:
        found = session.scalars(select(Opportunity).order_by(col(Opportunity.account_id), col(Opportunity.name)))
        rows = [(one.account_id, one.name, f"{one.amount:.4f}") for one in found]
    database.close()
    return rows
