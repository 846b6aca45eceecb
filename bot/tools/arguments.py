"""The kinds of argument that tools take. A kind tells the readers how words become the value."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict

from bot.tools.periods import Period


class Kind(Enum):
    """How an argument is read from words, and written in canonical form."""

    ACCOUNT = "account"  # account id
    PERSON = "person"  # person id
    PRODUCT = "product"  # sku, or a product's name
    PROMOTION = "promotion"  # promotion id
    OPPORTUNITY = "opportunity"  # opportunity id
    SCOPE = "scope"
    PERIOD = "period"
    DATE = "date"
    MONEY = "money"
    PERCENT = "percent"  # 12 = 12 %
    POINTS = "points"  # signed percentage points
    COUNT = "count"
    SERIES = "series"  # amounts, oldest first
    SCORES = "scores"  # name=number pairs
    CHOICE = "choice"  # a Literal
    FLAG = "flag"
    TEXT = "text"
    ITEM = "item"  # the number or id of an item in a list


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose accounts. kind: mine, team, all, person, person_team, region, segment. value: person id or name."""

    kind: Literal["mine", "team", "all", "person", "person_team", "region", "segment"]
    value: str = ""
    label: str = ""

    def __str__(self) -> str:
        return self.label or self.value or self.kind


AccountId = Annotated[str, Kind.ACCOUNT]
PersonId = Annotated[str, Kind.PERSON]
ProductName = Annotated[str, Kind.PRODUCT]
PromotionId = Annotated[str, Kind.PROMOTION]
OpportunityId = Annotated[str, Kind.OPPORTUNITY]
ScopeArg = Annotated[Scope, Kind.SCOPE]
PeriodArg = Annotated[Period, Kind.PERIOD]
DateArg = Annotated[dt.date, Kind.DATE]
Money = Annotated[Decimal, Kind.MONEY]
Percent = Annotated[Decimal, Kind.PERCENT]
Points = Annotated[Decimal, Kind.POINTS]
Count = Annotated[int, Kind.COUNT]
AmountSeries = Annotated[tuple[Decimal, ...], Kind.SERIES]
Scores = Annotated[dict[str, Decimal], Kind.SCORES]
Flag = Annotated[bool, Kind.FLAG]
Text = Annotated[str, Kind.TEXT]
Item = Annotated[str, Kind.ITEM]

Metric = Annotated[Literal["sales", "gross_margin", "net_profit", "growth", "clv"], Kind.CHOICE]
Order = Annotated[Literal["top", "bottom"], Kind.CHOICE]
Dimension = Annotated[Literal["category", "subcategory", "product", "segment", "region", "channel"], Kind.CHOICE]
Objective = Annotated[Literal["vision", "relationship", "business"], Kind.CHOICE]
Horizon = Annotated[Literal["short", "medium", "long"], Kind.CHOICE]
Cadence = Annotated[Literal["monthly", "quarterly"], Kind.CHOICE]
ListAddClose = Annotated[Literal["list", "add", "close"], Kind.CHOICE]
ListAdd = Annotated[Literal["list", "add"], Kind.CHOICE]
ShowAdd = Annotated[Literal["show", "add"], Kind.CHOICE]


class ToolArgs(BaseModel):
    """A tool's arguments, typed and complete; frozen, and closed to names that are not there."""

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)

    def canonical(self) -> dict[str, Any]:
        """What was given, in canonical form: ids, ISO dates, numbers as decimal strings; defaults are left out."""
        given = {name: getattr(self, name) for name in type(self).model_fields if name in self.model_fields_set}
        return {name: canonical(value) for name, value in given.items() if value is not None}


def plain_number(value: Decimal) -> str:
    """A decimal string without exponent or trailing zeros: '200000', '12.5'."""
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def canonical(value: Any) -> Any:
    """The JSON form of one argument's value."""
    match value:
        case Period():
            return {"start": value.start.isoformat(), "end": value.end.isoformat()}
        case Scope():
            return str(value.label or value.value or value.kind)
        case Decimal():
            return plain_number(value)
        case dt.date():
            return value.isoformat()
        case tuple() | list():
            return [canonical(item) for item in value]
        case dict():
            return {key: canonical(item) for key, item in value.items()}
        case _:
            return value


def kind_of(args: type[ToolArgs], name: str) -> Kind:
    """The kind of one argument of a tool, from its annotation. Raises TypeError where it has none."""
    field = args.model_fields[name]
    for mark in field.metadata:
        if isinstance(mark, Kind):
            return mark
    inner = getattr(field.annotation, "__args__", ())
    for option in inner:  # X | None keeps the mark inside the union
        for mark in getattr(option, "__metadata__", ()):
            if isinstance(mark, Kind):
                return mark
    raise TypeError(f"{args.__name__}.{name} has no Kind")


def choices_of(args: type[ToolArgs], name: str) -> tuple[str, ...]:
    """The permitted words of a CHOICE argument."""
    found: list[str] = []

    def walk(annotation: Any) -> None:
        if getattr(annotation, "__origin__", None) is Literal:
            found.extend(annotation.__args__)
            return
        for option in getattr(annotation, "__args__", ()):
            walk(option)

    walk(args.model_fields[name].annotation)
    return tuple(found)
