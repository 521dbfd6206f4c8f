"""Parsing the cells of a register: values, units, denominators, places, periods."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import lru_cache

from .concepts import (
    COUNTED,
    PERSONS,
    Mention,
    concepts_of,
    language_and_concepts,
    mentions,
)
from .folding import fold_text
from .quantities import MOST_DIGITS, digits_value

QUALIFIERS = {
    "exact": "exact", "": "", "count": "count", "actual": "exact", "precise": "exact",
    "about": "about", "approximately": "about", "approx": "about", "approximate": "about",
    "around": "about", "circa": "about", "some": "about", "roughly": "about", "rreth": "about",
    "oko": "about", "etwa": "about", "~": "about", "rounded": "about", "ca": "about", "c": "about",
    "≈": "about", "±": "about", "afersisht": "about", "afro": "about", "otprilike": "about",
    "priblizno": "about", "rund": "about", "ungefahr": "about", "pothuajse": "almost",
    "gotovo": "almost", "me shume se": "over", "vise od": "over", "mehr als": "over",
    "≥": "at_least", "≤": "up_to", "se paku": "at_least", "te pakten": "at_least",
    "najmanje": "at_least",
    "mindestens": "at_least", "najvise": "up_to", "me pak se": "under", "manje od": "under",
    "ispod": "under", "unter": "under", "weniger als": "under", "nen": "under",
    "almost": "almost", "nearly": "almost", "gati": "almost", "skoro": "almost", "fast": "almost",
    "over": "over", "more than": "over", "above": "over", ">": "over", "mbi": "over",
    "preko": "over", "uber": "over", "exceeding": "over", "greater than": "over",
    "at least": "at_least", "minimum": "at_least", ">=": "at_least", "min": "at_least",
    "up to": "up_to", "upto": "up_to", "maximum": "up_to", "at most": "up_to", "<=": "up_to",
    "max": "up_to", "deri ne": "up_to", "do": "up_to", "bis zu": "up_to", "as many as": "up_to",
    "under": "under", "less than": "under", "below": "under", "<": "under", "fewer than": "under",
    "estimate": "estimate", "estimated": "estimate", "est": "estimate", "vleresim": "estimate",
    "procena": "estimate", "an estimate": "estimate", "a count": "count", "exactly": "exact",
    "tripled": "exact", "doubled": "exact", "projection": "estimate",
}  # fmt: skip
_SCALES = (
    (r"\b(?:billions?|bn|bln|miliard\w*|milijard\w*|mrd|mlrd|mld)\b\.?", 10**9),
    (
        r"\b(?:millions?|mn|mln|mio|mil|milion\w*|milijun\w*|millionen)\b\.?|"
        r"(?<=eur )m\b|\bm(?= (?:eur|usd|euro))|(?<=[€$])m\b",
        10**6,
    ),
    (
        r"\b(?:thousands?|tsd|mije|hiljad\w*|tausend)\b|\b000s?\b|'000|"
        r"\bk(?= (?:eur|usd|euro))|(?<=eur )k\b",
        1000,
    ),
)
_PERCENT = re.compile(r"%|percent|per cent|pct|per ?qind|posto|odsto|procen|prozent")
_POINTS = re.compile(
    r"percentage point|%[ -]point|\bpp\b|p\.p\.|pike perqind|procentn\w+ poen|prozentpunkt"
)
_MONEY = re.compile(
    r"\b(eur|usd|gbp|chf|rsd|mkd|sek|all)\b|(€)|(us\$|\$)|(£)|\b(euros?|evra|dollars?|dinar\w*|lek(?:e|esh|et|eve|i|u)?)\b"
)
_RATE = re.compile(
    r"\b(?:per|na|auf|je) (?:1|10|100)[ ,.]?0{2,3}\b|‰|\bper 100\b|per thousand|promil"
)
_TIMES = re.compile(r"^(?:times|x|multiple|fold|factor|tripled|here|puta|-?fach|mal)$|times|fold$")
_SHARE = re.compile(r"^(?:share|ratio|proportion|fraction|pjese|udeo|anteil)\b")
_DURATION = re.compile(
    r"^(?:working |calendar |business |full )?(years?|months?|weeks?|days?|hours?|minutes?)$"
)
_DURATIONS = (
    ("years", r"vit|vite|vjet|vjec|godin[aeu]|god|jahre?n?"),
    ("months", r"muaj|mesec[ia]?|mjesec[ia]?|monate?n?"),
    ("weeks", r"jav[eae]|nedelj[aeu]|sedmic[aeu]|wochen?"),
    ("days", r"dit[eae]|dan[ai]?|tage?n?"),
    ("hours", r"ore|ora|sat[ia]?|stunden?"),
    ("minutes", r"minut[aei]?|minuten?"),
)
"""Units of time in the other languages."""
_EACH = r"(?:(?:^|(?<=[^a-z]))(?:a|an|per|each|every|ne|cdo|na|po|im|pro) ?|/ ?)"
_PAID = tuple(
    (name, re.compile(rf"{_EACH}(?:{often})" + (rf"|\b(?:{word})" if word else "")))
    for name, often, word in (
        ("hour", r"hour|ore|sat\b|stunde", "hourly"),
        ("day", r"day|dite|dan\b|tag\b", r"daily|ditor\w*|dnevn\w+|taglich\w*"),
        ("week", r"week|jave|nedelj\w+|sedmic\w+|woche",
         r"weekly|in der woche|javor\w*|nedeljn\w+|sedmicn\w+|wochentlich\w*"),
        ("month", r"month|muaj|mesec\w*|mjesec\w*|monat",
         r"monthly|mujor\w*|mesecn\w+|mjesecn\w+|monatlich\w*"),
        ("year", r"year|vit\b|godin\w+|jahr", r"yearly|annual\w*|vjetor\w*|godisnj\w+|jahrlich\w*"),
    )
)  # fmt: skip
_LENGTH = re.compile(r"^(?:(km|kilomet\w+)|miles?)$")
RANGE = re.compile(
    r"(\d[\d .,']*?) ?(?:-|to|and|through|deri ne|deri|dhe|do|i|bis|und) ?(\d[\d .,']*)(?![\d/])"
)
_WORDS = {"euro": "EUR", "euros": "EUR", "evra": "EUR", "dollar": "USD", "dollars": "USD"}


@dataclass(frozen=True)
class Period:
    """From the first to the last year that a value holds for; ``None`` says nothing."""

    first: int | None = None
    last: int | None = None
    before: int | None = None
    """The year that a figure is set against: "up from 7,102" is the last value before it."""
    ago: int = 1
    """How many years before it: 2 of "two years earlier"."""

    def covers(self, year: int) -> bool:
        return self.first is not None and self.last is not None and self.first <= year <= self.last

    @property
    def known(self) -> bool:
        return self.first is not None


def period(text: str) -> Period:
    """Return the years that a text names: "2022", "2011-2019", "2008-02/2010-01", "2022/23"."""
    plain = fold_text(str(text))
    short = re.search(r"\b((?:19|20)\d\d) ?[/-] ?(\d\d)\b(?![-/]?\d)", plain)
    years = [int(one) for one in re.findall(r"(?<!\d)((?:19|20)\d\d)(?!\d)", plain)]
    if short and len(years) == 1 and int(short.group(2)) > 12:
        return Period(years[0], int(short.group(1)[:2] + short.group(2)))
    if (
        short
        and len(years) == 1
        and int(short.group(2)) == (years[0] + 1) % 100
        and "/" in short.group()
    ):
        return Period(years[0], years[0] + 1)
    return Period(min(years), max(years)) if years else Period()


def comma_decimals(texts: Iterable[str]) -> bool:
    """Return whether a register writes "8,4" for eight and four tenths, so that its "1.250" is a
    number of thousands.
    """
    comma = point = False
    thousands = 0  # "16.723" in every row with a point: nothing is counted to three decimals
    for text in texts:
        thousands += bool(re.search(r"(?<![\d.,])[1-9]\d{0,2}\.\d{3}(?![\d.,])", text))
        point = point or bool(re.search(r"(?<!\d)0\.\d{3}(?!\d)", text))
        comma = comma or bool(re.search(r"\d,(?:\d{1,2}|\d{4,})(?!\d)|\d\.\d{3}\.\d{3}", text))
        point = point or bool(re.search(r"\d\.(?:\d{1,2}|\d{4,})(?!\d)", text))
    return (comma or thousands > 1) and not point


def value_of(text: str, *, comma: bool = False) -> tuple[Decimal | None, str]:
    """Return a value and the qualifier written with it: "~1 500", "over 15", "1.4e6".

    ``comma`` says that the decimal sign is a comma.
    """
    plain = fold_text(text).strip()
    hit = re.match(r"([^\d-]*?)\s*(-?\d[\d .,']*(?:e[+-]?\d+)?)", plain)
    if hit is None:
        return None, ""
    hedge = QUALIFIERS.get(hit.group(1).strip(" :.("), "")
    raw = hit.group(2).strip(" ,.'")
    if len(raw) > MOST_DIGITS:
        return None, ""
    if comma and re.fullmatch(r"-?\d{1,3}(?:\.\d{3})+", raw):
        raw = raw.replace(".", "")
    try:
        return Decimal(raw), hedge
    except InvalidOperation:
        pass
    sign, raw = (-1, raw[1:]) if raw.startswith("-") else (1, raw)
    decimal = "," if re.search(r",\d{1,2}$|,\d{4,}$", raw) else "."
    try:
        return sign * digits_value(raw, decimal)[0], hedge
    except InvalidOperation:
        return None, ""


def upper_of(text: str, *, comma: bool = False) -> Decimal | None:
    """Return the upper end of a range in a cell: 15000 of "12,000-15,000"; None if it is none."""
    plain = fold_text(text).strip()
    hit = RANGE.search(plain)
    if hit is None or re.match(r"-\s*\d", plain):
        return None
    low, high = (value_of(one, comma=comma)[0] for one in hit.groups())
    return high if low is not None and high is not None and low < high else None


def unit_of(text: str, value: Decimal, raw: str) -> tuple[Decimal, str, str, str]:
    """Return the value in whole units, its kind, the unit's name and what it is a share of."""
    plain = fold_text(text.replace("_", " ")).strip()
    for pattern, size in _SCALES:
        if re.search(pattern, plain) and not re.search(r"\bper\b", plain):
            value *= size
            plain = re.sub(pattern, "", plain).strip()
            break
    base = plain.partition(" of ")[2]
    if _POINTS.search(plain):
        return value, "points", "percentage points", ""
    if _PERCENT.search(plain) or (not plain and "%" in raw):
        return value, "percent", "percent", base or re.sub(_PERCENT, "", plain).strip(" ()")
    if re.search(
        r"\b(?:per|na|auf|je) (?:1|10|100)[ ,.]?0{2,3}\b|‰|\bper 100\b|per thousand|promil", plain
    ):
        digits = re.sub(r"\D", "", plain) or "1000"
        return value, "rate", f"per {digits}", ""
    money = _MONEY.search(plain)
    if money:
        word = next(one for one in money.groups() if one)
        return (
            value,
            "money",
            _WORDS.get(
                word, {"€": "EUR", "$": "USD", "us$": "USD", "£": "GBP"}.get(word, word.upper())
            ),
            "",
        )
    if _TIMES.search(plain):
        return value, "times", "times", ""
    if _SHARE.match(plain):
        return (value * 100 if abs(value) <= 1 else value), "percent", "percent", base
    if plain in {"rank", "ranking", "place", "position"}:
        return value, "rank", "rank", ""
    if hit := _LENGTH.match(plain):
        return value, "measure", "km" if hit[1] else "miles", ""
    if hit := _DURATION.match(plain):
        return value, "duration", hit[1].rstrip("s") + "s", ""
    for name, words in _DURATIONS:
        if re.fullmatch(words, plain):
            return value, "duration", name, ""
    return value, "count", plain, ""


_BEARERS = frozenset({"person", "household", "business", "state"})


def denominator_of(text: str, kind: str) -> str:
    if kind not in {"percent", "points", "rate"} or not text:
        return ""
    found = concepts_of(text)
    best = [one.key for one in found if one.kind == "denominator"]
    heads = [one for one in found if one.kind in COUNTED]
    if any(one.kind in _BEARERS for one in heads):  # "inspected companies": not inspections
        heads = [one for one in heads if one.kind in _BEARERS]
    best += _heads(heads)
    return best[0] if best else (found[-1].key if found else "")


def _heads(counted: list[Mention]) -> list[str]:
    """Return what is counted, a noun behind another one for both: "returnee households"."""
    heads: list[Mention] = []
    for one in counted:
        if heads and one.start == heads[-1].end + 1 and one.kind == "household":
            heads.pop()
        heads.append(one)
    return [one.key for one in heads]


def paid_per(text: str) -> str:
    """Return what an amount is paid for: "month" for "EUR per month" and "monthly wage"."""
    plain = fold_text(text.replace("_", " "))
    return next((name for name, pattern in _PAID if pattern.search(plain)), "")


def paid_for(unit: str) -> str:
    """Return the thing that each an amount is for: "graduate" for "EUR per graduate"."""
    hit = re.search(r"(?:\bper|/) ?([a-z]{3,})", fold_text(unit.replace("_", " ")))
    return hit[1] if hit else ""


def bearer_of(unit: str, label: str) -> str:
    """Return the concept of who each an amount is for: "household" of "EUR per household"."""
    for words in (unit, label):
        plain = fold_text(words.replace("_", " "))
        for hit in re.finditer(
            r"(?:\b(?:per|each|every|po|pro|je|per cdo|za svak\w+)|/) ?([a-z]{3,}(?: [a-z]{3,})?)",
            plain,
        ):
            if re.match(r"capita|head|koke|glavi|kopf", hit[1]):
                return "people"
            known = [one for one in concepts_of(hit[1]) if one.kind in COUNTED]
            if known:
                return _heads(known)[0]
    return ""


def denominator_in(label: str, kind: str) -> str:
    if kind != "percent":
        return ""
    hit = re.search(r"\b(?:of|te|od|von|u|der|des)\b(.*)", fold_text(label.replace("_", " ")))
    found = concepts_of(label)
    named = [one for one in found if one.kind == "denominator" and _is_base(label, one)]
    if named:
        return named[0].key
    if hit:
        tail = concepts_of(hit.group(1))
        counted = [one.key for one in tail if one.kind in COUNTED]
        return counted[0] if counted else ""
    return ""


def _is_base(label: str, one: Mention) -> bool:
    """Return whether a label names a denominator as one: "% of population", not "population
    growth".
    """
    before = fold_text(label.replace("_", " "))[: one.start]
    joined = re.search(
        r"\b(?:of|to|per|in|the|te|e|se|ndaj|od|u|prema|der|des|von|am|im|zum) $", before
    )
    return one.key not in {"population", "working_age", "import", "export"} or bool(joined)


def noun_of(unit: str, label: str) -> str:
    """Return the concept that a fact counts: that of its unit, else of its name; "" where the unit
    is another word, such as "posts" or "visas".
    """
    written_in = language_and_concepts(label)[0]
    for text in (unit, label):
        known = concepts_of(text, written_in) if text == unit else concepts_of(text)
        if not any(one.kind in COUNTED for one in known):
            known = concepts_of(text)
        counted = [one for one in known if one.kind in COUNTED]
        if text == unit and not counted and {one.kind for one in known} & {"word", "topic"}:
            return ""
        if counted:
            longest = max(
                counted, key=lambda one: (one.end - one.start, -one.start, one.kind == PERSONS)
            )
            return longest.key
    return ""


def place_of(text: str, label: str) -> str:
    known = {"xkx": "kosovo", "xk": "kosovo", "kos": "kosovo", "rks": "kosovo", "alb": "albania",
             "srb": "serbia", "mkd": "north_macedonia", "mne": "montenegro",
             "bih": "bosnia"}  # fmt: skip
    plain = fold_text(text).strip()
    if plain in known:
        return known[plain]
    if any(one.key == "eu" for one in mentions(plain)):
        return "eu"  # no country that a sentence has to name
    given = [one for one in mentions(plain) if one.kind in {"place", "home", "region"}]
    if given:  # in whatever language: "Kosovë"
        return max(given, key=lambda one: (one.end - one.start, -one.start)).key
    for words in (text, label):
        for one in concepts_of(words):
            if one.kind in {"place", "home", "region"}:
                if words is label and one.kind == "place" and not text:
                    continue  # "emigration to Germany" is a subject, no place of the value
                return one.key
    return plain


MONTHS = (
    r"\bjan", r"\b(?:feb|shk)", r"\b(?:mar[cst]|ma?rz)", r"\b(?:apr|pri)", r"\bma[jy]|\bmai",
    r"\b(?:jun|qer)", r"\b(?:jul|kor)", r"\b(?:aug|avg|gus)", r"\b(?:sep|shta)",
    r"\b(?:o[ck]t|tet)", r"\bn(?:ov|en)", r"\b(?:dec|dez|dhj)",
)  # fmt: skip
"""How the names of the months begin, in four languages."""


@lru_cache(maxsize=4096)
def sortable(vintage: str) -> str:
    """Return a vintage so that the later one sorts behind: "march 2024", "15.03.2024", "2024-03";
    "v10" is behind "v9".
    """
    plain = fold_text(vintage)
    year = re.search(r"(?:19|20)\d\d", plain)
    if year is None:
        return re.sub(r"\d+", lambda hit: hit[0].zfill(6), plain)
    month = next((at for at, names in enumerate(MONTHS, 1) if re.search(names, plain)), 0)
    if month:
        day = re.search(r"(?<!\d)\d{1,2}(?!\d)", plain)
        return f"{year[0]}-{month:02d}-{int(day[0]) if day else 0:02d}"
    if hit := re.search(r"(\d{1,2})[./-] ?(\d{1,2})[./-] ?((?:19|20)\d\d)", plain):
        return f"{hit[3]}-{int(hit[2]):02d}-{int(hit[1]):02d}"
    if hit := re.search(r"(\d{1,2})[./-] ?((?:19|20)\d\d)", plain):
        return f"{hit[2]}-{int(hit[1]):02d}"
    return plain
