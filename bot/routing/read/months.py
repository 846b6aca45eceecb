"""Names of months, days of the week and ordinals in English, German, French and Spanish (folded)."""

from __future__ import annotations

_MONTHS = (
    "january jan januar jaenner janvier janv enero ene",
    "february feb februar fevrier fev febrero",
    "march mar marz maerz mrz mars marzo",
    "april apr avril avr abril abr",
    "may mai mayo",
    "june jun juni juin junio",
    "july jul juli juillet juil julio",
    "august aug aout agosto ago",
    "september sept sep septembre septiembre",
    "october oct oktober okt octobre octubre",
    "november nov novembre noviembre",
    "december dec dezember dez decembre diciembre dic",
)
MONTHS = {name: number for number, names in enumerate(_MONTHS, 1) for name in names.split()}
MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))
WORDLIKE = frozenset("may mai mar mars march ago sept jan".split())  # noqa: SIM905 - also everyday words
"""Month names that are everyday words too: months only with a year, a preposition, or another month beside them."""

_DAYS = (
    "monday mon montag lundi lunes",
    "tuesday tues tue dienstag mardi martes",
    "wednesday weds wed mittwoch mercredi miercoles",
    "thursday thurs thur thu donnerstag jeudi jueves",
    "friday fri freitag vendredi viernes",
    "saturday sat samstag samedi sabado",
    "sunday sun sonntag dimanche domingo",
)
WEEKDAYS = {name: number for number, names in enumerate(_DAYS) for name in names.split()}
WEEKDAY = "|".join(sorted(WEEKDAYS, key=len, reverse=True))

ORDINALS = {
    **dict.fromkeys(("first", "1st", "erstes", "erste", "ersten", "premier", "primer", "1er", "1."), 1),
    **dict.fromkeys(("second", "2nd", "zweites", "zweite", "zweiten", "deuxieme", "segundo", "2.", "2e"), 2),
    **dict.fromkeys(("third", "3rd", "drittes", "dritte", "dritten", "troisieme", "tercer", "3.", "3e"), 3),
    **dict.fromkeys(("fourth", "4th", "viertes", "vierte", "vierten", "quatrieme", "cuarto", "4.", "4e"), 4),
}
ORDINAL = "|".join(one.replace(".", r"\.") for one in sorted(ORDINALS, key=len, reverse=True))
