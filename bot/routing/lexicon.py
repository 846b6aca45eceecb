"""The names that a question may hold, bound to what its asker may see."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from bot.routing.index import Index
from bot.routing.names import Match, NameIndex, english, folded_id, ordinary
from bot.routing.normal import Word, fold, stem, words
from bot.tools.arguments import Kind
from store.questions.names import AccountName, Names, OpportunityName, PersonName, ProductName, PromotionName

CLOSE = 0.97  # a name whose score is within this of the best is as likely: ask
OFFERED = 6  # choices at most

_ID = re.compile(r"\b([A-Za-z]{1,5})[-_ ]?0*(\d{1,10})\b")
_NUMBERED = re.compile(r"(?:account|customer|konto|kunde|client|cliente|id|no\.?|nr\.?|#)\s*[:#]?\s*(\d{1,10})\b", re.I)


@dataclass(frozen=True, slots=True)
class AccountHit:
    """A span of the text (end excluded) that names an account.

    candidates: the visible accounts it may mean, likeliest first; one = sure, several = ask, none = it fits only
    accounts that the asker may not see (or, for an id, none at all).
    """

    start: int
    end: int
    text: str
    candidates: tuple[AccountName, ...]
    exact: bool = False

    @property
    def account(self) -> AccountName | None:
        return self.candidates[0] if len(self.candidates) == 1 else None


@dataclass(frozen=True, slots=True)
class NameHit:
    """A span of the text that names a person, product, promotion or opportunity, by `keys`, likeliest first."""

    start: int
    end: int
    text: str
    keys: tuple[str, ...]


@dataclass(frozen=True)
class Lexicon:
    """What may be named. `visible` are the account ids of the asker; None = every account."""

    index: Index
    visible: frozenset[str] | None = None

    @classmethod
    def of(cls, names: Names) -> Lexicon:
        """Build it (about a second at 10,000 accounts); keep it for one data version."""
        return cls(Index(names), frozenset())

    def bound(self, visible: Collection[str] | None) -> Lexicon:
        """The same names for an asker who sees these accounts; None = all."""
        return replace(self, visible=None if visible is None else frozenset(visible))

    def sees(self, account: str) -> bool:
        return self.visible is None or account in self.visible

    # -- accounts ---------------------------------------------------------------------------------------------------

    def account(self, identity: str) -> AccountName | None:
        """A visible account by its exact id."""
        found = self.index.by_id.get(identity)
        return found if found is not None and self.sees(identity) else None

    def visible_accounts(self) -> Iterable[AccountName]:
        return (one for one in self.index.accounts if self.sees(one.id))

    def largest(self, count: int = OFFERED) -> tuple[AccountName, ...]:
        """The asker's accounts with most sales, to be offered where one is missing."""
        return tuple(islice((one for one in self.index.by_sales if self.sees(one.id)), count))

    def accounts_in(self, text: str) -> tuple[AccountHit, ...]:
        """The accounts that a text names, in its order, none overlapping."""
        read = words(text)
        hits = list(self._by_id(text))
        matches = self._best_spans(self.index.account_names.find(read), read)
        hits += [self._hit(text, read, group) for group in matches if not self._of_a_longer_name(text, read, group)]
        hits = [one for one in hits if one.candidates or one.exact]
        return _without_overlap([self._narrowed(one, text) for one in hits])

    def account_named(self, text: str) -> AccountHit:
        """What a text that is nothing but an account's name or id means; without candidates where nothing fits."""
        whole = text.strip()
        number = self.index.account_ids.get(folded_id(whole))
        if number is not None and any(one.isdigit() for one in whole):
            return AccountHit(0, len(text), whole, self._seen((number,)), True)
        read = words(whole)
        groups = self._best_spans(self.index.account_names.named(whole), read)
        if not groups:
            return AccountHit(0, len(text), whole, ())
        best = max(groups, key=lambda group: max(one.score for one in group))
        return self._narrowed(replace(self._hit(whole, read, best), start=0, end=len(text), text=whole), text)

    def _by_id(self, text: str) -> Iterable[AccountHit]:
        for match in _ID.finditer(text):
            letters = match.group(1).casefold()
            if letters not in self.index.id_letters:
                continue
            number = self.index.account_ids.get(letters + match.group(2))
            if number is None and len(match.group(2)) < 3:
                continue
            seen = () if number is None else self._seen((number,))
            yield AccountHit(match.start(), match.end(), match.group(), seen, True)
        if "" in self.index.id_letters:
            for match in _NUMBERED.finditer(text):
                number = self.index.account_ids.get(match.group(1).lstrip("0"))
                if number is not None:
                    yield AccountHit(match.start(1), match.end(1), match.group(1), self._seen((number,)), True)

    def _seen(self, numbers: Iterable[int]) -> tuple[AccountName, ...]:
        accounts = (self.index.accounts[number] for number in dict.fromkeys(numbers))
        return tuple(one for one in accounts if self.sees(one.id))

    def _best_spans(self, matches: Sequence[Match], read: Sequence[Word]) -> list[list[Match]]:
        """The winning spans, each with its matches best first. A visible part gives way to a longer hidden name."""
        spans: dict[tuple[int, int], list[Match]] = {}
        for one in matches:
            spans.setdefault((one.first, one.last), []).append(one)
        ranked = sorted(spans.values(), key=lambda group: -max(self._weight(one) for one in group))
        taken: set[int] = set()
        chosen: list[list[Match]] = []
        for group in ranked:
            covered = set(range(group[0].first, group[0].last + 1))
            if not covered & taken:
                taken |= covered
                chosen.append(sorted(group, key=lambda one: -self._weight(one)))
        return chosen

    def _weight(self, match: Match) -> float:
        """Score, with right spellings first, then visible accounts."""
        bonus = 1.3 if match.kind == "exact" else 1.0 if match.kind == "like" else 0.75
        return match.score * bonus * (1.02 if self.sees(self.index.accounts[match.entity].id) else 1.0)

    def _of_a_longer_name(self, text: str, read: Sequence[Word], group: Sequence[Match]) -> bool:
        """Whether a part of a name stands beside a strange capital word: 'Leisure' in 'Pemberton Outdoor Leisure' is
        somebody else's name, not that of an account called 'Leisure and more'."""
        if any(one.kind != "part" for one in group):
            return False
        first, last = group[0].first, group[0].last
        while first > 0 and read[first - 1].capital and text[read[first - 1].end : read[first].start] == " ":
            first -= 1
            if self._strange(read[first]):
                return True
        after = read[last + 1] if last + 1 < len(read) else None
        joined = after is not None and after.capital and text[read[last].end : after.start] == " "
        return joined and after is not None and self._strange(after)

    def _strange(self, word: Word) -> bool:
        plain = (
            word.text not in ordinary() and word.text not in english() and word.text.isalpha() and len(word.text) > 3
        )
        return plain and not self.index.account_names.knows(word.text) and word.text not in self.index.person_words

    def _hit(self, text: str, read: Sequence[Word], group: Sequence[Match]) -> AccountHit:
        start, end = read[group[0].first].start, read[group[0].last].end
        exact = [one for one in group if one.kind == "exact"]
        if exact:
            return AccountHit(
                start, end, text[start:end], self._seen(one.entity for one in exact), self._plain(read, group)
            )
        like = [one for one in group if one.kind == "like"]
        if like:
            near = [one for one in like if one.similarity >= like[0].similarity * CLOSE]
            seen = self._seen(one.entity for one in near)
            return AccountHit(start, end, text[start:end], seen, like[0].similarity > 0.9)
        seen = self._seen(one.entity for one in group)
        span = read[group[0].first : group[0].last + 1]
        strange = any(word.text not in ordinary() and (word.capital or word.text not in english()) for word in span)
        hidden = not seen and strange and len(group) <= OFFERED
        if len(seen) > OFFERED and not any(word.capital for word in read[group[0].first : group[0].last + 1]):
            seen = ()
        return AccountHit(start, end, text[start:end], seen, hidden)

    def _plain(self, read: Sequence[Word], group: Sequence[Match]) -> bool:
        """False for a short name of everyday words in lower case: that it is hidden would be a guess."""
        span = read[group[0].first : group[0].last + 1]
        if any(word.capital for word in span):
            return True
        return not all(word.text in ordinary() for word in span) or len(span) > 2

    def _narrowed(self, hit: AccountHit, text: str) -> AccountHit:
        """Of several candidates those whose place or KAM the text also names."""
        if len(hit.candidates) < 2:
            return hit
        left = self.narrowed(hit.candidates, text[: hit.start] + " | " + text[hit.end :] if hit.start else text)
        return replace(hit, candidates=left)

    def narrowed(self, candidates: Sequence[AccountName], text: str) -> tuple[AccountName, ...]:
        """The candidates that a city, territory, country, region or KAM in the text fits; all where none does."""
        said = {word.text for word in words(text)}
        best: list[AccountName] = []
        most = 0.0
        for one in candidates:
            fits = sum(
                weight
                for weight, name in (
                    (3, one.city),
                    (2, one.territory),
                    (2, one.country),
                    (1, one.region),
                    (2.5, one.kam_name),
                )
                if name and _says(said, name, name == one.kam_name)
            )
            if fits > most:
                best, most = [one], fits
            elif fits == most and fits:
                best.append(one)
        return tuple(best) if best else tuple(candidates)

    # -- people, products, promotions, opportunities -------------------------------------------------------------------

    def person(self, identity: str) -> PersonName | None:
        return self.index.people.get(identity)

    def person_name(self, identity: str) -> str:
        found = self.index.people.get(identity)
        return found.name if found else identity

    def people_in(self, text: str) -> tuple[NameHit, ...]:
        """The people of ours that a text names, by full, first or last name."""
        read = words(text)
        known = self.index.person_words
        hits: list[NameHit] = []
        index = 0
        while index < len(read):
            for size in (4, 3, 2, 1):
                span = read[index : index + size]
                said = " ".join(word.text for word in span)
                keys = known.get(said) if len(span) == size else None
                if keys is None and len(span) == 1 and len(said) > 4 and said.endswith("s") and said not in ordinary():
                    keys = known.get(said[:-1])  # 'jillians accounts'
                if keys and (size > 1 or _is_name(span[0])):
                    start, end = span[0].start, span[-1].end
                    hits.append(NameHit(start, end, text[start:end], keys))
                    index += size - 1
                    break
            index += 1
        return tuple(hits)

    def person_named(self, text: str) -> tuple[PersonName, ...]:
        """Those whom a text that is nothing but a name, an address or an id may mean."""
        wanted = text.strip()
        if wanted in self.index.people:
            return (self.index.people[wanted],)
        folded = fold(wanted)
        mailed = [one for one in self.index.names.people if one.email and fold(one.email) == folded]
        if mailed:
            return tuple(mailed)
        parts = [word.text for word in words(wanted)]
        known = self.index.person_words
        keys = known.get(" ".join(parts))
        if keys is None and parts:
            each = [set(known.get(part, ())) for part in parts]
            keys = tuple(sorted(set.intersection(*each)))
        if not keys:
            keys = self._alike_people(" ".join(parts))
        return tuple(self.index.people[key] for key in keys)

    def _alike_people(self, text: str) -> tuple[str, ...]:
        from rapidfuzz import fuzz, process

        found = process.extractOne(text, self.index.person_words.keys(), scorer=fuzz.ratio, score_cutoff=82)
        return self.index.person_words[found[0]] if found else ()

    def products_in(self, text: str) -> tuple[NameHit, ...]:
        """Products by name, model, sku or subcategory; the key is a sku where one fits alone, else the name."""
        forms = self.index.product_forms
        return self._found(text, self.index.product_names, lambda number: self._product_key(forms[number]))

    def _product_key(self, form: str) -> str:
        if form in self.index.products:
            return form
        skus = [one.sku for one in self.index.products.values() if one.name == form]
        return skus[0] if len(skus) == 1 else form

    def promotions_in(self, text: str) -> tuple[NameHit, ...]:
        return self._found(text, self.index.promotion_names, lambda number: self.index.names.promotions[number].id)

    def opportunities_in(self, text: str) -> tuple[NameHit, ...]:
        """Opportunities of visible accounts only."""
        deals = self.index.names.opportunities
        hits = self._found(text, self.index.opportunity_names, lambda number: deals[number].id)
        kept = (
            replace(hit, keys=tuple(key for key in hit.keys if self.sees(self.index.opportunities[key].account_id)))
            for hit in hits
        )
        return tuple(hit for hit in kept if hit.keys)

    def opportunities_of(self, account: str | None = None) -> tuple[OpportunityName, ...]:
        """Open opportunities of an account, or of all visible ones."""
        return tuple(
            one
            for one in self.index.names.opportunities
            if one.open and self.sees(one.account_id) and account in (None, one.account_id)
        )

    def product(self, sku: str) -> ProductName | None:
        return self.index.products.get(sku)

    def promotion(self, identity: str) -> PromotionName | None:
        return self.index.promotions.get(identity)

    def opportunity(self, identity: str) -> OpportunityName | None:
        """An opportunity of a visible account by its id."""
        found = self.index.opportunities.get(identity)
        return found if found is not None and self.sees(found.account_id) else None

    def label(self, kind: Kind, key: str) -> str:
        """How a product, promotion or opportunity is called."""
        known: dict[Kind, Mapping[str, ProductName | PromotionName | OpportunityName]] = {
            Kind.PRODUCT: self.index.products,
            Kind.PROMOTION: self.index.promotions,
            Kind.OPPORTUNITY: self.index.opportunities,
        }
        found = known[kind].get(key)
        return found.name if found else key

    @property
    def first_day(self) -> dt.date | None:
        """The first day of the data."""
        return self.index.names.first_day

    def _found(self, text: str, names: NameIndex, key: Callable[[int], str]) -> tuple[NameHit, ...]:
        read = words(text)
        spans: dict[tuple[int, int], list[Match]] = {}
        for one in names.find(read):
            spans.setdefault((one.first, one.last), []).append(one)
        taken: set[int] = set()
        hits: list[NameHit] = []
        for (first, last), group in sorted(spans.items(), key=lambda item: -max(one.score for one in item[1])):
            if taken & set(range(first, last + 1)):
                continue
            taken |= set(range(first, last + 1))
            best = max(one.score for one in group)
            near = sorted((one for one in group if one.score >= best * CLOSE), key=lambda one: -one.score)
            start, end = read[first].start, read[last].end
            keys = tuple(dict.fromkeys(key(one.entity) for one in near))
            hits.append(NameHit(start, end, text[start:end], keys))
        return tuple(sorted(hits, key=lambda hit: hit.start))

    # -- places and segments --------------------------------------------------------------------------------------

    @property
    def places(self) -> dict[str, str]:
        return self.index.places

    @property
    def segments(self) -> dict[str, str]:
        return self.index.segments

    @property
    def categories(self) -> dict[str, str]:
        return self.index.categories


def _is_name(word: Word) -> bool:
    return word.capital or word.text not in ordinary() or word.owner


def _says(said: set[str], name: str, any_part: bool) -> bool:
    parts = [word.text for word in words(name)]
    hits = [part in said or stem(part) in said for part in parts]
    return any(hits) if any_part else bool(hits) and all(hits)


def _without_overlap(hits: list[AccountHit]) -> tuple[AccountHit, ...]:
    kept: list[AccountHit] = []
    for one in sorted(hits, key=lambda hit: (-hit.exact, -(hit.end - hit.start))):
        if all(one.end <= other.start or one.start >= other.end for other in kept):
            kept.append(one)
    return tuple(sorted(kept, key=lambda hit: hit.start))
