"""`kam serve` and `kam doctor` say in one sentence what is missing, and what to click."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bot.__main__ import main
from tests.doubles.slack import SlackDouble
from tests.handlers.world import company

NAMES = (
    "SLACK_BOT_TOKEN",
    "SLACK_APP_TOKEN",
    "SLACK_SIGNING_SECRET",
    "KAM_SLACK_BASE_URL",
    "KAM_DATABASE_URL",
    "KAM_DATA",
)


@pytest.fixture(autouse=True)
def empty_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in NAMES:
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def data(tmp_path: Path) -> str:
    company(tmp_path).close()
    return str(tmp_path)


def given(monkeypatch: pytest.MonkeyPatch, slack: SlackDouble, token: str = "") -> None:
    monkeypatch.setenv("SLACK_BOT_TOKEN", token or slack.bot_token)
    monkeypatch.setenv("SLACK_APP_TOKEN", slack.app_token)
    monkeypatch.setenv("KAM_SLACK_BASE_URL", slack.base_url)


def findings(capsys: pytest.CaptureFixture[str], data: str) -> tuple[int, dict[str, dict[str, str]]]:
    code = main(["doctor", "--json", "--data", data])
    return code, {one["name"]: one for one in json.loads(capsys.readouterr().out)}


def test_serve_without_a_token_says_so_and_fails(capsys: pytest.CaptureFixture[str], data: str) -> None:
    assert main(["serve", "--data", data]) == 1
    told = capsys.readouterr().err
    assert "SLACK_BOT_TOKEN" in told
    assert len(told.strip().splitlines()) == 1


def test_serve_with_a_wrong_token_says_where_the_right_one_is(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, slack: SlackDouble, data: str
) -> None:
    given(monkeypatch, slack, "xoxb-wrong")
    assert main(["serve", "--data", data]) == 1
    assert "Slack does not take SLACK_BOT_TOKEN (invalid_auth)" in capsys.readouterr().err


def test_doctor_is_content_without_slack(capsys: pytest.CaptureFixture[str], data: str) -> None:
    code, found = findings(capsys, data)
    assert code == 0
    assert found["slack"]["state"] == "not set up"
    assert found["people"]["state"] == "ok"


def test_doctor_looks_at_tokens_and_scopes(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, slack: SlackDouble, data: str
) -> None:
    given(monkeypatch, slack)
    code, found = findings(capsys, data)
    assert code == 0, found
    assert {found[name]["state"] for name in ("bot token", "scopes", "app token")} == {"ok"}
    slack.workspace.scopes -= {"users:read.email"}
    code, found = findings(capsys, data)
    assert code == 1
    assert "users:read.email" in found["scopes"]["text"]
    assert "Reinstall" in found["scopes"]["remedy"]
    monkeypatch.setenv("SLACK_BOT_TOKEN", "xoxb-wrong")
    code, found = findings(capsys, data)
    assert code == 1
    assert "OAuth & Permissions" in found["bot token"]["remedy"]
