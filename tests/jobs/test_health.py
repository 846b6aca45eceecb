"""The health check, the metrics, the logs, the audit and the lock of one process."""

from __future__ import annotations

import datetime as dt
import io
import json
import logging
import re
import sys
import urllib.error
import urllib.request
from pathlib import Path

import pytest
import yaml
from sqlmodel import select

from bot import access, logs
from bot.__main__ import main
from bot.cli.usage import summed
from bot.errors import BadInput
from bot.jobs.clocks import alone, ticking
from bot.jobs.health import Health, served, wsgi
from store.engine import Database
from store.tables import AuditEntry
from tests.doubles.slack import SlackDouble
from tests.jobs.office import NINE, Office, open_office

ROOT = Path(__file__).parents[2]


@pytest.fixture
def office(slack: SlackDouble, database: Database) -> Office:
    return open_office(slack, database)


def health_of(office: Office) -> tuple[Health, str]:
    return Health(office.database, office.worker(), office.clock, lambda: 3, office.clock()), ""


def get(port: int, path: str) -> tuple[int, str]:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=5) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()


def test_health_and_metrics_are_served_without_names(office: Office) -> None:
    health, _ = health_of(office)
    health.mailroom.tick()
    health.mailroom.drain()
    with served(wsgi(health), 0) as port:
        assert get(port, "/healthz") == (200, "ok")
        assert get(port, "/readyz") == (200, "ok")
        status, metrics = get(port, "/metrics")
        assert get(port, "/else")[0] == 404
        health.mailroom.stopping.set()
        assert get(port, "/readyz") == (503, "stopping")
    assert status == 200
    assert 'kam_outbox_messages{status="sent"} 2.0' in metrics
    assert "kam_inbox_depth 3.0" in metrics
    assert "Kim" not in metrics
    assert "North" not in metrics


def test_a_stopped_clock_is_unwell_on_sqlite(office: Office) -> None:
    health, _ = health_of(office)
    office.clock.pass_(minutes=6)
    assert bool(health.alive()) == office.database.is_sqlite


def test_a_second_process_on_the_same_file_is_refused(office: Office) -> None:
    with alone(office.database):
        if not office.database.is_sqlite:
            with alone(office.database):
                return
        with pytest.raises(BadInput, match="Another `kam serve`"), alone(office.database):
            pass
    with alone(office.database):
        pass


def test_the_clock_sends_what_is_due_and_stops(office: Office) -> None:
    worker = office.worker()
    config = office.config.model_copy(
        update={"jobs": office.config.jobs.model_copy(update={"tick_seconds": 1, "drain_seconds": 1})}
    )
    wanted = ("k1", "k2")
    if not office.database.is_sqlite:
        worker.tick()  # otherwise the minute's tick must be waited for
    with ticking(worker, office.database, config):
        for person in wanted:
            office.slack.wait_for_message(office.users[person], "week", timeout=40)
    assert [len(office.inbox(person)) for person in wanted] == [1, 1]


def test_on_sqlite_nothing_of_procrastinate_is_imported(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "procrastinate", None)  # importing it now fails
    if office.database.is_sqlite:
        with ticking(office.worker(), office.database, office.config):
            office.slack.wait_for_message(office.users["k1"], "week", timeout=40)
        return
    with pytest.raises(ImportError), ticking(office.worker(), office.database, office.config):
        pass


def test_the_audit_tells_what_was_changed(office: Office) -> None:
    with office.database.write() as session:
        for number in range(4):
            access.record(session, NINE + dt.timedelta(seconds=number), "k1", "dm", "help", ["a1"])
            session.flush()
    with office.database.read() as session:
        rows = list(session.exec(select(AuditEntry).order_by(AuditEntry.id)).all())  # type: ignore[arg-type]  # a column
    assert access.broken_chain(rows) == ""
    assert "entry" in access.broken_chain([rows[0], *rows[2:]])
    rows[1].accounts = "a2"
    assert f"entry {rows[1].id}" in access.broken_chain(rows)


def test_the_command_exports_the_audit(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["db", "upgrade", "--data", str(tmp_path)]) == 0
    capsys.readouterr()
    assert main(["audit", "--data", str(tmp_path)]) == 0
    assert capsys.readouterr().out.startswith("id,at,person_id")
    assert main(["usage", "--json", "--data", str(tmp_path)]) == 0
    assert json.loads(capsys.readouterr().out)["answers"] == 0


def test_usage_is_summed_by_route() -> None:
    class Row:
        route, model, person_id, input_tokens, output_tokens, cost = "help", "m", "k1", 10, 2, "0.5"

        def __init__(self, milliseconds: int) -> None:
            self.milliseconds = milliseconds

    found = summed([Row(one) for one in (10, 20, 30, 1000)], {"k1": "Kim"})
    assert found["routes"] == [{"route": "help", "answers": 4, "p50_ms": 20, "p95_ms": 1000}]
    assert found["models"][0]["cost"] == "2.0"
    assert found["by_person"] == [{"person": "Kim", "answers": 4, "tokens": 48, "cost": "2.0"}]


def test_a_failure_is_logged_by_its_place_not_its_text() -> None:
    stream = io.StringIO()
    root = logging.getLogger()
    kept, level = root.handlers[:], root.level
    try:
        logs.set_up(stream)
        try:
            raise ValueError("North Bikes earned 4,711")
        except ValueError:
            logging.getLogger("kam.test").exception("a question failed, reference 1234")
    finally:
        root.handlers[:] = kept
        root.setLevel(level)
    line = json.loads(stream.getvalue())
    assert line["failure"] == "ValueError"
    assert line["message"].endswith("1234")
    assert "4,711" not in stream.getvalue()


def test_the_compose_file_and_the_image_fit_the_program() -> None:
    compose = yaml.safe_load((ROOT / "compose.yaml").read_text())
    assert {"bot-1", "bot-2", "database", "chroma", "migrate"} == set(compose["services"])
    from bot.config import ENVIRONMENT

    named = set(compose["services"]["bot-1"]["environment"])
    assert named <= set(ENVIRONMENT)
    image = (ROOT / "Dockerfile").read_text()
    assert re.search(r"^USER kam$", image, re.MULTILINE)
    for folder in re.findall(r"^COPY ((?:\S+ )+)\S+$", image.replace("--from=build ", "/"), re.MULTILINE):
        for part in folder.split():
            assert part.startswith("/") or (ROOT / part).exists()
