"""Odd files are read to their stated reference, broken ones refused with line and column; none is misread in silence."""

# ruff: noqa: E501 - a case a line, or a file as it is, reads better unbroken

from __future__ import annotations

import gzip
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlmodel import col

from store.tables import Account, ImportBatch, OrderLine
from tests.store.imports.making import bring, fresh, write

HEAD = "Order No,Line,Date,Customer No,Customer,Net Value\n"
BOM8 = b"\xef\xbb\xbf"


@dataclass(frozen=True)
class Read:
    """A file that is read. amounts: net sales of its lines in file order; dates where the case is about them."""

    name: str
    content: str | bytes
    amounts: str
    dates: str = ""
    names: str = ""
    warns: str = ""
    file: str = "orders.csv"


@dataclass(frozen=True)
class Refused:
    """A file of which nothing comes in. line 0 = the file as a whole."""

    name: str
    content: str | bytes
    line: int
    column: str
    reason: str
    file: str = "orders.csv"


@dataclass(frozen=True)
class Asked:
    """A file that can be read in two ways: nothing comes in, and the question is put."""

    name: str
    content: str
    setting: str
    words: str
    file: str = "orders.csv"


def line(date: str = "2024-01-31", customer: str = "Acme", net: str = "10.00", number: int = 1) -> str:
    return f"SO1,{number},{date},C1,{customer},{net}\n"


def german(*nets: str) -> str:
    rows = "".join(f"SO1;{place};31.01.2024;C1;Acme;{net}\n" for place, net in enumerate(nets, start=1))
    return "Order No;Line;Date;Customer No;Customer;Net Value\n" + rows


def nets(*values: str, quoted: bool = True) -> str:
    mark = '"' if quoted else ""
    return HEAD + "".join(line(net=f"{mark}{one}{mark}", number=place) for place, one in enumerate(values, start=1))


def days(*values: str) -> str:
    return HEAD + "".join(line(date=f'"{one}"', number=place) for place, one in enumerate(values, start=1))


READ = [
    Read("plain", HEAD + line(), "10"),
    Read("utf-8 with bom", BOM8 + (HEAD + line(customer="Zoë")).encode(), "10", names="Zoë"),
    Read("utf-16 little end", (HEAD + line(customer="Zoë")).encode("utf-16"), "10", names="Zoë"),
    Read("utf-16 big end with bom", b"\xfe\xff" + (HEAD + line(customer="Zoë")).encode("utf-16-be"), "10", names="Zoë"),
    Read("utf-16 without bom", (HEAD + line() * 1).encode("utf-16-le"), "10"),
    Read(
        "windows-1252",
        (HEAD + line(customer="Müller €")).encode("cp1252"),
        "10",
        names="Müller €",
        warns="Windows-1252",
    ),
    Read("semicolons and decimal commas", german("1.234,56", "0,5"), "1234.56 0.5"),
    Read("tabs", (HEAD + line()).replace(",", "\t"), "10", file="orders.tsv"),
    Read("pipes", (HEAD + line()).replace(",", "|"), "10"),
    Read("sep line of a spreadsheet", "sep=;\n" + german("2,50"), "2.5"),
    Read("carriage returns", (HEAD + line()).replace("\n", "\r\n"), "10"),
    Read("old mac line ends", (HEAD + line()).replace("\n", "\r"), "10"),
    Read("no line end at the end", (HEAD + line()).rstrip("\n"), "10"),
    Read("blank lines between", HEAD + "\n" + line() + ",,,,,\n\n" + line(number=2) + "\n\n", "10 10"),
    Read("quoted delimiter", HEAD + line(customer='"Acme, Bikes"'), "10", names="Acme, Bikes"),
    Read("doubled quotes", HEAD + line(customer='"Acme ""Best"" Bikes"'), "10", names='Acme "Best" Bikes'),
    Read(
        "line end in a cell",
        HEAD + line(customer='"Acme\nBikes"') + line(number=2, net="5"),
        "10 5",
        names="Acme Bikes",
    ),
    Read("everything quoted", 'Order No,Date,Customer,"Net Value"\n"SO1","2024-01-31","Acme","7"\n', "7"),
    Read(
        "spaces around headers and cells",
        " Order No , Date , Customer , Net Value \nSO1, 2024-01-31 , Acme , 7 \n",
        "7",
        names="Acme",
    ),
    Read(
        "titles above the headers",
        "Sales report\nJanuary 2024\n\n" + HEAD + line() + line(number=2),
        "10 10",
        warns="above the headers",
    ),
    Read("totals row at the end", HEAD + line() + "Total,,,,,10.00\n", "10", warns="totals row"),
    Read("headers again in the middle", HEAD + line() + HEAD + line(number=2), "10 10", warns="repeated header"),
    Read("german totals row", german("5,50") + "Summe;;;;;5,50\n", "5.5", warns="totals row"),
    Read("trailing empty cells", HEAD.rstrip("\n") + ",,\n" + line().rstrip("\n") + ",,\n", "10"),
    Read("extra empty cell in one line", HEAD + line().rstrip("\n") + ",\n", "10"),
    Read("thousands commas", nets("1,234,567.89", "12.50"), "1234567.89 12.5"),
    Read("thousands spaces", german("1 234 567,89"), "1234567.89"),
    Read("thousands in narrow spaces", german("1\u202f234,50"), "1234.5"),
    Read("swiss apostrophes", nets("1'234.50", "1’000.25"), "1234.5 1000.25"),
    Read("indian groups", nets("12,34,567.50"), "1234567.5"),
    Read("currency sign in front", nets("$1,234.50", "$ 3.25"), "1234.5 3.25"),
    Read("currency code behind", german("1.234,50 EUR", "3,25 EUR"), "1234.5 3.25"),
    Read("currency in the header", HEAD.replace("Net Value", "Net Value (EUR)") + line(net="4.50"), "4.5"),
    Read("parentheses for minus", nets("(1,234.56)", "2.50"), "-1234.56 2.5"),
    Read("minus behind", nets("12.50-", "3.75"), "-12.5 3.75"),
    Read("typographic minus", nets("−12.50"), "-12.5"),
    Read("credit and debit", nets("12.50 CR", "3.25 DR"), "-12.5 3.25"),
    Read("plus sign", nets("+12.50"), "12.5"),
    Read("no digit before the point", nets(".50"), "0.5"),
    Read("four decimals kept", nets("0.1234"), "0.1234"),
    Read("more decimals rounded and told", nets("0.12345"), "0.1235", warns="more than four decimals"),
    Read("iso dates with time", days("2024-01-31T10:00:00Z", "2024-01-31 23:59"), "10 10", "2024-01-31 2024-01-31"),
    Read("compact dates", days("20240131"), "10", "2024-01-31"),
    Read("day first by evidence", days("31/01/2024", "05/02/2024"), "10 10", "2024-01-31 2024-02-05"),
    Read("month first by evidence", days("01/31/2024", "02/05/2024"), "10 10", "2024-01-31 2024-02-05"),
    Read("dots and two-digit years", days("31.01.24"), "10", "2024-01-31"),
    Read("month names", days("31 Jan 2024", "Feb 5, 2024", "1-Mar-24"), "10 10 10", "2024-01-31 2024-02-05 2024-03-01"),
    Read("german month names", days("31. Januar 2024", "5. März 2024"), "10 10", "2024-01-31 2024-03-05"),
    Read("spreadsheet serials", days("45322"), "10", "2024-01-31", warns="spreadsheet dates"),
    Read("same day and month is sure", days("03/03/2024"), "10", "2024-03-03"),
    Read("id kept as text by a formula", HEAD + 'SO1,1,2024-01-31,"=""00123""",Acme,1\n', "1"),
    Read(
        "duplicate header of an unused column",
        "Order No,Note,Note,Date,Customer,Net Value\nSO1,a,b,2024-01-31,Acme,1\n",
        "1",
    ),
    Read("a name that opens with Total", HEAD + line(customer="Total Bikes"), "10", names="Total Bikes"),
    Read(
        "decomposed accents are the same name",
        HEAD + line(customer="Zoe\u0308") + line(customer="Zoë", number=2),
        "10 10",
        names="Zoë",
    ),
    Read("header words in other cases", (HEAD.upper()) + line(), "10"),
    Read("gzipped", gzip.compress((HEAD + line()).encode()), "10", file="orders.csv.gz"),
    Read("gzipped without the name", gzip.compress((HEAD + line()).encode()), "10"),
]

REFUSED = [
    Refused("empty file", "", 0, "", "is empty"),
    Refused("only blank lines", "\n\n\n", 0, "", "is empty"),
    Refused("binary junk", bytes(range(256)) * 20, 0, "", "no text"),
    Refused("a zip under the name of a table", b"PK\x03\x04" + b"\x00" * 200, 0, "", "workbook"),
    Refused("a pdf under the name of a table", b"%PDF-1.7\n" + b"x" * 200, 0, "", "no text file"),
    Refused(
        "an old excel file", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, 0, "", "old or locked", file="old.xls"
    ),
    Refused("text under the name of a workbook", HEAD + line(), 0, "", "no XLSX workbook", file="orders.xlsx"),
    Refused(
        "damaged gzip", gzip.compress((HEAD + line() * 50).encode())[:-20], 0, "", "damaged gzip", file="orders.csv.gz"
    ),
    Refused("only numbers, no headers", "1,2,3\n4,5,6\n", 0, "", "no header"),
    Refused("a cell too few", HEAD + "SO1,1,2024-01-31,C1,Acme\n", 2, "", "5 cells"),
    Refused("a cell too many", HEAD + line() + "SO1,2,2024-01-31,C1,Acme,1,234.50\n", 3, "", "7 cells"),
    Refused("quote left open", HEAD + line() + 'SO1,2,2024-01-31,C1,"Acme,5\n', 3, "", "no valid CSV"),
    Refused("text after a quote", HEAD + 'SO1,1,2024-01-31,C1,"Ac"me,5\n', 2, "", "no valid CSV"),
    Refused(
        "line of the record's start",
        HEAD + line(customer='"A\nB\nC"') + line(net="abc", number=2),
        5,
        "Net Value",
        "no number",
    ),
    Refused("word for an amount", HEAD + line(net="ten"), 2, "Net Value", "no number"),
    Refused("amount missing", HEAD + line(net=""), 2, "", "no amount"),
    Refused("not a number by name", HEAD + line() + line(net="NaN", number=2), 3, "", "no amount"),
    Refused("infinity", HEAD + line(net="Infinity"), 2, "Net Value", "no number"),
    Refused("exponent", HEAD + line(net="1e400"), 2, "Net Value", "no number"),
    Refused("underscores", HEAD + line(net="1_000"), 2, "Net Value", "no number"),
    Refused("arabic digits", HEAD + line(net="١٢"), 2, "Net Value", "no number"),
    Refused("full-width digits", HEAD + line(net="１２"), 2, "Net Value", "no number"),
    Refused("two points", HEAD + line(net="1.2.3"), 2, "Net Value", "no number"),
    Refused("groups of two", nets("12,3,4.50", "1.25"), 2, "Net Value", "no number"),
    Refused("a comma among points", nets("1,5", "1.25", "2.25"), 2, "Net Value", "no number"),
    Refused("per cent for an amount", HEAD + line(net="5%"), 2, "Net Value", "no number"),
    Refused("beyond the largest amount", HEAD + line(net="9" * 16), 2, "Net Value", "beyond"),
    Refused("error of a spreadsheet", HEAD + line(net="#REF!"), 2, "Net Value", "no number"),
    Refused("no such day", HEAD + line(date="2024-02-30"), 2, "Date", "no such day"),
    Refused("month 13", HEAD + line(date="2024-13-01"), 2, "Date", "no such day"),
    Refused("a year far off", HEAD + line(date="0024-01-01"), 2, "Date", "year"),
    Refused("word for a date", HEAD + line(date="yesterday"), 2, "Date", "no date"),
    Refused("date missing", HEAD + line() + line(date="", number=2), 3, "Date", "empty"),
    Refused(
        "both orders of dates in one column", days("31/01/2024", "30/01/2024", "01/31/2024"), 4, "Date", "no such day"
    ),
    Refused("no customer", HEAD + "SO1,1,2024-01-31,,,5\n", 2, "", "no account"),
    Refused("the same line twice", HEAD + line() + line(net="11"), 3, "", "same key"),
    Refused("control character in a name", HEAD + line(customer="Ac\x0bme"), 0, "", "no text"),
    Refused("turned writing in a name", HEAD + line(customer="Ac\u202eme"), 2, "Customer", "control characters"),
    Refused(
        "look-alike in another script",
        HEAD + line() + "SO2,1,2024-01-31,C2,\u0410cme,5\n",
        3,
        "Customer No",
        "another script",
    ),
    Refused("a text too long", HEAD + line(customer="x" * 600), 2, "Customer", "longer than"),
    Refused(
        "mixed encodings",
        (HEAD + line(customer="Zoë")).encode() + b"SO2,1,2024-01-31,C2,\x81\x8d,5\n",
        0,
        "",
        "not utf-8",
    ),
    Refused(
        "no rate for the currency",
        HEAD.replace("\n", ",Currency\n")
        + line().replace("\n", ",EUR\n")
        + line(number=2).replace("\n", ",XYZ\n") * 0
        + line(number=3).replace("\n", ",E\n"),
        3,
        "Currency",
        "no currency",
    ),
]

ASKED = [
    Asked("thousands or decimals", nets("1.234", "5.678"), "decimal", "1.234"),
    Asked("thousands or decimals with commas", nets("1,234"), "decimal", "1,234"),
    Asked("day or month first", days("03/04/2024", "05/06/2024"), "dates", "03/04/2024"),
    Asked(
        "two columns for one field",
        "Order No,Date,Customer,Net Value,Net Value\nSO1,2024-01-31,A,1,2\n",
        "columns",
        "both mean net_sales",
    ),
    Asked("nothing that is known", "Alpha,Beta\n1,x\n", "kind", "not clear what"),
    Asked("hardly anything that is known", "Customer,P,Q,R,S,T,U\nA,1,2,3,4,5,6\n", "columns", "Only 1 of 7"),
    Asked("two currencies beside the amounts", nets("€5.00", "£6.00"), "currency", "EUR, GBP"),
    Asked(
        "two currencies and no reporting currency",
        HEAD.replace("\n", ",Currency\n") + line().replace("\n", ",EUR\n") + line(number=2).replace("\n", ",GBP\n"),
        "reporting_currency",
        "several currencies",
    ),
    Asked(
        "per cents or fractions",
        "Promotion,Start Date,Discount %\nSpring,2024-01-01,0.05\n",
        "fractions",
        "five per cent",
        file="promotions.csv",
    ),
]


@pytest.mark.parametrize("case", READ, ids=lambda case: case.name)
def test_an_odd_file_is_read_to_its_reference(case: Read, tmp_path: Path) -> None:
    database = fresh(tmp_path)
    report = bring(database, write(tmp_path, case.file, case.content))
    assert report.problems == ()
    assert report.questions == ()
    with database.read() as session:
        lines = session.scalars(select(OrderLine).order_by(col(OrderLine.order_no), col(OrderLine.line_no))).all()
        assert [one.net_sales for one in lines] == [Decimal(one) for one in case.amounts.split()]
        if case.dates:
            assert [one.order_date.isoformat() for one in lines] == case.dates.split()
        if case.names:
            assert session.scalars(select(col(Account.name))).all() == [case.names]
    assert any(case.warns in one for one in report.warnings) or not case.warns
    database.close()


@pytest.mark.parametrize("case", REFUSED, ids=lambda case: case.name)
def test_a_broken_file_is_refused_with_line_and_column_and_changes_nothing(case: Refused, tmp_path: Path) -> None:
    database = fresh(tmp_path)
    report = bring(database, write(tmp_path, case.file, case.content))
    assert not report.written
    found = report.problems[0]
    assert (found.file, found.line, found.column) == (case.file, case.line, case.column)
    assert case.reason in found.reason
    assert str(found)
    _holds_nothing(tmp_path)
    database.close()


@pytest.mark.parametrize("case", ASKED, ids=lambda case: case.name)
def test_what_can_be_read_in_two_ways_is_asked_with_a_mapping_file_to_complete(case: Asked, tmp_path: Path) -> None:
    database = fresh(tmp_path)
    report = bring(database, write(tmp_path, case.file, case.content))
    assert not report.written
    assert [one.setting for one in report.questions] == [case.setting]
    assert case.words in report.questions[0].text
    assert case.file in report.proposal
    _holds_nothing(tmp_path)
    database.close()


def test_all_bad_lines_are_reported_not_only_the_first(tmp_path: Path) -> None:
    database = fresh(tmp_path)
    content = HEAD + line() + line(net="x", number=2) + line(date="never", number=3) + line(number=4)
    report = bring(database, write(tmp_path, "orders.csv", content))
    assert [(one.line, one.column) for one in report.problems] == [(3, "Net Value"), (4, "Date")]
    assert (report.counts["order"].read, report.counts["order"].refused) == (4, 2)
    report.write_problems(tmp_path / "problems.csv")
    assert (tmp_path / "problems.csv").read_text(encoding="utf-8-sig").count("\n") == 3
    database.close()


def _holds_nothing(folder: Path) -> None:
    database = fresh(folder)
    with database.read() as session:
        for table in (OrderLine, Account, ImportBatch):
            assert session.scalar(select(func.count()).select_from(table)) == 0
    database.close()
