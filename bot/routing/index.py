"""All names of one data version, indexed once and shared by everybody's lexicon."""

from __future__ import annotations

import re
from functools import cached_property

from bot.routing.names import NameIndex, folded_id
from bot.routing.normal import fold, words
from store.questions.names import AccountName, Names


class Index:
    """Unbound: whoever reads it has to limit it to what the asker may see."""

    def __init__(self, names: Names) -> None:
        self.names = names
        self.accounts = tuple(names.accounts)
        self.account_names = NameIndex(
            (number, name) for number, one in enumerate(self.accounts) for name in (one.name, *one.aliases)
        )
        self.account_ids: dict[str, int] = {folded_id(one.id): number for number, one in enumerate(self.accounts)}
        self.id_letters = frozenset(key.rstrip("0123456789") for key in self.account_ids)
        self.people = {one.id: one for one in names.people}
        self.products = {one.sku: one for one in names.products}
        self.promotions = {one.id: one for one in names.promotions}
        self.opportunities = {one.id: one for one in names.opportunities}
        self.product_names = NameIndex(enumerate(self.product_forms))
        self.promotion_names = NameIndex((number, one.name) for number, one in enumerate(names.promotions))
        self.opportunity_names = NameIndex((number, one.name) for number, one in enumerate(names.opportunities))

    @cached_property
    def product_forms(self) -> tuple[str, ...]:
        """Product names, their names without colour and size, skus, subcategories."""
        forms: dict[str, None] = {}
        for one in self.names.products:
            forms[one.name] = None
            forms[_model(one.name)] = None
            forms[_family(one.name)] = None
            forms[one.sku] = None
        for one in self.names.products:
            if one.subcategory:
                forms[one.subcategory] = None
        return tuple(forms)

    @cached_property
    def by_sales(self) -> tuple[AccountName, ...]:
        return tuple(sorted(self.accounts, key=lambda one: (-one.sales, one.name)))

    @cached_property
    def by_id(self) -> dict[str, AccountName]:
        return {one.id: one for one in self.accounts}

    @cached_property
    def person_words(self) -> dict[str, tuple[str, ...]]:
        """Ids of people by full name, first name, last name and name parts (folded)."""
        found: dict[str, list[str]] = {}
        for one in self.names.people:
            parts = [word.text for word in words(one.name)]
            for key in dict.fromkeys((" ".join(parts), *(p for p in parts if len(p) > 1))):
                found.setdefault(key, []).append(one.id)
        return {key: tuple(value) for key, value in found.items()}

    @cached_property
    def places(self) -> dict[str, str]:
        """Territories, countries and regions by their folded name."""
        return {fold(p): p for one in self.accounts for p in (one.territory, one.country, one.region) if p}

    @cached_property
    def cities(self) -> frozenset[str]:
        return frozenset(fold(one.city) for one in self.accounts if one.city)

    @cached_property
    def segments(self) -> dict[str, str]:
        return {fold(one.segment): one.segment for one in self.accounts if one.segment}

    @cached_property
    def categories(self) -> dict[str, str]:
        return {fold(one.category): one.category for one in self.names.products if one.category}


def _family(name: str) -> str:
    """A product's name up to the first word with a digit: 'Mountain-200 Black, 38' = 'Mountain-200'."""
    match = re.match(r"\D*\d[\w-]*", name)
    return match.group().strip() if match and match.end() < len(name) and "," in name else _model(name)


def _model(name: str) -> str:
    """A product's name without colour and size: 'HL Road Frame - Black, 58' = 'HL Road Frame'."""
    return re.split(r"\s+-\s+|,", name)[0].strip()
