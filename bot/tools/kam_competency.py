"""A KAM's five competences: profile, gap to the target, and what to read; new ratings are kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from pydantic import Field

from bot.errors import BadInput
from bot.tools.answer import Answer, Chart, Column, Figure, Input, Receipt, Series, Table
from bot.tools.arguments import PersonId, Scope, Scores, ToolArgs
from bot.tools.book import Book
from bot.tools.facts.competences import COMPETENCES, RatingFact
from bot.tools.facts.people import PersonFact
from bot.tools.money import ZERO, show_number, total
from bot.tools.tool import Tool
from bot.tools.wording import listed, possessive

TARGET = Decimal(4)
HIGHEST = Decimal(5)
STALE_DAYS = Decimal(400)
"""A rating older than this is called old: a yearly appraisal with a month's grace."""

LABELS = {
    "consulting": "consulting",
    "financial": "financial",
    "interpersonal": "interpersonal",
    "project_management": "project management",
    "influencing": "influencing",
}

READ = {
    "consulting": "Consulting: the first competence",
    "financial": "Financial: the second competence",
    "interpersonal": "Interpersonal: the third competence",
    "project_management": "Project management: the fourth competence",
    "influencing": "Influencing: the fifth competence",
}
"""The guidance article on each competence."""

WORDS = {
    "consult": "consulting",
    "advis": "consulting",
    "financ": "financial",
    "number": "financial",
    "money": "financial",
    "interperson": "interpersonal",
    "people": "interpersonal",
    "relation": "interpersonal",
    "project": "project_management",
    "influenc": "influencing",
    "negotiat": "influencing",
    "persua": "influencing",
}
"""The beginning of a word that means a competence."""


class Args(ToolArgs):
    person: PersonId | None = Field(None, description="whose competences; by default one's own, a manager's team")
    scores: Scores | None = Field(None, description="new ratings to keep, 0 to 5, such as financial=3, influencing=4")


@dataclass(frozen=True, slots=True)
class Standing:
    """The newest rating of one competence, the one before it, and the gap to the target; None = never rated."""

    competence: str
    rating: RatingFact | None
    before: RatingFact | None
    target: Decimal

    @property
    def gap(self) -> Decimal | None:
        """Target − score; negative where the score is above the target."""
        return None if self.rating is None else self.target - self.rating.score


def competence_named(name: str) -> str:
    """The competence that a word means. Raises BadInput with the five names."""
    wanted = name.strip().casefold().replace("-", "_").replace(" ", "_")
    if wanted in COMPETENCES:
        return wanted
    for beginning, competence in WORDS.items():
        if wanted.startswith(beginning):
            return competence
    raise BadInput(f"'{name}' is none of the five competences: {listed([LABELS[one] for one in COMPETENCES])}.")


def checked(scores: Mapping[str, Decimal]) -> dict[str, Decimal]:
    """The scores by competence. Raises BadInput for other names and for scores outside 0 to 5."""
    found = {}
    for name, score in scores.items():
        competence = competence_named(name)
        if not score.is_finite() or not 0 <= score <= HIGHEST:
            raise BadInput(f"A score of {score} for {LABELS[competence]} does not fit: the scale is 0 to 5.")
        found[competence] = score
    return found


def profile(ratings: Sequence[RatingFact], target: Decimal) -> list[Standing]:
    """The five competences from ratings in any order: the newest of each, and the one before."""
    found = []
    for competence in COMPETENCES:
        own = sorted((one for one in ratings if one.competence == competence), key=lambda one: one.date)
        found.append(Standing(competence, own[-1] if own else None, own[-2] if len(own) > 1 else None, target))
    return found


def run(args: Args, book: Book) -> Answer:
    """The five competences of a KAM (consulting, financial, interpersonal, project management, influencing).

    Shows the newest rating of each with the change since the one before, the gap to the target and what to read. With
    scores, 0 to 5, they are kept as today's ratings and the new profile is shown. A manager who names nobody gets the
    team side by side.
    """
    if args.scores:
        person = book.people.person(args.person) if args.person else book.asker
        given = checked(args.scores)
        by = "self" if person.id == book.asker.id else book.asker.name
        book.competences.record(person.id, [RatingFact(name, book.today, score, by) for name, score in given.items()])
        return _one(book, person, kept=given)
    if args.person is None and book.asker.leads:
        return _team(book)
    return _one(book, book.people.person(args.person) if args.person else book.asker)


def propose(args: Args, book: Book) -> Answer:
    """Echo the ratings that would be kept."""
    person = book.people.person(args.person) if args.person else book.asker
    given = checked(args.scores or {})
    told = listed([f"{LABELS[name]} {show_number(score)}" for name, score in given.items()])
    whose = "your" if person.id == book.asker.id else possessive(person.name)
    return Answer("kam_competency", f"Shall I keep {whose} ratings as of today: {told} (of 5)?", visibility="private")


def _target(book: Book) -> Decimal:
    return book.settings.get("competence_target", TARGET)


def _one(book: Book, person: PersonFact, kept: Mapping[str, Decimal] | None = None) -> Answer:
    ratings = book.competences.ratings([person.id]).get(person.id, ())
    standings = profile(ratings, _target(book))
    rated = [one for one in standings if one.rating is not None]
    whose = "Your" if person.id == book.asker.id else possessive(person.name)
    return Answer(
        "kam_competency",
        _headline(whose, standings, rated, kept),
        _lines(standings, rated),
        _figures(standings, rated),
        table=_table(standings),
        chart=_chart(whose, rated) if rated else None,
        receipt=_receipt(book, standings),
        warnings=_old(book, rated),
        unknown=_unrated(standings),
        follow_ups=_follow_ups(book, person, standings),
        illustrative=any(one.rating is not None and one.rating.illustrative for one in standings),
    )


def _headline(
    whose: str, standings: Sequence[Standing], rated: Sequence[Standing], kept: Mapping[str, Decimal] | None
) -> str:
    if not rated:
        return f"{whose} competences have never been rated."
    below = [one for one in rated if one.gap is not None and one.gap > 0]
    done = f"Kept: {listed([f'{LABELS[name]} {show_number(score)}' for name, score in kept.items()])}. " if kept else ""
    target = show_number(standings[0].target)
    if not below:
        return f"{done}{whose} {len(rated)} rated competences all reach the target of {target}."
    widest = max(below, key=lambda one: (one.gap or ZERO, -COMPETENCES.index(one.competence)))
    score = show_number(widest.rating.score) if widest.rating is not None else ""
    return (
        f"{done}{whose} widest gap is {LABELS[widest.competence]}: {score} of 5 against a target of {target}; "
        f"{len(rated) - len(below)} of {len(rated)} reach it."
    )


def _lines(standings: Sequence[Standing], rated: Sequence[Standing]) -> tuple[str, ...]:
    lines = []
    moved = [
        f"{LABELS[one.competence]} {'+' if change > 0 else '−'}{show_number(abs(change))}"
        for one in rated
        if one.rating is not None and one.before is not None and (change := one.rating.score - one.before.score)
    ]
    if moved:
        lines.append(f"Since the rating before: {listed(moved)}.")
    wide = sorted((one for one in rated if (one.gap or ZERO) > 0), key=lambda one: (-(one.gap or ZERO), one.competence))
    if wide:
        lines.append(f"Read first: {listed([f'“{READ[one.competence]}”' for one in wide[:2]])}.")
    strong = max(rated, key=lambda one: one.rating.score if one.rating else ZERO, default=None)
    if strong is not None and strong.rating is not None:
        lines.append(f"Strongest: {LABELS[strong.competence]} ({show_number(strong.rating.score)}).")
    return tuple(lines)


def _figures(standings: Sequence[Standing], rated: Sequence[Standing]) -> tuple[Figure, ...]:
    figures = []
    for one in standings:
        score = None if one.rating is None else one.rating.score
        note = "" if score is not None else "never rated"
        figures.append(Figure(f"{one.competence}_score", score, "of 5", LABELS[one.competence], note))
        figures.append(Figure(f"{one.competence}_gap", one.gap, "of 5", f"{LABELS[one.competence]}: gap", note))
    scores = [one.rating.score for one in rated if one.rating is not None]
    average = total(scores) / len(scores) if scores else None
    return (
        *figures,
        Figure("average_score", average, "of 5", "average", "" if scores else "never rated"),
        Figure("target", standings[0].target, "of 5", "target"),
    )


def _table(standings: Sequence[Standing]) -> Table:
    columns = (
        Column("competence", "competence"),
        Column("score", "score", "of 5"),
        Column("before", "before", "of 5"),
        Column("gap", "gap", "of 5"),
        Column("rated", "rated"),
        Column("by", "by"),
    )
    rows = tuple(
        (
            LABELS[one.competence],
            None if one.rating is None else one.rating.score,
            None if one.before is None else one.before.score,
            one.gap,
            "" if one.rating is None else str(one.rating.date),
            "" if one.rating is None else one.rating.rated_by,
        )
        for one in standings
    )
    return Table(columns, rows)


def _chart(whose: str, rated: Sequence[Standing]) -> Chart:
    names = tuple(LABELS[one.competence] for one in rated)
    scores = Series("score", tuple(one.rating.score for one in rated if one.rating is not None))
    target = Series("target", tuple(one.target for one in rated))
    return Chart("bars", f"{whose} competences, 0 to 5", names, (scores, target), "of 5")


def _receipt(book: Book, standings: Sequence[Standing]) -> Receipt:
    inputs = [
        (
            one.competence,
            Input(show_number(one.rating.score), f"rated by {one.rating.rated_by or 'unknown'}", str(one.rating.date)),
        )
        for one in standings
        if one.rating is not None
    ]
    inputs.append(("target", Input(show_number(standings[0].target), "config: competence_target")))
    return Receipt(
        formula="gap = target − newest score, for each competence",
        inputs=tuple(inputs),
        convention="scores 0 to 5; the newest rating counts, whoever gave it",
        as_of=book.today,
        data=book.data_name,
    )


def _old(book: Book, rated: Sequence[Standing]) -> tuple[str, ...]:
    limit = int(book.settings.get("competence_stale_days", STALE_DAYS))
    old = [
        LABELS[one.competence]
        for one in rated
        if one.rating is not None and (book.today - one.rating.date).days > limit
    ]
    return (f"Rated more than {limit} days ago: {listed(old)}.",) if old else ()


def _unrated(standings: Sequence[Standing]) -> tuple[str, ...]:
    missing = [LABELS[one.competence] for one in standings if one.rating is None]
    if not missing:
        return ()
    return (f"Never rated: {listed(missing)}. Tell me for example “{missing[0]} 3” (0 to 5).",)


def _follow_ups(book: Book, person: PersonFact, standings: Sequence[Standing]) -> tuple[str, ...]:
    rated = [one for one in standings if one.gap is not None]
    if not rated:
        return ("what are the five competences of a KAM?",)
    widest = max(rated, key=lambda one: one.gap or ZERO)
    offers = [f"what does your guidance say on the {LABELS[widest.competence]} competence?"]
    if book.asker.leads and person.id != book.asker.id:
        offers.append("show my team's competences side by side")
    offers.append("what should I look for in a new KAM?")
    return tuple(offers)


def _team(book: Book) -> Answer:
    """The team side by side, widest gap first."""
    people = [one for one in book.people.people(Scope("team")) if one.role in ("kam", "manager")]
    ratings = book.competences.ratings([one.id for one in people])
    target = _target(book)
    standings = {one.id: profile(ratings.get(one.id, ()), target) for one in people}
    rated = [one for one in people if any(each.rating is not None for each in standings[one.id])]
    averages = {
        competence: _average([each for one in rated for each in standings[one.id] if each.competence == competence])
        for competence in COMPETENCES
    }
    known = {name: value for name, value in averages.items() if value is not None}
    columns = (
        Column("person", "person"),
        *(Column(f"{name}_score", LABELS[name], "of 5") for name in COMPETENCES),
        Column("widest_gap", "widest gap"),
    )
    rows = [_team_row(one, standings[one.id]) for one in rated]
    rows.sort(key=lambda row: (total(cell for cell in row[1:6] if isinstance(cell, Decimal)), str(row[0])))
    figures = tuple(
        Figure(
            f"{name}_score", value, "of 5", f"{LABELS[name]}, team average", "" if value is not None else "never rated"
        )
        for name, value in averages.items()
    )
    return Answer(
        "kam_competency",
        _team_headline(known, rated, people, target),
        _team_lines(rated, standings),
        (
            *figures,
            Figure("people_rated", len(rated), "people", "people with ratings"),
            Figure("target", target, "of 5"),
        ),
        table=Table(columns, tuple(rows), "Lowest sum first") if rows else None,
        receipt=Receipt(
            "average of the newest scores of the team's people, for each competence",
            (
                ("people", Input(str(len(people)), "people records", str(book.today))),
                ("target", Input(show_number(target), "config: competence_target")),
            ),
            convention="scores 0 to 5; the newest rating counts, whoever gave it",
            as_of=book.today,
            data=book.data_name,
        ),
        unknown=_never(people, rated),
        follow_ups=(*(f"{possessive(one.name)} competences" for one in rated[:1]), "what are the five competences?"),
        illustrative=any(
            each.rating is not None and each.rating.illustrative for one in rated for each in standings[one.id]
        ),
    )


def _average(standings: Sequence[Standing]) -> Decimal | None:
    scores = [one.rating.score for one in standings if one.rating is not None]
    return total(scores) / len(scores) if scores else None


def _team_row(person: PersonFact, standings: Sequence[Standing]) -> tuple[str | Decimal | None, ...]:
    rated = [one for one in standings if one.gap is not None]
    widest = max(rated, key=lambda one: one.gap or ZERO)
    scores = (None if one.rating is None else one.rating.score for one in standings)
    return (person.name, *scores, LABELS[widest.competence] if (widest.gap or ZERO) > 0 else "none")


def _team_headline(
    known: Mapping[str, Decimal], rated: Sequence[PersonFact], people: Sequence[PersonFact], target: Decimal
) -> str:
    if not known:
        return "Nobody in your team has been rated yet."
    weakest = min(known, key=lambda name: (known[name], COMPETENCES.index(name)))
    return (
        f"Your team is weakest in {LABELS[weakest]}: {show_number(known[weakest], 1)} of 5 on average, target "
        f"{show_number(target)} ({len(rated)} of {len(people)} people rated)."
    )


def _team_lines(rated: Sequence[PersonFact], standings: Mapping[str, Sequence[Standing]]) -> tuple[str, ...]:
    lines = []
    for competence in COMPETENCES:
        below = [
            one.name
            for one in rated
            if any(each.competence == competence and (each.gap or ZERO) > 0 for each in standings[one.id])
        ]
        lines.append(f"{LABELS[competence].capitalize()}: {len(below)} of {len(rated)} below target.")
    return tuple(lines) if rated else ()


def _never(people: Sequence[PersonFact], rated: Sequence[PersonFact]) -> tuple[str, ...]:
    missing = [one.name for one in people if one not in rated]
    return (f"Never rated: {listed(missing[:5])}{' and others' if len(missing) > 5 else ''}.",) if missing else ()


TOOL = Tool(
    id="kam_competency",
    args=Args,
    run=run,
    summary="the five competences of a KAM: profile, gap, what to read; keeps new ratings",
    examples=(
        "what is my competence profile?",
        "my team's competences side by side",
        "record for Linda Mitchell: financial 3, influencing 4",
    ),
    group="Choose and invest",
    figures=(
        ("consulting_score, financial_score, interpersonal_score", "newest rating, 0 to 5; of a team its average"),
        ("project_management_score, influencing_score", "newest rating, 0 to 5; of a team its average"),
        ("consulting_gap … influencing_gap", "target − score"),
        ("average_score", "average of the rated competences"),
        ("target", "what a KAM should reach in each, config: competence_target"),
        ("people_rated", "team: people with ratings"),
    ),
    sources=("Key account management lecture: consulting, financial, interpersonal, project management, influencing",),
    writes=lambda args: bool(args.scores),
    propose=propose,
)
