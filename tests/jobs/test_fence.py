"""The last check before the bytes leave, and how quickly messages follow each other."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from bot.config import load_config
from bot.jobs.pace import BURST, Pace
from bot.slack_client import SlackSender, web_client
from bot.slack_fence import TooLate
from tests.doubles.slack import SlackDouble


@pytest.mark.parametrize("answers", [[False], [True, False]])
def test_a_process_that_comes_back_too_late_sends_nothing(slack: SlackDouble, answers: list[bool]) -> None:
    """It may be stopped before the request begins, or between its head and its body."""
    kim = slack.add_user("Kim")
    config = load_config(environment={"SLACK_BOT_TOKEN": slack.bot_token, "KAM_SLACK_BASE_URL": slack.base_url})
    sender, asked = SlackSender(web_client(config)), iter(answers)
    channel = slack.dm(kim).id
    with pytest.raises(TooLate):
        sender.post(channel, "Due.", (), "id-1", allowed=lambda: next(asked))
    assert slack.messages(kim) == []
    assert sender.post(channel, "Due.", (), "id-1", allowed=lambda: True) == slack.messages(kim)[0]["ts"]
    assert sender.find(channel, "id-1")


def test_messages_keep_their_pace_after_a_burst() -> None:
    time = [0.0]

    def sleep(seconds: float) -> None:
        time[0] += seconds

    pace = Pace(4, sleep, lambda: time[0])
    turns: Iterator[float] = (pace.wait() or time[0] for _ in range(BURST + 40))  # type: ignore[func-returns-value]
    taken = list(turns)
    assert taken[BURST] == 0
    assert taken[-1] == pytest.approx(39 / 4)
    unlimited = Pace(0, sleep, lambda: time[0])
    before = time[0]
    for _ in range(1000):
        unlimited.wait()
    assert time[0] == before
