"""Short questions back, with choices."""

from __future__ import annotations

from collections.abc import Sequence

from bot.routing.lexicon import OFFERED, AccountHit
from bot.tools.answer import Answer, Choice, clarify
from bot.tools.tool import Tool
from store.questions.names import AccountName


def which_of_these(sentence: str, offered: Sequence[tuple[str, str]], name: str) -> Answer:
    """A question with choices that each set the argument `name`; (label, value) pairs."""
    choices = tuple(Choice(label, label, ((name, value),)) for label, value in offered[:OFFERED])
    return clarify(sentence, *choices)


def which_account(hit: AccountHit, name: str, tool: Tool) -> Answer:
    """Which of several accounts that a name fits."""
    names = {one.name for one in hit.candidates}
    count = len(hit.candidates)
    if len(names) == 1:
        number = {2: "Two", 3: "Three", 4: "Four"}.get(count, str(count))
        sentence = f"{number} accounts have that name. Which one?"
    else:
        sentence = f"Which account do you mean by '{hit.text}'?"
    return which_of_these(sentence, [(account_label(one, len(names) == 1), one.id) for one in hit.candidates], name)


def which_person(offered: Sequence[tuple[str, str]], name: str, said: str) -> Answer:
    return which_of_these(f"Which {said} do you mean?", offered, name)


def account_label(account: AccountName, same_name: bool) -> str:
    """Its name; where several have the same, its city, territory and KAM as well."""
    if not same_name:
        return account.name
    first = account.kam_name.split(" ")[0]
    parts = [part for part in (account.city, account.territory) if part]
    told = ", ".join(parts) or account.id
    return f"{told} · {first}" if first else told
