"""Who sits at the customer, level by level, and who of us knows them; some pairs are missing on purpose."""

from __future__ import annotations

import re
from random import Random

from store.sample.illustrative.ledger import Buyer, Ledger, Rows, days_ago
from store.tables import Contact, TeamRole


def make(ledger: Ledger, rows: Rows) -> None:
    for buyer in ledger.buyers:
        if not buyer.active:
            continue
        random = ledger.random("contacts", buyer.id)
        levels = _levels(buyer, random)
        first_names = random.sample(ledger.texts["first_names"], len(levels))
        for number, (level, first_name) in enumerate(zip(levels, first_names, strict=True), 1):
            _contact(ledger, rows, buyer, f"S-{buyer.id}-{number}", first_name, level, random)
        if buyer.rank < 3:
            for role in random.sample(ledger.texts["team_roles"], 2):
                rows.add(
                    TeamRole, account_id=buyer.id, person_name=role["name"], role=role["role"], level=role["level"]
                )


def _levels(buyer: Buyer, random: Random) -> list[int]:
    if buyer.rank < 3:
        return [1, 2, 3, 4, 4, 5]
    if buyer.kept:
        return sorted([*random.sample([1, 2, 3, 5], random.randint(2, 3)), 4])
    return [4] if random.random() < 0.7 else [1, 4]


def _contact(
    ledger: Ledger, rows: Rows, buyer: Buyer, identity: str, first_name: str, level: int, random: Random
) -> None:
    texts = ledger.texts
    name = f"{first_name} {random.choice(texts['surnames'])}"
    title, role = random.choice(list(texts["titles"][level].items()))
    ours, our_level = _counterpart(ledger, buyer, level, random)
    rows.add(
        Contact,
        id=identity,
        account_id=buyer.id,
        name=name,
        title=title,
        level=level,
        department=texts["departments"][level],
        email=f"{name.lower().replace(' ', '.')}@{_domain(buyer.name)}.example",
        phone=f"+1 555 01{random.randint(0, 99):02d}",
        role=role,
        counterpart=ours,
        counterpart_level=our_level,
        last_touch=days_ago(ledger.today, random, 3, 70 if level == 4 else 260) if ours else None,
        strength=min(4, random.randint(0, 3) + (level == 4)) if ours else None,
    )


def _counterpart(ledger: Ledger, buyer: Buyer, level: int, random: Random) -> tuple[str, int | None]:
    """Who of us knows a contact of this level, and their own level; ('', None) where nobody does."""
    kam, manager = ledger.people[buyer.kam], ledger.manager_of(buyer.kam)
    head = next((one for one in ledger.people.values() if one.role == "head_of_sales"), None)
    if level == 4:
        return kam.name, 4
    if level <= 2 and head and buyer.rank == 0:
        return head.name, 2
    if level in (2, 3) and manager and random.random() < 0.55:
        return manager.name, 3
    if level == 5 and random.random() < 0.5:
        return "Sample service engineer", 5
    return (kam.name, 4) if random.random() < 0.25 else ("", None)


def _domain(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", name.casefold()).strip("-")
