"""Whether a figure and a fact can be the same: unit, denominator, counted noun, place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from .cells import Period
from .concepts import kind_of
from .figures import Figure
from .register import Fact, Name

_ECONOMIES = frozenset((
    "albania", "serbia", "north_macedonia", "montenegro", "bosnia", "croatia", "slovenia",
    "turkiye", "greece", "bulgaria",
))  # fmt: skip
KOSOVO_TOWNS = frozenset((
    "prishtina", "prizren", "peja", "gjakova", "gjilan", "ferizaj", "mitrovica", "vushtrri",
    "podujeva", "obiliq", "gracanica", "lipjan", "suhareka", "rahovec", "istog", "klina", "decan",
    "malisheva", "skenderaj", "drenas", "kamenica", "viti", "strpce", "leposavic", "zvecan",
    "zubin_potok", "dragash", "kacanik", "shtime", "fushe_kosova",
))  # fmt: skip
_SAME = (
    frozenset({"population", "resident", "people"}),
    frozenset({"member_state", "state"}),
    frozenset({"business", "start_up"}),
    frozenset({"centre", "msc", "office"}),
    frozenset({"organization", "agency", "entity"}),
    frozenset({"house", "apartment"}),
    frozenset({"loan", "grant"}),
    frozenset({"permit", "work_permit"}),
    frozenset({"permit", "residence_permit"}),
    frozenset({"vacancy", "job"}),
    frozenset({"contract", "agreement"}),
    frozenset({"bed", "state"}),  # Albanian "vende" are places and countries
    frozenset({"bed", "seat"}),
    frozenset({"centre", "shelter"}),
)
_GROUPS = frozenset({"woman", "man", "child", "youth", "elderly"})
"""Parts of a population: the right number of one is not the number of all."""
OPPOSITES = (
    ("import", "export"),
    ("emigration", "immigration"),
    ("arrival", "departure"),
    ("employment", "unemployment"),
    ("birth", "death"),
    ("rural", "urban"),
    ("approval", "refusal"),
    ("rise", "decline"),
)
"""Where a fact speaks of one and the sentence of the other, another subject is meant."""
RELATED = (
    ("resident", "population", 0.95),
    ("census", "population", 0.8),
    ("returnee", "return", 0.95),
    ("asylum_seeker", "asylum", 0.95),
    ("emigrant", "emigration", 0.95),
    ("participant", "participation", 0.95),
    ("vacancy", "job", 0.9),
    ("request", "application", 0.95),
    ("permit", "work_permit", 0.9),
    ("permit", "residence_permit", 0.9),
    ("departure", "emigration", 0.6),
    ("arrival", "immigration", 0.6),
    ("hired", "employment", 0.9),
    ("hired", "job", 0.85),
    ("job", "employment", 0.9),
    ("spending", "budget", 0.85),
    ("price", "budget", 0.85),
    ("price", "fee", 0.85),
    ("wage", "pay", 0.9),
    ("fee", "pay", 0.85),
    ("income", "revenue", 0.85),
    ("visitor", "visit", 0.9),
    ("student", "education", 0.85),
    ("student", "school", 0.8),
    ("education", "school", 0.8),
    ("course", "train", 0.85),
    ("worker", "labour", 0.85),
    ("doctor", "medical", 0.85),
    ("examination", "test", 0.85),
    ("prison", "detention", 0.8),
    ("interview", "survey", 0.8),
    ("respondent", "survey", 0.85),
    ("approval", "issue", 0.8),
    ("agreement", "contract", 0.85),
    ("cash", "money", 0.8),
    ("crossing", "crossing_point", 0.8),
    ("beneficiary", "assist", 0.8),
    ("reach", "assist", 0.5),
    ("fertility", "birth", 0.6),
)
"""Concepts of which one word is often used for the other, and how well it fits: who emigrated are
emigrants."""
_OWN_SUBJECTS = frozenset({"business", "org", "state", "thing"})
_FOR_PEOPLE = frozenset({"bed", "seat"})
"""Things of which each is for one person: a centre with 1,000 places can take 1,000 people."""
_BASES = frozenset({"denominator", "person", "household", "business", "state", "org"})
"""Kinds of what a percentage is a share of, where two different ones contradict each other."""
_TIMES = frozenset({"hour", "day", "week", "month", "year"})
_SHORT_TIMES = frozenset({"day", "week", "month"})
_APART = frozenset({"household", "business"})
_LOOSE = frozenset({"home", "region", "word", "place", "source"})
_GENERAL = frozenset({"number", "total", "company_share", "rate", "average", "annual", "people"})
_ANYBODY = frozenset({"people", "resident", "population", "person"})
"""Concepts that apply to any group of people."""
_SAME_PEOPLE = (
    frozenset({"participant", "student", "intern", "graduate"}),
    frozenset({"worker", "staff"}),
    frozenset({"migrant", "emigrant", "foreigner", "refugee", "asylum_seeker"}),
    frozenset({"business", "entrepreneur"}),
    frozenset({"beneficiary", "returnee"}),
    frozenset({"visitor", "beneficiary"}),
    frozenset({"child", "student"}),
    frozenset({"job_seeker", "worker"}),
)
SUMS = frozenset((
    "budget", "remittance", "revenue", "income", "spending", "investment", "wage", "debt", "tax",
    "pension", "savings", "gdp", "gni", "export", "import",
))  # fmt: skip
"""Amounts that percentages are a share of."""
_POPULATIONS = frozenset({"population", "working_age", "worker"})
_OPEN_THINGS = frozenset({"case", "service", "number"})


@dataclass(frozen=True)
class Context:
    """What a figure's sentence says: concepts with weights, its years, its places."""

    weights: dict[str, float]
    period: Period
    places: frozenset[str]
    sources: frozenset[str]
    thing: str = ""
    """What "of" just after the figure leads to: the rent in "EUR 500 of rent"."""
    around: tuple[frozenset[str], ...] = ()
    """The places that the text before leads to, the likeliest first."""
    located: frozenset[str] = frozenset()
    """The places that the sentence says its figures are in: "in Romania"."""
    labels: frozenset[str] = frozenset()
    """The places that names of the register speak of: "permits for citizens of Bosnia"."""
    elsewhere: bool = False
    """Whether the sentence is of a place that no register knows."""
    others: tuple[Period, ...] = ()
    """Other years of the sentence, where the figure has none beside it."""
    clause: Mapping[str, float] = field(default_factory=dict)
    """What the figure's own clause says: concepts with weights."""


def place_fits(fact: Fact, context: Context) -> bool:
    """Return whether a fact's place is one that the sentence may mean, or, where it names none,
    the text before it.
    """
    if context.elsewhere:
        return not fact.place
    named = {one for one in context.places if kind_of(one) == "place"}
    by_name = [{key for key in name.keys if kind_of(key) == "place"} for name in fact.names]
    own = {fact.place, *set().union(*by_name)}
    if named and by_name and all(by_name) and not named & own:
        return False  # "sent to Austria" is not what was sent to Germany
    if not fact.place:
        return True
    if kind_of(fact.place) == "home":
        return (
            not named
            or "kosovo" in context.places
            or bool(named & {key for name in fact.names for key in name.keys})
            or not _other_home(named)
        )
    others = (set().union(*by_name) | context.labels) - {fact.place}
    if "kosovo" in context.places and not (fact.of_home and fact.place != "kosovo"):
        others -= {"kosovo"}
        named = named | {"kosovo"}
    if kind_of(fact.place) == "place":
        return fact.place in named or (
            not named - others and any(fact.place in one for one in context.around)
        )
    if kind_of(fact.place) == "word":
        only_here = {one for one in context.places if kind_of(one) == "word"}
        return fact.place in only_here or not (only_here or context.located - others)
    return True


def _other_home(named: set[str]) -> bool:
    return bool(named & (_ECONOMIES | KOSOVO_TOWNS))


def fits(figure: Figure, fact: Fact) -> bool:
    """Return whether a figure and a fact are written in the same unit and denominator."""
    if figure.kind == "points" and fact.kind == "count":
        return "point" in fact.unit_name or "score" in fact.unit_name
    if unit_class(figure.kind) != unit_class(fact.kind):
        bare = figure.kind == "count" and not figure.noun and not figure.unit
        if bare and figure.step < 1:  # nothing is counted in tenths: "for men it was 9.2"
            return fact.kind not in {"count", "rank"}
        return bare and fact.kind in {"money", "duration"}
    borne = figure.kind == "money" and figure.bearer and fact.bearer
    if borne and not _same_bearer(figure.bearer, fact.bearer):
        return False
    paid = figure.denominator in _TIMES
    if figure.kind == "money" and paid and not figure.bearer and fact.denominator not in _TIMES:
        return figure.unit == fact.unit_name and not fact.denominator
    if figure.kind == "money" and paid and fact.denominator in _TIMES:
        return (figure.unit, figure.denominator) == (fact.unit_name, fact.denominator)
    if figure.kind in {"money", "duration", "rate", "measure"}:
        return figure.unit == fact.unit_name
    if unit_class(figure.kind) == "percent":
        return (
            not (figure.denominator and fact.denominator)
            or (_same_base(figure.denominator, fact.denominator) and _as_wide(figure, fact))
            or _of_group(figure, fact)
        )
    if figure.kind == "count":
        if figure.denominator in _SHORT_TIMES and fact.denominator != figure.denominator:
            return False  # "99,068 crossings a month"
        if kind_of(figure.noun) == "person" and fact.noun in _FOR_PEOPLE:
            return any("capacity" in name.keys for name in fact.names)
        if kind_of(figure.noun) in _APART and not fact.noun and fact.unit_name:
            return False  # "9,870 families" of visas
        return not (figure.noun and fact.noun) or alike(figure.noun, fact.noun)
    return True


def _same_bearer(one: str, other: str) -> bool:
    """Return whether two amounts may be for the same: a person is no household."""
    kinds = {kind_of(one), kind_of(other)}
    return one == other or kinds == {"person"} or (kinds == {"thing"} and alike(one, other))


def _as_wide(figure: Figure, fact: Fact) -> bool:
    """Return whether a percentage may be a share of the same group of people as a fact: 58 % of
    trainees are not 58 % of all returnees.
    """
    if figure.denominator == fact.denominator and not figure.of_all:
        return True
    own = with_related(set(figure.base))
    if figure.of_all:
        loose = {key for key in fact.base if kind_of(key) in _LOOSE or key in _GENERAL}
        narrower = fact.base - loose - own
        if narrower and fact.base - narrower:
            return False
    bases = {figure.denominator, fact.denominator}
    if bases & _ANYBODY or {kind_of(one) for one in bases} != {"person"}:
        return True
    named = {key for name in fact.names for key in name.keys}
    return (
        len(bases) == 1
        or any(bases <= same for same in _SAME_PEOPLE)
        or fact.denominator in own
        or figure.denominator in with_related(named | fact.base)
    )


def _of_group(figure: Figure, fact: Fact) -> bool:
    """Return whether a share of a group is meant, of a fact about the group: "58 per cent of men",
    of the rate of men, in per cent of the working-age population.
    """
    return fact.denominator in _POPULATIONS and all(
        figure.denominator in name.keys & _GROUPS for name in fact.names
    )


def _same_base(one: str, other: str) -> bool:
    """Return whether two percentages may be shares of the same: a share of calls may be one of
    callers, but none of GDP.
    """
    kinds = {kind_of(one), kind_of(other)}
    if one in SUMS and other in SUMS and other not in with_related({one}):
        return False  # "30 % of household income" is not 30 % of remittances
    strict = kinds <= _BASES or kinds == {"thing"} or "denominator" in kinds
    return not strict or alike(one, other)


def same_group(figure: Figure, fact: Fact, context: Context) -> bool:
    """Return whether figure and fact speak of the same group: women are not all returnees."""
    named = {key for name in fact.names for key in name.keys}
    for pair in OPPOSITES:
        for one, other in (pair, pair[::-1]):
            lone = one in named and other not in named and fact.value >= 0
            if lone and context.weights.get(other, 0) > 0.6 and not context.weights.get(one):
                return False
    if figure.kind == "count" and _another_thing(figure.noun, fact, named):
        return False
    if figure.noun == "child" and ("birth" in named or fact.noun == "student"):
        return True
    if figure.noun in _GROUPS - {"youth"} and figure.noun not in named and figure.noun != fact.noun:
        return False
    own = {one for one in _GROUPS if fact.names and all(one in name.keys for name in fact.names)}
    return (
        not own
        or any(context.weights.get(one, 0.0) > 0 for one in own)
        or all(_well_named(name, own, context) for name in fact.names)
    )


def _well_named(name: Name, groups: set[str], context: Context) -> bool:
    """Return whether a sentence names all else that a name says, two topics at least."""
    if any(context.weights.get(one, 0.0) > 0.6 for one in _GROUPS - groups):
        return False  # the participation of men is not that of women
    others = [one for one in name.keys - groups if kind_of(one) in {"topic", "thing", "person"}]
    return len(others) > 1 and all(context.weights.get(one, 0.0) > 0.6 for one in others)


def _another_thing(noun: str, fact: Fact, named: set[str]) -> bool:
    """Return whether what is counted is a thing that the fact does not speak of: 20 associations
    are not 20 businesses. People and households are units of one and the same.
    """
    return (
        kind_of(noun) in _OWN_SUBJECTS
        and kind_of(fact.noun) in _OWN_SUBJECTS
        and fact.kind == "count"
        and noun not in named
        and not alike(noun, fact.noun)
    )


def with_related(keys: set[str]) -> set[str]:
    """Return concepts with those of which one word is often used for the other."""
    pairs = [(one, other) for one, other, _share in RELATED]
    return (
        keys
        | {other for one, other in pairs if one in keys}
        | {one for one, other in pairs if other in keys}
    )


def unit_class(kind: str) -> str:
    return "percent" if kind in {"percent", "fraction"} else kind


def alike(one: str, other: str) -> bool:
    """Return whether two counted things may be the same: "migrants" are counted as people."""
    if one == other or kind_of(one) == kind_of(other) == "person":
        return True
    if {kind_of(one), kind_of(other)} == {"person", "denominator"} and "population" in {one, other}:
        return True
    if one in _OPEN_THINGS or other in _OPEN_THINGS:
        return True
    return any(one in same and other in same for same in _SAME)
