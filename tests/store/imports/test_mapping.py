"""What the headers do not say is proposed as a mapping file; the file is checked, and what it says holds."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
import yaml
from sqlalchemy import select
from sqlmodel import col

from bot.errors import BadInput
from store.tables import Account, CostLine, OrderLine
from tests.store.imports.making import bring, fresh, write

STRANGE = 'Wann,Wer,Wieviel,Bem\n03.04.2024,Acme,"1.234",x\n05.06.2024,Bolt,"2.000",y\n'


def test_the_proposal_completed_by_hand_is_enough(tmp_path: Path) -> None:
    database = fresh(tmp_path)
    file = write(tmp_path, "export 7.csv", STRANGE)
    report = bring(database, file)
    assert [one.setting for one in report.questions] == ["kind"]
    mapping = yaml.safe_load(report.proposal)
    assert mapping["files"][0]["columns"].keys() == {"Wann", "Wer", "Wieviel", "Bem"}
    mapping["files"][0] |= {
        "kind": "order",
        "columns": {"Wann": "order_date", "Wer": "account_name", "Wieviel": "net_sales", "Bem": ""},
        "decimal": ",",
        "dates": "day",
    }
    done = bring(database, file, mapping=write(tmp_path, "map.yaml", yaml.safe_dump(mapping)))
    assert done.written, (done.problems, done.questions)
    with database.read() as session:
        lines = session.scalars(select(OrderLine).order_by(col(OrderLine.order_date))).all()
        assert [(str(one.order_date), one.net_sales) for one in lines] == [
            ("2024-04-03", Decimal(1234)),
            ("2024-06-05", Decimal(2000)),
        ]
    database.close()


def test_a_misspelled_header_is_proposed_but_not_taken(tmp_path: Path) -> None:
    database = fresh(tmp_path)
    report = bring(database, write(tmp_path, "orders.csv", "Order Date,Custmer Name,Net Vlaue\n2024-01-31,Acme,5\n"))
    assert not report.written
    columns = yaml.safe_load(report.proposal)["files"][0]["columns"]
    assert columns == {"Order Date": "order_date", "Custmer Name": "account_name", "Net Vlaue": "net_sales"}
    database.close()


def test_constants_hold_for_every_line_and_a_pattern_names_many_files(tmp_path: Path) -> None:
    database = fresh(tmp_path)
    bring(database, write(tmp_path, "accounts.csv", "Customer No,Customer Name\nC1,Acme\n"))
    mapping = (
        "files:\n- file: 'bonus*.csv'\n  kind: cost\n  columns: {Kd: account_id, Tag: date, Wert: amount}\n"
        "  constants: {kind: rebate, note: yearly bonus}\n"
    )
    files = [write(tmp_path, f"bonus{year}.csv", f"Kd,Tag,Wert\nC1,{year}-12-31,100\n") for year in (2022, 2023)]
    report = bring(database, *files, mapping=write(tmp_path, "map.yaml", mapping))
    assert report.written, (report.problems, report.questions)
    with database.read() as session:
        lines = session.scalars(select(CostLine)).all()
        assert {(one.kind, one.note, one.amount) for one in lines} == {("rebate", "yearly bonus", Decimal(100))}
        assert len(lines) == 2
    database.close()


def test_a_file_can_be_skipped_and_two_columns_of_one_name_told_apart(tmp_path: Path) -> None:
    database = fresh(tmp_path)
    mapping = (
        "files:\n- {file: notes.csv, kind: account, columns: {}, skip: true}\n"
        "- file: o.csv\n  kind: order\n"
        "  columns: {Day: order_date, Who: account_name, Amount: '', 'Amount#2': net_sales}\n"
    )
    report = bring(
        database,
        write(tmp_path, "notes.csv", "Alpha,Beta\n1,2x\n"),
        write(tmp_path, "o.csv", "Day,Who,Amount,Amount\n2024-01-31,Acme,1,2\n"),
        mapping=write(tmp_path, "map.yaml", mapping),
    )
    assert report.written, (report.problems, report.questions)
    with database.read() as session:
        assert session.scalars(select(col(OrderLine.net_sales))).all() == [Decimal(2)]
        assert session.scalars(select(col(Account.name))).all() == ["Acme"]
    database.close()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("files: [", "no valid YAML"),
        ("files:\n- {file: a.csv, kind: nonsense, columns: {}}", "there is no kind 'nonsense'"),
        ("files:\n- {file: a.csv, kind: order, columns: {A: nett}}", "'order' has no field nett"),
        ("files:\n- {file: a.csv, kind: order, columns: {A: net_sales, B: net_sales}}", "given by two columns"),
        ("files:\n- {file: a.csv, kind: order, columns: {}, dezimal: ','}", "dezimal"),
        ("files:\n- {file: a.csv, kind: order, columns: {}, decimal: ';'}", "decimal"),
    ],
)
def test_a_faulty_mapping_file_is_refused_in_words(text: str, words: str, tmp_path: Path) -> None:
    database = fresh(tmp_path)
    file = write(tmp_path, "a.csv", "A,B\n1,2\n")
    with pytest.raises(BadInput, match=words):
        bring(database, file, mapping=write(tmp_path, "map.yaml", text))
    database.close()


def test_a_mapping_to_a_column_that_is_not_there_is_refused(tmp_path: Path) -> None:
    database = fresh(tmp_path)
    mapping = write(tmp_path, "map.yaml", "files:\n- {file: a.csv, kind: order, columns: {Netto: net_sales}}")
    with pytest.raises(BadInput, match="names a column 'Netto', but the file has: Date, Customer"):
        bring(database, write(tmp_path, "a.csv", "Date,Customer\n2024-01-01,x\n"), mapping=mapping)
    with pytest.raises(BadInput, match="no mapping file"):
        bring(database, write(tmp_path, "a.csv", "Date,Customer\n2024-01-01,x\n"), mapping=tmp_path / "none.yaml")
    with pytest.raises(BadInput, match="no file or folder"):
        bring(database, tmp_path / "nowhere")
    database.close()
