"""Whether an opportunity is worth the time: budget, authority, need and timing, with what is missing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from pydantic import Field

from bot.tools.answer import Answer, Choice, Column, Figure, Input, Receipt, Table, clarify
from bot.tools.arguments import AccountId, OpportunityId, Text, ToolArgs
from bot.tools.bant import LETTERS, MOST, Letter, Qualification, fitted, qualify, to_ask
from bot.tools.bant_words import said
from bot.tools.book import Book
from bot.tools.facts.opportunities import EvidenceFact, OpportunityFact
from bot.tools.money import HUNDRED, ZERO, show_money, show_percent
from bot.tools.scopes import default_scope, scope_name
from bot.tools.tool import Tool
from bot.tools.wording import listed

STALE_DAYS = Decimal(90)
SAYS = "scores 0 to 4 (0 nothing, 4 confirmed) or words such as “80k approved”"

ORDER = {"highly qualified": 0, "qualified": 1, "incomplete": 2, "to be nurtured": 3, "unqualified": 4}
"""Best verdict first; disqualified comes last."""


class Args(ToolArgs):
    """Each letter as a score of 0 to 4 or in words; what is said here wins over what is recorded."""

    opportunity: OpportunityId | None = Field(None, description="a recorded opportunity")
    account: AccountId | None = Field(None, description="the account it is at")
    budget: Text | None = Field(None, description="the money: 0 none … 4 approved, or in words, “80k approved”")
    authority: Text | None = Field(None, description="who decides: 0 no access … 4 sole decider, or in words")
    need: Text | None = Field(None, description="the problem: 0 none … 4 critical and named, or in words")
    timing: Text | None = Field(None, description="when: 0 never … 4 fixed and near, or in words")


@dataclass(frozen=True, slots=True)
class _Deal:
    """An opportunity with its letters as they stand; `fact` is None for one that is only told in the question."""

    fact: OpportunityFact | None
    letters: Mapping[str, Letter]
    result: Qualification

    @property
    def margin(self) -> Decimal | None:
        """What it would earn: amount x margin."""
        if self.fact is None or self.fact.amount is None or self.fact.margin_pct is None:
            return None
        return self.fact.amount * self.fact.margin_pct / HUNDRED

    @property
    def illustrative(self) -> bool:
        made_up = self.fact is not None and self.fact.illustrative
        return made_up or any(letter.illustrative for letter in self.letters.values())


def run(args: Args, book: Book) -> Answer:
    """BANT qualification of an opportunity: budget, authority, need, timing, each 0 to 4.

    Takes a recorded opportunity with the evidence and date of each letter, or letters told in the question, or both
    (then the question's win). Unknown is a range, not zero. No need, or neither budget nor authority, disqualifies
    whatever the total. Says which evidence is stale, and what to ask next. With nothing named it lists the asker's
    open opportunities by verdict and margin.
    """
    told = {name: words for name in LETTERS if (words := getattr(args, name)) is not None}
    fact = _fact(args, book, bool(told))
    if isinstance(fact, Answer):
        return fact
    if fact is None and not told:
        return _pipeline(args, book)
    return _one(book, fact, told, args)


def _fact(args: Args, book: Book, told: bool) -> OpportunityFact | Answer | None:
    """The opportunity that is meant: the one named, or the only open one of the account; several are asked about."""
    if args.opportunity is not None:
        return book.opportunities.opportunity(args.opportunity)
    if args.account is None:
        return None
    account = book.people.account(args.account)
    found = book.opportunities.open_of([account.id])
    if len(found) == 1:
        return found[0]
    if told:
        return None
    if not found:
        return _none(f"No open opportunity is recorded at {account.name}.", (account.id,))
    return clarify(
        f"{account.name} has {len(found)} open opportunities. Which one?",
        *(Choice(_offer(one, book.currency), f"qualify {one.name}", (("opportunity", one.id),)) for one in found),
        accounts=(account.id,),
    )


def _none(sentence: str, accounts: tuple[str, ...] = ()) -> Answer:
    """Nothing to qualify is recorded: a result that says what would help."""
    return Answer(
        "bant_qualification",
        sentence,
        (f"Tell me what you know of the deal: budget, authority, need and timing, as {SAYS}.",),
        accounts=accounts,
    )


def _offer(one: OpportunityFact, currency: str) -> str:
    return f"{one.name}, {show_money(one.amount, currency)}" if one.amount is not None else one.name


def _deal(book: Book, fact: OpportunityFact | None, notes: Sequence[EvidenceFact], told: Mapping[str, str]) -> _Deal:
    """The letters as noted last, overlaid by what the question says."""
    newest = {note.letter: note for note in notes}  # oldest first, so the last one stays
    stale_days = int(book.settings.get("bant_stale_days", STALE_DAYS))
    price = fact.amount if fact is not None else None
    letters = {}
    for name in LETTERS:
        letter = _from_question(name, told[name]) if name in told else _from_note(name, newest.get(name))
        letters[name] = fitted(letter, price, book.today, stale_days)
    return _Deal(fact, letters, qualify({name: letter.score for name, letter in letters.items()}))


def _from_question(name: str, words: str) -> Letter:
    read = said(name, words)
    evidence = "" if words.strip().isdigit() else words.strip()
    return Letter(
        name, read.score, evidence, "your question" if read.understood else "not understood", None, read.amount
    )


def _from_note(name: str, note: EvidenceFact | None) -> Letter:
    if note is None:
        return Letter(name)
    return Letter(
        name, note.score, note.evidence, note.source, note.date, note.amount, note.due, illustrative=note.illustrative
    )


def _one(book: Book, fact: OpportunityFact | None, told: Mapping[str, str], args: Args) -> Answer:
    notes = book.opportunities.evidence([fact.id]).get(fact.id, ()) if fact is not None else ()
    deal = _deal(book, fact, notes, told)
    account = fact.account_id if fact is not None else args.account
    if fact is None and account is not None:
        book.people.account(account)  # refused where it is not the asker's
    unread = [letter.evidence for letter in deal.letters.values() if letter.source == "not understood"]
    return Answer(
        "bant_qualification",
        _headline(deal),
        _lines(deal, book),
        _figures(deal, book.currency),
        table=_table(deal),
        receipt=_receipt(deal, book, told),
        warnings=tuple(f"I could not score “{words}”; give 0 to 4." for words in unread),
        unknown=_unknown(deal),
        follow_ups=_follow_ups(deal),
        illustrative=deal.illustrative,
        hypothetical=bool(told) and fact is not None,
        visibility="public" if account is None else "private",
        accounts=(account,) if account is not None else (),
    )


def _headline(deal: _Deal) -> str:
    result = deal.result
    name = f"{deal.fact.name} at {deal.fact.account_name}: " if deal.fact is not None else ""
    total = f"{result.low} of 16" if not result.unknown else f"{result.low} to {result.high} of 16"
    if result.gate:
        return f"{name}{total}, and not worth the time as it stands: {result.gate}."
    if result.verdict == "incomplete":
        return f"{name}{total}: not enough to tell. {_known(deal)}"
    missing = f", whatever the {listed(result.unknown)}" if result.unknown else ""
    stale = " on evidence that is out of date" if any(letter.stale for letter in deal.letters.values()) else ""
    return f"{name}{total}, {result.verdict}{stale}{missing}."


def _known(deal: _Deal) -> str:
    """'Budget is strong; need and timing are unknown.'"""
    strong = [name for name in LETTERS if (deal.letters[name].score or 0) >= 3]
    weak = [name for name in LETTERS if (score := deal.letters[name].score) is not None and score <= 1]
    parts = []
    if strong:
        parts.append(f"{listed(strong)} {'is' if len(strong) == 1 else 'are'} strong")
    if weak:
        parts.append(f"{listed(weak)} {'is' if len(weak) == 1 else 'are'} weak")
    unknown = deal.result.unknown
    if unknown:
        parts.append(f"{listed(unknown)} {'is' if len(unknown) == 1 else 'are'} unknown")
    text = "; ".join(parts)
    return f"{text[:1].upper()}{text[1:]}."


def _lines(deal: _Deal, book: Book) -> tuple[str, ...]:
    lines = []
    questions = to_ask(deal.letters)
    if questions:
        lines.append(f"Ask next: {' '.join(questions)}")
    stale = [f"{letter.name} ({letter.stale})" for letter in deal.letters.values() if letter.stale]
    if stale:
        lines.append(f"Out of date: {listed(stale)}. Confirm before you rely on it.")
    capped = next((letter for letter in deal.letters.values() if letter.capped), None)
    if capped is not None and capped.amount is not None:
        lines.append(
            f"Budget counts at most 2: {show_money(capped.amount, book.currency)} is below the price of "
            f"{show_money((deal.fact.amount if deal.fact else None) or ZERO, book.currency)}."
        )
    if deal.fact is not None:
        lines.append(_worth(deal, book))
    return tuple(line for line in lines if line)


def _worth(deal: _Deal, book: Book) -> str:
    fact = deal.fact
    assert fact is not None
    parts = []
    if fact.amount is not None:
        worth = f"{show_money(fact.amount, book.currency)}"
        if deal.margin is not None:
            worth += f", of which {show_money(deal.margin, book.currency)} margin ({show_percent(fact.margin_pct)})"
        parts.append(worth)
    if fact.stage:
        parts.append(f"stage {fact.stage.lower()}")
    if fact.close_date is not None:
        past = " (past)" if fact.close_date < book.today else ""
        parts.append(f"expected to close {fact.close_date}{past}")
    return f"{'; '.join(parts)}." if parts else ""


def _figures(deal: _Deal, currency: str) -> tuple[Figure, ...]:
    result = deal.result
    exact = None if result.unknown else result.low
    note = "" if exact is not None else f"a range: {listed(result.unknown)} unknown"
    letters = tuple(
        Figure(f"{name}_score", letter.score, "of 4", name, "" if letter.score is not None else "unknown")
        for name, letter in deal.letters.items()
    )
    worth: tuple[Figure, ...] = ()
    if deal.fact is not None:
        absent = "not recorded"
        worth = (
            Figure("amount", deal.fact.amount, currency, "amount", "" if deal.fact.amount is not None else absent),
            Figure("margin", deal.margin, currency, "margin", "" if deal.margin is not None else absent),
        )
    return (
        Figure("score", exact, "of 16", "score", note),
        Figure("score_low", result.low, "of 16", "score, unknown letters as 0"),
        Figure("score_high", result.high, "of 16", "score, unknown letters as 4"),
        *letters,
        Figure("unknown_letters", len(result.unknown), "letters", "letters not known"),
        *worth,
    )


def _table(deal: _Deal) -> Table:
    columns = (
        Column("letter", "letter"),
        Column("score", "score", "of 4"),
        Column("evidence", "evidence"),
        Column("source", "from"),
        Column("date", "noted"),
    )
    rows = tuple(
        (
            name,
            letter.score,
            letter.evidence or ("" if letter.score is not None else "unknown"),
            letter.source,
            str(letter.date) if letter.date else "",
        )
        for name, letter in deal.letters.items()
    )
    return Table(columns, rows)


def _receipt(deal: _Deal, book: Book, told: Mapping[str, str]) -> Receipt:
    inputs = [
        (
            name,
            Input(
                str(letter.score) if letter.score is not None else "unknown",
                f"your question: “{told[name]}”" if name in told else letter.source or "opportunity record",
                str(letter.date) if letter.date else "",
            ),
        )
        for name, letter in deal.letters.items()
    ]
    known = " + ".join(str(letter.score) for letter in deal.letters.values() if letter.score is not None) or "0"
    steps = [f"{known} = {deal.result.low}"]
    if deal.result.unknown:
        count = len(deal.result.unknown)
        steps.append(f"{deal.result.low} + {MOST} × {count} unknown = {deal.result.high}")
    return Receipt(
        formula="budget + authority + need + timing, 0 to 4 each; an unknown letter adds 0 to 4",
        inputs=tuple(inputs),
        convention="0-4 unqualified, 5-8 to be nurtured, 9-12 qualified, 13-16 highly qualified; no need, or neither "
        "budget nor authority, disqualifies; a budget below the price counts at most 2; evidence older than "
        f"{int(book.settings.get('bant_stale_days', STALE_DAYS))} days or a passed decision date is stale",
        steps=tuple(steps),
        as_of=book.today,
        data=book.data_name if deal.fact is not None else "figures of the question",
    )


def _unknown(deal: _Deal) -> tuple[str, ...]:
    unknown = deal.result.unknown
    if not unknown or deal.result.gate:
        return ()
    return (f"Unknown: {listed(unknown)}. Tell me {SAYS} and the range closes.",)


def _follow_ups(deal: _Deal) -> tuple[str, ...]:
    offers = [f"and with {name} 3?" for name in deal.result.unknown[:1]]
    if deal.fact is not None:
        offers.append(f"who knows whom at {deal.fact.account_name}?")
    offers.append("rank my open opportunities")
    return tuple(offers)


def _pipeline(args: Args, book: Book) -> Answer:
    """Every open opportunity of the asker's accounts, best verdict first, then by margin."""
    scope = default_scope(book)
    facts = book.opportunities.open_of(scope)
    if not facts:
        return _none(f"No open opportunity is recorded for {scope_name(scope)}.")
    notes = book.opportunities.evidence([fact.id for fact in facts])
    deals = [_deal(book, fact, notes.get(fact.id, ()), {}) for fact in facts]
    deals.sort(
        key=lambda one: (ORDER.get(one.result.verdict, 9), -(one.margin or ZERO), one.fact.id if one.fact else "")
    )
    verdicts = [one.result.verdict for one in deals]
    good = sum(1 for one in verdicts if one in ("qualified", "highly qualified"))
    incomplete, out = verdicts.count("incomplete"), verdicts.count("disqualified")
    stale = sum(1 for one in deals if any(letter.stale for letter in one.letters.values()))
    columns = (
        Column("opportunity", "opportunity"),
        Column("account", "account"),
        Column("margin", "margin", book.currency),
        Column("score_low", "from", "of 16"),
        Column("score_high", "to", "of 16"),
        Column("verdict", "verdict"),
        Column("missing", "unknown or stale"),
    )
    return Answer(
        "bant_qualification",
        f"{good} of {_opportunities(len(deals))} qualified; {incomplete} can't be told yet, {out} disqualified.",
        (f"{stale} rest on evidence that is out of date.",) if stale else (),
        (
            Figure("opportunities", len(deals), "opportunities", "open opportunities"),
            Figure("qualified", good, "opportunities", "qualified or better"),
            Figure("incomplete", incomplete, "opportunities", "too little known"),
            Figure("disqualified", out, "opportunities", "without need, or without budget and authority"),
            Figure("stale", stale, "opportunities", "with evidence that is out of date"),
        ),
        table=Table(columns, tuple(_row(one) for one in deals), "Best verdict first, then by margin"),
        receipt=Receipt(
            "budget + authority + need + timing, 0 to 4 each; an unknown letter adds 0 to 4",
            (("opportunities", Input(str(len(deals)), "opportunity records", str(book.today))),),
            convention="sorted by verdict, then by amount × margin",
            as_of=book.today,
            data=book.data_name,
        ),
        follow_ups=(f"qualify {deals[0].fact.name}" if deals[0].fact else "", "which accounts deserve my time?"),
        illustrative=any(one.illustrative for one in deals),
        accounts=tuple(sorted({one.fact.account_id for one in deals if one.fact is not None})),
    )


def _opportunities(count: int) -> str:
    return "1 open opportunity" if count == 1 else f"{count} open opportunities"


def _row(deal: _Deal) -> tuple[str | int | Decimal | None, ...]:
    assert deal.fact is not None
    open_ones = [*deal.result.unknown, *(one.name for one in deal.letters.values() if one.stale)]
    return (
        deal.fact.name,
        deal.fact.account_name,
        deal.margin,
        deal.result.low,
        deal.result.high,
        deal.result.verdict,
        ", ".join(open_ones),
    )


TOOL = Tool(
    id="bant_qualification",
    args=Args,
    run=run,
    summary="budget, authority, need, timing of an opportunity: score, verdict, what is missing",
    examples=(
        "is this deal worth my time: 80k budget approved, talking to the buyer",
        "budget 3, authority 2, need 4, timing 3: qualified?",
        "rank my open opportunities",
    ),
    group="Choose and invest",
    figures=(
        ("score", "sum of the four letters; undefined while one is unknown"),
        ("score_low", "the sum with unknown letters as 0"),
        ("score_high", "the sum with unknown letters as 4"),
        ("budget_score, authority_score, need_score, timing_score", "each letter, 0 to 4"),
        ("unknown_letters", "how many letters are not known"),
        ("amount, margin", "of a recorded opportunity: amount, and amount × margin"),
        ("opportunities, qualified, incomplete, disqualified, stale", "list: counts of the open opportunities"),
    ),
    sources=(
        "BANT, IBM; rubric of 0 to 4 a letter with bands 4/8/12/16 after Hanna 2009",
        "hard gates on budget and authority as printed scorecards have them",
    ),
)
