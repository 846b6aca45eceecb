"""On the first working day of a month: how the team's portfolio did in the month before."""

from __future__ import annotations

import datetime as dt

from bot.config import Config
from bot.jobs.job import Composing, Job
from bot.jobs.letter import Letter
from bot.jobs.portfolio import summary, to_whom
from bot.jobs.schedule import dates, first_working_day, weekdays
from bot.tools.periods import Period, add_months, month_start


def compose(given: Composing) -> Letter | None:
    first = month_start(given.book.today)
    period = Period(add_months(first, -1), first - dt.timedelta(days=1), "last month")
    return summary(given, period, f"portfolio:{first}")


def runs_on(config: Config, day: dt.date) -> bool:
    return first_working_day(day, weekdays(config.jobs.review_digest), dates(config.nudges.holidays))


JOB = Job("portfolio_month", "last month's portfolio of the team, on the first working day", runs_on, to_whom, compose)
