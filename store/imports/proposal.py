"""The mapping file that is proposed where a file does not say all: to be edited and passed with --map."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import yaml

from store.imports.kinds import KindSpec, kinds
from store.imports.reading.sheet import Sheet
from store.imports.recognise import Understood, match
from store.imports.values import compact

NEAR = 84
"""From this likeness (0-100) on a header may be a misspelled word: 'custmername' and 'customername' have 96."""

_HEAD = """\
# What the import understood, to be completed: one entry a file, 'header: field' ('' = ignore the column).
# kind: one of {kinds}
"""


def propose(sheets: Iterable[tuple[Sheet, Understood]]) -> str:
    """The YAML text for these sheets, with the fields of each kind as a comment."""
    entries, comments = [], []
    for sheet, understood in sheets:
        kind = understood.kind or kinds()[understood.doubts[0]]
        entries.append(_entry(sheet, understood, kind))
        comments.append(f"# fields of {kind.name}: {', '.join(kind.fields)}\n")
    body = yaml.safe_dump({"files": entries}, sort_keys=False, allow_unicode=True, width=120)
    return _HEAD.format(kinds=", ".join(kinds())) + "".join(dict.fromkeys(comments)) + body


def _entry(sheet: Sheet, understood: Understood, kind: KindSpec) -> dict[str, Any]:
    columns = understood.columns if understood.kind else match(sheet.headers, kind)[0]
    fields = {position: name for name, position in columns.items()}
    for position, name in _near(sheet, kind, fields).items():
        if not (understood.months and kind.fields[name].type == "amount"):  # a sum of the months beside them
            fields[position] = name
    return {
        "file": sheet.file,
        "kind": kind.name,
        "columns": {_header(sheet, position): fields.get(position, "") for position in range(len(sheet.headers))},
        "decimal": "",
        "dates": "",
        **({"months": "net_sales"} if understood.months else {}),
    }


def _near(sheet: Sheet, kind: KindSpec, fields: Mapping[int, str]) -> dict[int, str]:
    """Fields for headers that are spelled nearly like a known word: a guess, which is why it is only proposed."""
    from rapidfuzz import fuzz, process

    words = kind.words()
    taken, found = set(fields.values()), {}
    for position, header in enumerate(sheet.headers):
        if position in fields or len(compact(header)) < 4:
            continue
        best = process.extractOne(compact(header), words.keys(), scorer=fuzz.ratio, score_cutoff=NEAR)
        if best and (name := words[best[0]][0]) not in taken:
            taken.add(name)
            found[position] = name
    return found


def _header(sheet: Sheet, position: int) -> str:
    """A header as the mapping names it: the second of the same name is 'Name#2'."""
    name = sheet.headers[position]
    before = sheet.headers[:position].count(name)
    return f"{name}#{before + 1}" if before else name
