"""What a review pack is put together from, and the three questions worth asking."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from bot.tools import lifecycle_stage, price_volume_mix
from bot.tools.answer import Answer
from bot.tools.book import Book
from bot.tools.brief import ASK, Known, completeness, load
from bot.tools.facts.actions import ActionFact
from bot.tools.facts.deliveries import Punctuality
from bot.tools.facts.issues import IssueFact
from bot.tools.facts.reviews import ReviewFact, SentPack
from bot.tools.facts.value import RatingFact, ValueFact
from bot.tools.money import ZERO, percent, show_money, total
from bot.tools.pairing import Introduction, LevelPair, Thread, introductions, level_pairs, thread
from bot.tools.periods import Period, last_full_months
from bot.tools.rhythm import Standing, last_held, standings
from bot.tools.value_sums import since

NEEDS_STALE_DAYS = Decimal(100)
RATING_STALE_DAYS = Decimal(200)
FIRST_REVIEW_DAYS = 92
"""Where no review was ever held, the pack looks back a quarter."""

QUESTIONS = 3

FALL_PCT = Decimal(5)
"""A category that fell by less than this share of the year before's sales is not worth a question."""


@dataclass(frozen=True, slots=True)
class Promises:
    """Actions from last time (made at or since the last review) and other open ones."""

    last_time: tuple[ActionFact, ...]
    done: int
    other: tuple[ActionFact, ...]

    @property
    def still_open(self) -> tuple[ActionFact, ...]:
        return (*(one for one in self.last_time if one.closed is None), *self.other)


@dataclass(frozen=True, slots=True)
class Pack:
    """Everything for one review. `back_to` is the day the pack looks back to: the last review's, or a quarter ago."""

    known: Known
    standing: Standing | None
    last: ReviewFact | None
    back_to: dt.date
    quarter: Period
    promises: Promises
    values: tuple[ValueFact, ...]
    unconfirmed: tuple[ValueFact, ...]
    rating: RatingFact | None
    fixed: tuple[IssueFact, ...]
    punctuality: Punctuality
    pairs: tuple[LevelPair, ...]
    thread: Thread
    introductions: tuple[Introduction, ...]
    bridge: Answer
    stage: Answer
    fallen: tuple[str, Decimal] | None
    sent: SentPack | None
    missing: tuple[str, ...]

    @property
    def illustrative(self) -> bool:
        return self.known.illustrative or self.bridge.illustrative or self.stage.illustrative


def gather(account: str, book: Book) -> Pack:
    """Read it all. Raises NotPermitted where the asker may not see the account."""
    known = load(book, account)
    last = last_held(known.reviews)
    back_to = last.held if last and last.held else book.today - dt.timedelta(days=FIRST_REVIEW_DAYS)
    values = book.value.of([account])
    issues = book.issues.of([account], open_only=False)
    quarter = _quarter(account, book)
    pairs = level_pairs(known.contacts, book.contacts.team([account]))
    _, _, missing = completeness(known)
    return Pack(
        known,
        _standing(known, book.today),
        last,
        back_to,
        quarter,
        promises(book.actions.of([account], open_only=False), last),
        tuple(since(values, back_to)),
        tuple(one for one in values if not one.confirmed and one.amount is not None),
        book.value.last_rating(account),
        tuple(one for one in issues if one.closed is not None and one.closed >= back_to),
        book.deliveries.punctuality([account], quarter).get(account, Punctuality()),
        pairs,
        thread(known.contacts, book.today),
        tuple(introductions(pairs, known.contacts, book.today)),
        price_volume_mix.run(price_volume_mix.Args(account=account, period=quarter), book),
        lifecycle_stage.run(lifecycle_stage.Args(account=account), book),
        _fallen(account, quarter, book),
        book.reviews.last_pack(account),
        missing,
    )


def _standing(known: Known, today: dt.date) -> Standing | None:
    """The review this pack is for: of several rhythms, the one whose review comes first."""
    found = [one for one in standings(known.rhythms, known.reviews, today) if one.since is not None]
    return min(found, key=lambda one: one.since or today, default=None)


def _quarter(account: str, book: Book) -> Period:
    """The last three full months; the last twelve where nothing was sold in these or in the year before's."""
    short = last_full_months(book.today, 3)
    if all(book.sales.total([account], one).lines for one in (short, short.year_before())):
        return short
    return last_full_months(book.today)


def promises(actions: Sequence[ActionFact], last: ReviewFact | None) -> Promises:
    """Actions of the last review, or made since it; and everything older that is still open."""
    day = last.held if last else None
    recent = [
        one
        for one in actions
        if last is not None and (one.review_id == last.id or (day is not None and one.created >= day))
    ]
    ids = {one.id for one in recent}
    other = tuple(one for one in actions if one.closed is None and one.id not in ids)
    return Promises(tuple(recent), sum(one.closed is not None for one in recent), other)


def _fallen(account: str, period: Period, book: Book) -> tuple[str, Decimal] | None:
    """The product category whose sales fell most against the year before, with the fall; None where none fell."""
    now = {name: sums.net_sales for name, sums in book.sales.by_category([account], period).items()}
    then = {name: sums.net_sales for name, sums in book.sales.by_category([account], period.year_before()).items()}
    return largest_fall(now, then)


def largest_fall(now: Mapping[str, Decimal], then: Mapping[str, Decimal]) -> tuple[str, Decimal] | None:
    """The key that lost most from then to now, and how much; None where that is little beside the whole."""
    falls = {name: amount - now.get(name, ZERO) for name, amount in then.items() if amount > now.get(name, ZERO)}
    if not falls:
        return None
    name = max(falls, key=lambda one: (falls[one], one))
    share = percent(falls[name], total(then.values()))
    return (name, falls[name]) if share is not None and share >= FALL_PCT else None


def needs_stale(pack: Pack, book: Book) -> bool:
    """True where no needs are recorded, or they were heard longer ago than config says."""
    noted = pack.known.account.needs_noted
    days = book.settings.get("needs_stale_days", NEEDS_STALE_DAYS)
    return not pack.known.account.needs or noted is None or (book.today - noted).days > days


def rating_stale(pack: Pack, book: Book) -> bool:
    days = book.settings.get("rating_stale_days", RATING_STALE_DAYS)
    return pack.rating is None or (book.today - pack.rating.date).days > days


def questions(pack: Pack, book: Book) -> tuple[str, ...]:
    """Three questions for the customer, most useful first: needs, a fall in what they buy, a claim to confirm, their
    rating, a pair to bring together, then the gaps in what we know."""
    asked: list[str] = []
    if needs_stale(pack, book):
        asked.append(ASK["their needs today"])
    if pack.fallen is not None and pack.fallen[0]:
        name, amount = pack.fallen
        less = show_money(amount, book.currency)
        asked.append(f"You bought {less} less of {name.lower()} than a year ago: what changed on your side?")
    if pack.unconfirmed:
        claim = max(pack.unconfirmed, key=lambda one: (one.amount or ZERO, one.id))
        worth = show_money(claim.amount or ZERO, book.currency)
        asked.append(f"“{claim.text}”: we put it at {worth} for you. Do you agree?")
    if rating_stale(pack, book):
        asked.append("From 0 to 10, what do you get from us, and what does it cost you?")
    first = next((one for one in pack.introductions if one.theirs and one.ours), None)
    if first is not None:
        asked.append(f"Could {first.theirs} and our {first.ours} meet before the next review?")
    asked += [ASK[gap] for gap in pack.missing if gap in ASK and ASK[gap] not in asked]
    return tuple(asked[:QUESTIONS])
