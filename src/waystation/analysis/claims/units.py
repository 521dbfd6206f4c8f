"""Units next to a number: percent, percentage points, money, durations, rates."""

from __future__ import annotations

import re
from dataclasses import dataclass

from .concepts import Mention
from .folding import Folded
from .languages import Language

_POINTS = re.compile(
    r"[ -]?(?:of an? percentage[- ]point|percentage[- ]points?|per cent points?|%-?points?|points?\b(?! (?:of|out|in|on)\b)|pp\b|p\. ?p\.|"
    r"pike(?:ve|t|sh)? (?:te )?perqindj\w*|piki? perqindj\w*|procentn\w+ (?:poen\w*|bod\w*)|"
    r"postotn\w+ (?:poen\w*|bod\w*)|prozentpunkt\w*)"
)
_PERCENT = re.compile(
    r" ?(?:%|percent\b|per cent\b|pct\.?\b|perqind(?:esh|je)?\b|per qind\b|odsto\b|od sto\b|"
    r"posto\b|procen(?:at|ta|ata|tu|ti|tom)\b|postot(?:ak|aka|ka)\b|prozent\b|v\. ?h\.)"
)
_PERMILLE = re.compile(r" ?(?:‰|per mille\b|promil\w*\b|promille\b)")
_AFTER = (
    ("EUR", r" ?€| ?eur\b|[ -]euro\w{0,3}\b| evr(?:a|o|i|e|ima)\b| eur(?:a|e|i)\b"),
    ("USD", r" ?us\$| ?\$| ?usd\b| (?:us |american )?dollars?\b|-dollar\b| dollar(?:e|esh|et|eve)?\b|"
            r" (?:americk\w+ )?dolar(?:a|i|e)?\b| us-dollar\b"),
    ("GBP", r" ?£| ?gbp\b| pounds?\b(?! of)| (?:britansk\w+ )?funt(?:a|i|e)\b| pfund\b"),
    ("CHF", r" ?chf\b| (?:swiss )?francs?\b| frang(?:a|e|ash)(?:ve)?(?: zvicerane)?\b| (?:svajcarsk\w+ )?fran(?:aka|ka|ke|ak|cima)\b| schweizer franken\b| franken\b"),
    ("RSD", r" ?rsd\b| din\.| dinar(?:a|i|e|esh)?\b"),
    ("ALL", r" lek(?:e|esh|et)?\b| leka\b"),
    ("MKD", r" ?mkd\b| denar(?:a|i|e|esh)?\b"),
    ("BAM", r" ?bam\b| konvertibiln\w+ mar\w+\b| konvertibil(?:e|nih)? marka?\b"),
    ("HRK", r" ?hrk\b| kun(?:a|e|i|u)\b"),
    ("SEK", r" ?sek\b| (?:swedish )?kron(?:or|a|er|una)\b"),
)  # fmt: skip
AFTER = tuple((code, re.compile(pattern)) for code, pattern in _AFTER)
_BEFORE = re.compile(
    r"(?:(?<=^)|(?<=[^a-z]))(€|us ?\$|\$|£|eur|euros?|usd|chf|gbp|rsd|all|sek|mkd) ?$"
)
_CODES = {
    "€": "EUR",
    "us$": "USD",
    "us $": "USD",
    "$": "USD",
    "£": "GBP",
    "euro": "EUR",
    "euros": "EUR",
}
_DURATIONS = (
    ("years", r"years?|vjet(?:esh|eve|et)?|vjece|vite(?:sh|t|ve)?|godina|godine|jahren?"),
    ("months", r"months?|muaj(?:sh|ve|t)?|mesec(?:i|a)?|mjesec\w*|monaten?"),
    ("weeks", r"weeks?|jave(?:sh|t|ve)?|nedelj(?:a|e|u)|sedmic(?:a|e)|wochen?"),
    ("days", r"days?|dite(?:sh|t|ve)?|dan(?:a|i)?|tagen?"),
    ("hours", r"hours?|ore|oresh|sat(?:i|a)|cas(?:ova|a)|stunden?"),
    ("minutes", r"minutes?|minuta|minutash|minuten?"),
    ("km", r"km|kilomet\w+"),
    ("miles", r"miles?|milje|milja|meilen"),
)
_DURATION = tuple(
    (
        name,
        re.compile(rf" ?(?:calendar |working |full |pune |radnih |kalendarskih )?(?:{pattern})\b"),
    )
    for name, pattern in _DURATIONS
)
RATE_BASE = re.compile(
    r"(?:^|[^a-z])(?:per|for every|of every|out of every|od svakih|na svakih|na|per cdo|ne cdo|pro|auf|in every|per secilin) (?:each )?$"
)
RATE_BASE_DE = re.compile(r"(?:^|[^a-z])(?:je|pro|auf) $")
_RATE = re.compile(
    r"(?: [a-z]+){0,2} (?:per(?: every)?|(?:of|in|for|out of) every|per cdo|ne cdo|nga cdo|na|na svakih|od svakih|"
    r"je|pro|auf|ne|von) ((?:1|10|100)[.,' ]?000|100|(?:nje )?mije\b|hiljadu\b|thousand\b|tausend\b)"
    r"(?: (inhabitants|people|population|live births|births|banore|stanovnika|rodjenih|einwohner\w*))?"
)


_RATE_AHEAD = re.compile(
    r"(?:^|[^a-z])(?:for|of|out of|in|per|ne|nga|per cdo|na|od|auf|je|von) (?:every |each |cdo |svakih |"
    r"svaki |je )?((?:1|10|100)[.,' ]?000) [a-z]+,? (?:[a-z]+ ){0,3}$"
)


@dataclass(frozen=True)
class Unit:
    """A unit found beside a number, with the place it takes; "" for none."""

    unit: str = ""
    kind: str = ""
    start: int = 0
    end: int = 0


def before(text: Folded, left: str, start: int) -> Unit:
    """Return the currency written before a number."""
    hit = _BEFORE.search(left[max(0, start - 8) : start])
    if hit is None:
        return Unit()
    place = start - (min(start, 8) - hit.start())
    word = hit.group(1)
    if word == "all" and not text.original[text.starts[place] : text.starts[place] + 3].isupper():
        return Unit()
    return Unit(_CODES.get(word, word.upper()), "money", place, start)


def after(text: Folded, left: str, end: int) -> Unit:
    """Return the unit written after a number."""
    for kind, name, pattern in (
        ("points", "percentage points", _POINTS),
        ("percent", "percent", _PERCENT),
        ("rate", "per 1000", _PERMILLE),
    ):
        if hit := pattern.match(left, end):
            return Unit(name, kind, end, hit.end())
    gap = re.compile(r" (?:of |prej |od |von )?(?=euro|eur|evr|us|dollar)").match(left, end)
    for place in (end, gap.end() - 1) if gap else (end,):
        for code, pattern in AFTER:
            if hit := pattern.match(left, place):
                if code == "ALL" and text.original[text.starts[hit.start()] :][:5].strip() == "all":
                    continue
                return Unit(code, "money", end, hit.end())
    for name, pattern in _DURATION:
        if hit := pattern.match(left, end):
            if name == "km" and text.original[text.starts[hit.end() - 1]].isupper():
                return Unit("BAM", "money", end, hit.end())  # "1,5 milijardi KM"
            kind = "measure" if name in {"km", "miles"} else "duration"
            return Unit(name, kind, end, hit.end())
    return Unit()


_SUMS = frozenset((
    "budget", "remittance", "revenue", "income", "spending", "investment", "wage", "debt", "tax",
    "pension", "savings", "return", "readmission", "application", "visit", "sending", "emigration",
))  # fmt: skip
"""Topics that percentages are a share of: "of the state budget"."""
_OF_ALL = re.compile(
    r" (?:(?:of|e|i|te|se|nga|prej|od|von|aus) )?(?:all|total|te gjith\w+|gjith\w+|svih|sveg|svog|"
    r"ukupn\w+|aller|alle|gesamt\w*)\b"
)
_BEARER = re.compile(
    r"(?:[ ,]|^)(?:per|for (?:each|every)|each|every|/|per (?:cdo|secil\w+|nje)|po|za svak\w+|pro|je|"
    r"fur jede[nrs]?) ?(?:(?:returned|average|single|active|i|e|te) )?([a-z]+)"
)
_HEADS = re.compile(r"(?:capita|head|koke|glavi|kopf|members?|anetar\w*|clan\w*|mitglied\w*)$")


def bearer(mentions: list[Mention], text: str, end: int) -> str:
    """Return who each an amount is for: "person" of "214 euros a month per head", "" for nobody."""
    stop = re.compile(r"[.;:!?\n()]|\d|, ").search(text, end)
    edge = min(stop.start() if stop else len(text), end + 60)
    for hit in _BEARER.finditer(text, end, edge):
        if _HEADS.match(hit[1]):
            return "people"
        found = [one for one in mentions if one.start == hit.start(1) and one.kind in _BEARERS]
        if found:
            return max(found, key=lambda one: (one.end, one.kind == "person")).key
    return ""


_EACH_TIME = tuple(
    (name, re.compile(rf"(?:,? (?:te |e |i )?[a-z]+){{0,3}} (?:{words})(?![a-z])(?! (?:later|earlier|ago|before|me vone))"))
    for name, words in (
        ("day", r"(?:a|per|each|every) day|daily|ne dite|cdo dite|dnevno|na dan|(?:pro|am) tag|taglich"),
        ("week", r"(?:a|per|each|every) week|weekly|ne jave|cdo jave|nedeljno|sedmicno|(?:pro|in der) woche|wochentlich"),
        ("month", r"(?:a|per|each|every) month|monthly|ne muaj|cdo muaj|mesecno|mjesecno|(?:pro|im) monat|monatlich"),
    )
)  # fmt: skip


def each_time(text: str, end: int) -> str:
    """Return the time that a count is for each of: "month" of "4,200 crossings a month"."""
    return next((name for name, pattern in _EACH_TIME if pattern.match(text, end)), "")


def of_all(text: str, end: int) -> bool:
    """Return whether a percentage is a share of all of something."""
    return bool(_OF_ALL.match(text, end))


def base_of(mentions: list[Mention], text: str, end: int) -> frozenset[str]:
    """Return the concepts of the words after a percentage, up to the end of the clause."""
    stop = re.compile(r"[.;!?\n,()]|\d").search(text, end)
    edge = min(stop.start() if stop else len(text), end + 70)
    return frozenset(one.key for one in mentions if end <= one.start < edge)


_BEARERS = frozenset({"person", "household", "business", "thing", "state", "org"})
_OF_THEM = re.compile(
    r" (?:of (?:them|these|those|which|whom)|prej tyre|nga ta|e tyre|njih|od njih|od toga|davon)\b"
)


def denominator(mentions: list[Mention], text: str, end: int, language: Language) -> str:
    """Return the concept that a percentage is a share of, "" where the text does not say.

    "of Kosovo's GDP", "te PBB-se", "BDP-a": the first denominator or counted thing after it.
    """
    stop = re.compile(r"[.;!?\n]|\d|,(?! respectively)").search(text, end)
    edge = min(stop.start() if stop else len(text), end + 70)
    clause = text[end:edge]
    inside = [one for one in mentions if end <= one.start < edge]
    for one in inside:
        if one.kind == "denominator":
            return one.key
    if _OF_THEM.match(clause):
        return ""
    joined = re.match(rf" (?:{language.share_of})\b", clause)
    for one in inside:
        between = text[end : one.start].split()
        if one.key in _SUMS and _leads_to_sum(between, bool(joined), language):
            return one.key
        compound = [two for two in inside if two.key in _SUMS and two.start == one.end + 1]
        if compound and language.code == "en":
            return compound[0].key  # "of the state budget"
        if not joined and one.start != end + 1:
            continue
        if one.kind in {"person", "household", "business", "thing", "state", "org"}:
            between = text[end : one.start].split()[1 if joined else 0 :]
            if any(word in language.not_base for word in between):
                return ""
            same = [two for two in inside if (two.start, two.end) == (one.start, one.end)]
            one = next((two for two in same if two.kind == "person"), one)
            heads = [] if language.code == "sq" else [
                two for two in inside if two.start == one.end + 1 and two.kind == "household"
            ]  # fmt: skip
            one = heads[0] if heads else one  # "returnee households"
            return one.key if one.start - end <= 40 else ""
    return ""


def _leads_to_sum(between: list[str], joined: bool, language: Language) -> bool:
    """Return whether words between a percentage and a sum make it its share: "of the state"."""
    if joined:
        between = between[1:]
    elif language.code not in {"sr", "de"} or not all(_GENITIVE.search(one) for one in between):
        return False
    return len(between) < 3 and not any(one in language.not_base for one in between)


_GENITIVE = re.compile(r"(?:og|eg|ih|e|ne|des|der|aller|[a-z]s)$")


def rate_before(left: str, start: int) -> str:
    """Return "per 1000" for a number that "for every 1,000 inhabitants," precedes."""
    hit = _RATE_AHEAD.search(left[max(0, start - 60) : start])
    return f"per {re.sub(r'[^0-9]', '', hit.group(1))}" if hit else ""


def rate(left: str, end: int) -> str:
    """Return "per 1000" for a number that is followed by "per 1,000 inhabitants"."""
    hit = _RATE.match(left, end)
    if hit is None:
        return ""
    return f"per {re.sub(r'[^0-9]', '', hit.group(1)) or 1000}"
