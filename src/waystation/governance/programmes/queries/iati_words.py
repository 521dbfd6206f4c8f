"""Messages of the IATI engine in the reader's language.

The engine produces English sentences with values. Each is matched with its template here, and
translated with the same values. Unknown sentences of a published ruleset remain as published.
"""

from __future__ import annotations

import re
from functools import lru_cache

from django.utils.translation import gettext as _

from waystation.foundation.shared.words import N_

SENTENCES = (
    # the rules of ours
    N_("A budget covers a year at most."),
    N_("A share lies between 0 and 100 %."),
    N_("A target needs a value; 0 is one."),
    N_("A title needs a text."),
    N_("An activity needs a planned or an actual start date."),
    N_("An activity needs a sector, at the activity or at each transaction."),
    N_("An actual figure needs a value; 0 is one."),
    N_("An identifier begins or ends with a space."),
    N_("Give a default currency, or the currency of every amount."),
    N_("Give a default language, or the language of every narrative."),
    N_("Give the country or region at the activity or at the transactions, not at both."),
    N_("The actual end is before the actual start."),
    N_("The actual end lies in the future."),
    N_("The actual start lies in the future."),
    N_("The budget ends before it starts."),
    N_("The day of a transaction lies in the future."),
    N_("The identifier of the activity must differ from that of the organisation."),
    N_("The identifier should begin with that of the reporting organisation and a hyphen."),
    N_("The last update lies in the future."),
    N_("The period of an indicator ends before it starts."),
    N_("The planned end is before the planned start."),
    N_("The shares of the countries and regions must add to 100 %."),
    N_("The shares of the sectors of a vocabulary must add to 100 %."),
    N_("Where there are several sectors of a vocabulary, each needs a share."),
    N_("The value is not a number. Leave it out, or enter a number. 0 is a number."),
    # the whole file
    N_("The file is not well-formed XML: {what}"),
    N_("A document type definition is not allowed in such a file."),
    N_("This is not an IATI file: its root is neither iati-activities nor iati-organisations."),
    N_("The version “{version}” is not supported. Use {other}."),
    N_("The identifier “{identifier}” is in this file more than once."),
    N_("The file has no {element}."),
    N_("The code “{code}” is not in the list {list}."),
    # the schema, as libxml2 says it
    N_("Element '{element}': This element is not expected. Expected is one of ( {others} )."),
    N_("Element '{element}': This element is not expected. Expected is ( {other} )."),
    N_("Element '{element}': This element is not expected. Expected is {other}."),
    N_("Element '{element}': This element is not expected."),
    N_("Element '{element}': Missing child element(s). Expected is one of ( {others} )."),
    N_("Element '{element}': Missing child element(s). Expected is ( {other} )."),
    N_("Element '{element}': The attribute '{attribute}' is required but missing."),
    N_("Element '{element}', attribute '{attribute}': The attribute '{same}' is not allowed."),
    N_(
        "Element '{element}', attribute '{attribute}': '{value}' is not a valid value of the "
        "atomic type '{type}'."
    ),
    N_("Element '{element}': '{value}' is not a valid value of the atomic type '{type}'."),
)
FOUND = N_("Found: {values}.")
_TAIL = re.compile(r"^(?P<sentence>.*?[.!]) Found: (?P<values>.*)\.$", re.DOTALL)


@lru_cache(maxsize=1)
def _patterns() -> list[tuple[re.Pattern[str], str]]:
    found = []
    for one in SENTENCES:
        parts = re.split(r"\{(\w+)\}", one)
        written = "".join(
            f"(?P<{part}>.*?)" if place % 2 else re.escape(part) for place, part in enumerate(parts)
        )
        found.append((re.compile(f"{written}$", re.DOTALL), one))
    return found


def in_words(sentence: str) -> str:
    """Return a sentence of the engine in the active language, with the values it names."""
    tail = _TAIL.match(sentence)
    if tail is not None:
        found = _(FOUND).format(values=tail["values"])
        return f"{in_words(tail['sentence'])} {found}"
    for pattern, words in _patterns():
        hit = pattern.match(sentence)
        if hit is not None:
            return _(words).format(**hit.groupdict())
    return sentence
