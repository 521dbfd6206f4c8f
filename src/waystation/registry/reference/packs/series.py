"""World Bank series: one value per variable, country and year."""

from __future__ import annotations

import math
import re

from waystation.foundation.shared.words import N_

from .content import Content, Value, wrong
from .opening import Member

PACK = "gdidata_wdi_balkans.csv"
# what each variable is and in which unit, as iom/gdidata names them
VARIABLES = {
    "pop": (N_("Population"), N_("people")),
    "nmig": (N_("Net migration"), N_("people")),
    "gdp": (N_("Gross domestic product"), N_("current US dollars")),
    "unem": (N_("Unemployment"), N_("percent of the labour force")),
    "remin": (N_("Remittances received"), N_("current US dollars")),
    "remout": (N_("Remittances paid"), N_("current US dollars")),
}
COUNTRY = re.compile(r"[A-Z]{3}")


def recognises(member: Member) -> bool:
    """Return whether the file has the columns geo, var, t, v."""
    return member.head.replace('"', "") == "geo,var,t,v"


def read(member: Member) -> Content:
    """Return the values. Raises Refusal naming the row that is wrong."""
    values: list[Value] = []
    seen: set[tuple[str, str, int]] = set()
    for number, row in enumerate(member.rows(), start=2):
        if not row["v"]:
            continue
        if row["var"] not in VARIABLES:
            raise wrong(
                PACK,
                N_('{pack}: row {row} has the unknown variable "{var}". Nothing was loaded.'),
                row=number,
                var=row["var"][:20],
            )
        if not COUNTRY.fullmatch(row["geo"]):
            raise wrong(
                PACK,
                N_("{pack}: row {row} has no country code of three letters. Nothing was loaded."),
                row=number,
            )
        try:
            year, value = int(row["t"]), float(row["v"])
        except ValueError:
            raise wrong(
                PACK, N_("{pack}: row {row} has no number. Nothing was loaded."), row=number
            ) from None
        if not 1950 <= year <= 2100 or not math.isfinite(value):
            raise wrong(
                PACK,
                N_("{pack}: row {row} has an impossible year or value. Nothing was loaded."),
                row=number,
            )
        key = (row["var"], row["geo"], year)
        if key in seen:
            raise wrong(
                PACK,
                N_("{pack}: row {row} repeats a value given before. Nothing was loaded."),
                row=number,
            )
        seen.add(key)
        values.append(Value(row["var"], row["geo"], year, value))
    if not values:
        raise wrong(PACK, N_("{pack}: it has no values. Nothing was loaded."))
    last = max(one.year for one in values)
    return Content(f"to {last}", len(values), series=tuple(values))
