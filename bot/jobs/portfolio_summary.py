"""Once a week: how the team's portfolio stands, to those who lead it and to their channels."""

from __future__ import annotations

import datetime as dt

from bot.config import Config
from bot.jobs.job import Composing, Job
from bot.jobs.letter import Letter
from bot.jobs.portfolio import summary, to_whom
from bot.jobs.schedule import weekdays
from bot.tools.periods import Period, add_months, month_start


def compose(given: Composing) -> Letter | None:
    """The quarter so far; in its first weeks the quarter before, for a few days say little."""
    today = given.book.today
    start = month_start(add_months(today, -((today.month - 1) % 3)))
    yesterday = today - dt.timedelta(days=1)
    if (today - start).days < 14:
        period = Period(add_months(start, -3), start - dt.timedelta(days=1), "last quarter")
    else:
        period = Period(start, yesterday, "this quarter so far")
    year, week, _ = today.isocalendar()
    return summary(given, period, f"portfolio:{year}w{week}")


def runs_on(config: Config, day: dt.date) -> bool:
    return day.weekday() in weekdays(config.jobs.portfolio_summary)


JOB = Job(
    "portfolio_summary", "weekly portfolio of the team, to managers and their channels", runs_on, to_whom, compose
)
