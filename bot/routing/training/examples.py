"""The examples as the router reads them: masked, with their routes, and the hash of their files."""

from __future__ import annotations

import csv
import datetime as dt
import gzip
import hashlib
import io
import json
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from bot.routing.lexicon import Lexicon
from bot.routing.normal import words
from bot.routing.said import Said
from bot.routing.understanding import Context
from bot.tools.facts.people import PersonFact
from knowledge.embedding import VOCABULARY
from store.questions.names import AccountName, Names, PersonName, ProductName, PromotionName
from store.sample.files import LEDGER

FOLDER = Path(__file__).parents[1] / "examples"
TODAY = dt.date(2013, 12, 2)  # of the sample ledger whose names the examples use


@dataclass(frozen=True, slots=True)
class Example:
    """text as written, masked as the router reads it, route it should take, file it stands in."""

    text: str
    masked: str
    route: str
    file: str


def examples() -> list[Example]:
    """Every example of every file, in their order; a text that stands twice counts once."""
    context = Context(_anybody(), TODAY, sample_lexicon())
    found: list[Example] = []
    seen: set[str] = set()
    for path in sorted(FOLDER.glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            kept = json.loads(line)
            text = str(kept["text"]).strip()
            if text.casefold() not in seen:
                seen.add(text.casefold())
                found.append(Example(text, Said(text, context).masked, str(kept["route"]), path.stem))
    return found


def fingerprint() -> str:
    """The hash of the example files, kept in the artefacts."""
    digest = hashlib.sha256()
    for path in sorted(FOLDER.glob("*.jsonl")):
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def sample_lexicon() -> Lexicon:
    """The names of the sample ledger, all visible, read from its files."""
    accounts = tuple(
        AccountName(
            row["account_id"],
            row["account_name"],
            city=row["city"],
            territory=row["territory"],
            country=row["country"],
            region=row["region_group"],
            segment=row["account_type"],
            kam_id=row["kam_id"],
            kam_name=row["kam_name"],
        )
        for row in _rows("accounts")
    )
    people = tuple(PersonName(row["person_id"], row["name"], row["role"], row["manager_id"]) for row in _rows("people"))
    products = {row["sku"]: row for row in _rows("products")}
    known = Names(
        accounts,
        people,
        tuple(
            ProductName(sku, one["product_name"], one["category"], one["subcategory"]) for sku, one in products.items()
        ),
        tuple(PromotionName(row["promotion_id"], row["promotion_name"]) for row in _rows("promotions")),
    )
    return Lexicon.of(known).bound(None)


def _rows(name: str) -> list[dict[str, str]]:
    plain = LEDGER / f"{name}.csv"
    if plain.exists():
        text = plain.read_text(encoding="utf-8")
    else:
        text = gzip.decompress((LEDGER / f"{name}.csv.gz").read_bytes()).decode("utf-8")
    return list(csv.DictReader(io.StringIO(text)))


def _anybody() -> PersonFact:
    return PersonFact("", "", "", "", "head_of_sales", None, "", "", False)


def ordinary_words(found: list[Example]) -> list[str]:
    """Words of everyday questions, for bot/routing/ordinary.txt: in lower case in two examples and in the encoder's
    vocabulary, or in four. Names of the sample ledger are left out of the counting."""
    lexicon = sample_lexicon()
    known = frozenset(VOCABULARY.read_text(encoding="utf-8").split())
    people = set(lexicon.index.person_words)
    counts: Counter[str] = Counter()
    for one in found:
        spans = [(hit.start, hit.end) for hit in lexicon.accounts_in(one.text) if hit.exact]
        said = {
            word.text
            for word in words(one.text)
            if word.text.isalpha()
            and len(word.text) > 1
            and not one.text[word.start].isupper()
            and not any(start <= word.start < end for start, end in spans)
        }
        counts.update(said - people)
    return sorted(word for word, count in counts.items() if count >= (2 if word in known else 4))
