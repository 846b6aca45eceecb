"""A small ledger's names, and people who ask about it."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from bot.routing.lexicon import Lexicon
from bot.routing.understanding import Context, Turn
from bot.tools.facts.people import PersonFact
from store.questions.names import AccountName, Names, OpportunityName, PersonName, ProductName, PromotionName

TODAY = dt.date(2013, 12, 2)  # a Monday


def account(identity: str, name: str, city: str = "", kam: str = "282", sales: int = 0, *aliases: str) -> AccountName:
    people = {"282": "Linda Mitchell", "289": "David Campbell", "291": "Jae Pak"}
    territory = {"282": "Southwest", "289": "Northwest", "291": "United Kingdom"}[kam]
    country, region = ("United Kingdom", "Europe") if kam == "291" else ("United States", "North America")
    return AccountName(
        identity, name, aliases, city, territory, country, region, "Warehouse", kam, people[kam], Decimal(sales)
    )


NAMES = Names(
    accounts=(
        account("AW00000697", "Brakes and Gears", "Tooele", "282", 900, "B&G"),
        account("AW00000101", "Perfect Toys", "Austin", "282", 500),
        account("AW00000102", "Metro Bike Mart", "Dallas", "282", 400),
        account("AW00000103", "Metro Cycle Shop", "Houston", "282", 300),
        account("AW00000290", "Friendly Bike Shop", "Bellingham", "289", 200),
        account("AW00000643", "Friendly Bike Shop", "Leeds", "291", 100),
        account("AW00000104", "Fabrikam Inc., West", "Novi", "289", 50),
        account("AW00000105", "Contoso, Ltd.", "Leeds", "291", 60),
        account("AW00000106", "Tires and Tubes", "Leeds", "291", 10),
    ),
    people=(
        PersonName("272", "Stephen Jiang", "manager", "277"),
        PersonName("277", "Brian Welcker", "head_of_sales"),
        PersonName("282", "Linda Mitchell", "kam", "272", "linda3@adventure-works.com"),
        PersonName("289", "David Campbell", "kam", "272"),
        PersonName("291", "Jae Pak", "kam", "290"),
    ),
    products=(
        ProductName("FR-1", "HL Road Frame - Black, 58", "Components", "Road Frames"),
        ProductName("FR-2", "HL Road Frame - Red, 58", "Components", "Road Frames"),
        ProductName("HL-1", "Sport-100 Helmet, Red", "Accessories", "Helmets"),
    ),
    promotions=(PromotionName("9", "Road-650 Overstock"), PromotionName("15", "Half-Price Pedal Sale")),
    opportunities=(
        OpportunityName("o1", "Fleet refit", "AW00000697"),
        OpportunityName("o2", "Rack deal", "AW00000290"),
    ),
    first_day=dt.date(2010, 12, 29),
)
EVERYTHING = Lexicon.of(NAMES).bound(None)
LINDAS = EVERYTHING.bound({one.id for one in NAMES.accounts if one.kam_id == "282"})


def person(identity: str, name: str, role: str) -> PersonFact:
    return PersonFact(identity, name, "", "", role, None, "", "Europe/London", False)


LINDA = person("282", "Linda Mitchell", "kam")
BRIAN = person("277", "Brian Welcker", "head_of_sales")


def linda_asks(*turns: Turn) -> Context:
    return Context(LINDA, TODAY, LINDAS, turns)


def brian_asks(*turns: Turn) -> Context:
    return Context(BRIAN, TODAY, EVERYTHING, turns)
