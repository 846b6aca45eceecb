"""A team's own data through the command line alone: in, out, merged, forgotten, backed up and restored."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from openpyxl import load_workbook

from bot.__main__ import main
from tests.doubles.postgres import PostgresServer

ORDERS = """Order No,Date,Customer No,Customer,Rep,Net Value
A1,2026-01-05,C1,Acme Inc,Ann Lee,100
A2,2026-01-06,C2,ACME Incorporated,Ann Lee,50
A3,2026-01-06,C3,Bolt,Bob Ray,50
"""
PEOPLE = """Employee ID,Name,Email,Role,Manager ID
1,Ann Lee,ann@x.com,KAM,3
2,Bob Ray,bob@x.com,KAM,3
3,Zoe Head,zoe@x.com,Head of Sales,
"""

Kam = Callable[..., int]


@pytest.fixture(params=["sqlite", "postgres"])
def kam(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Kam]:
    """`kam` with a data folder, or a database, of its own; 30 June 2026; nobody at the keyboard."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "stdin", io.StringIO())
    monkeypatch.delenv("KAM_DATABASE_URL", raising=False)
    server: PostgresServer | None = None
    if request.param == "postgres":
        server = request.getfixturevalue("postgres")
        monkeypatch.setenv("KAM_DATABASE_URL", server.empty())
    Path("orders.csv").write_text(ORDERS, encoding="utf-8")
    Path("people.csv").write_text(PEOPLE, encoding="utf-8")
    yield lambda *words: main(["--data", "data", "--today", "2026-06-30", *words])
    if server is not None:
        server.drop(os.environ["KAM_DATABASE_URL"])


def test_files_come_in_once_and_go_out_to_the_same_data(kam: Kam, capsys: pytest.CaptureFixture[str]) -> None:
    assert kam("import", "orders.csv", "--dry-run") == 0
    assert "Dry run: nothing was changed." in capsys.readouterr().out
    assert kam("import", "orders.csv", "people.csv") == 0
    assert "order: 3 read: 3 new, 0 changed" in capsys.readouterr().out
    for source in ("orders.csv", "out", "out.xlsx"):
        assert kam("import", source) == 0
        assert " 0 new, 0 changed, 3 as they were" in capsys.readouterr().out
        assert kam("export", "all", "--out", "out") == 0
        assert kam("export", "all", "--format", "xlsx", "--out", "out.xlsx") == 0


def test_bad_lines_are_all_in_a_file_and_nothing_is_taken_in(kam: Kam, capsys: pytest.CaptureFixture[str]) -> None:
    bad = "".join(f"B{number},no day,C1,Acme,Ann Lee,x\n" for number in range(150))
    Path("bad.csv").write_text(ORDERS + bad, encoding="utf-8")
    assert kam("import", "bad.csv") == 1
    said = capsys.readouterr()
    assert said.out.count("✗") == 200
    assert "bad.csv, line 5, column 'Date': this is no date ('no day')" in said.out
    assert "All 300 problems are in data/kam-import-problems.csv." in said.err
    assert len(Path("data/kam-import-problems.csv").read_text("utf-8-sig").splitlines()) == 301
    assert kam("import", "orders.csv") == 0
    assert "order: 3 read: 3 new" in capsys.readouterr().out


def test_what_is_not_certain_is_asked_and_answered_by_the_mapping(kam: Kam, capsys: pytest.CaptureFixture[str]) -> None:
    Path("odd.csv").write_text("Wann;Wer;Wieviel\n03.04.2026;Acme;1.234\n", encoding="utf-8")
    assert kam("import", "odd.csv") == 1
    assert "The mapping I propose is in data/kam-mapping.yaml" in capsys.readouterr().err
    Path("map.yaml").write_text(
        "files:\n- {file: odd.csv, kind: order, columns: {Wann: order_date, Wer: account_name, Wieviel: net_sales}, "
        "decimal: ',', dates: day}\n",
        encoding="utf-8",
    )
    assert kam("import", "odd.csv", "--map", "map.yaml") == 0
    kam("import", "people.csv")
    kam("export", "orders", "--out", "orders-out.csv")
    assert ',"2026-04-03",' in Path("orders-out.csv").read_text("utf-8-sig")
    assert ",1234," in Path("orders-out.csv").read_text("utf-8-sig")


def test_duplicates_are_listed_and_merged_and_later_files_find_the_one_that_stays(
    kam: Kam, capsys: pytest.CaptureFixture[str]
) -> None:
    kam("import", "orders.csv", "people.csv")
    capsys.readouterr()
    assert kam("accounts", "duplicates") == 0
    assert "kam accounts merge C1 C2" in capsys.readouterr().out
    assert kam("accounts", "merge", "C1", "C2") == 0
    assert kam("accounts", "merge", "C1", "C9") == 1
    kam("accounts", "duplicates")
    assert "No two accounts look like the same one." in capsys.readouterr().out
    Path("more.csv").write_text(ORDERS.replace("A", "B"), encoding="utf-8")
    assert kam("import", "more.csv") == 0
    kam("export", "accounts", "--out", "accounts.csv")
    assert len(Path("accounts.csv").read_text("utf-8-sig").splitlines()) == 3
    assert kam("db", "check") == 0


def test_what_is_forgotten_is_named_and_the_sums_stay(kam: Kam, capsys: pytest.CaptureFixture[str]) -> None:
    kam("import", "orders.csv", "people.csv")
    capsys.readouterr()
    assert kam("forget", "person", "1") == 0
    assert kam("forget", "account", "C1") == 0
    said = capsys.readouterr().out
    assert "person: 1" in said
    assert "account: 1" in said
    kam("export", "all", "--out", "left")
    left = "".join(path.read_text("utf-8-sig") for path in Path("left").iterdir())
    assert "Ann Lee" not in left
    assert "ann@x.com" not in left
    assert "Acme Inc" not in left
    assert ",100," in left
    assert kam("db", "check") == 0


def test_a_backup_goes_into_a_new_folder_or_database_and_nowhere_else(
    kam: Kam, capsys: pytest.CaptureFixture[str], request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    kam("import", "orders.csv", "people.csv")
    assert kam("db", "backup", "kam.backup") == 0
    assert kam("db", "restore", "kam.backup") == 1
    assert "is not empty" in capsys.readouterr().err
    if url := os.environ.get("KAM_DATABASE_URL"):
        server: PostgresServer = request.getfixturevalue("postgres")
        server.drop(url)
        monkeypatch.setenv("KAM_DATABASE_URL", server.empty())
    options = ["--data", "restored", "--today", "2026-06-30"]
    assert main([*options, "db", "restore", "kam.backup"]) == 0
    assert main([*options, "db", "check"]) == 0
    assert main([*options, "export", "orders", "--out", "restored.csv"]) == 0
    assert len(Path("restored.csv").read_text("utf-8-sig").splitlines()) == 4


def test_an_answers_table_goes_out_by_its_receipt(kam: Kam, capsys: pytest.CaptureFixture[str]) -> None:
    kam("import", "orders.csv", "people.csv")
    capsys.readouterr()
    kam("tool", "account_ranking", "--metric", "sales", "--period", "2026", "--json")
    receipt = json.loads(capsys.readouterr().out)["receipt"]["id"]
    assert kam("export", receipt[:12], "--out", "ranking.csv") == 0
    assert '"Acme Inc","C1","Ann Lee",100' in Path("ranking.csv").read_text("utf-8-sig")
    assert kam("export", receipt, "--format", "xlsx", "--out", "ranking.xlsx") == 0
    sheet = load_workbook("ranking.xlsx").active
    assert sheet is not None
    assert [cell.value for cell in sheet[2]][:5] == [1, "Acme Inc", "C1", "Ann Lee", 100]
    assert kam("export", "0123456789ab") == 1
    assert "There is no receipt" in capsys.readouterr().err


def test_without_a_terminal_nothing_is_asked_and_nothing_waits(tmp_path: Path) -> None:
    (tmp_path / "odd.csv").write_text("Wann;Wer;Wieviel\n03.04.2026;Acme;1.234\n", encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "bot", "import", str(tmp_path / "odd.csv"), "--data", str(tmp_path / "data")],
        stdin=subprocess.PIPE,  # open, and nobody writes
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 1
    assert "? odd.csv" in done.stdout
    assert "nothing was imported because of open questions" in done.stderr
