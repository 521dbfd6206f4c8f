"""A language's part of the number grammar: number words, halves, qualifiers, multiples.

All words are folded: lower-case Latin letters without diacritics. Patterns are regular expressions
over folded text; a pattern always begins and ends at a word boundary.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property


@dataclass(frozen=True)
class Language:
    """One language; ``decimal`` is its decimal sign."""

    code: str
    decimal: str
    small: Mapping[str, int]
    """Words up to nineteen."""
    tens: Mapping[str, int]
    hundreds: Mapping[str, int]
    """Words for whole hundreds: "dyqind", "petsto"."""
    hundred: frozenset[str]
    """Words that multiply by a hundred: "hundred", "stotine"."""
    scales: Mapping[str, int]
    """Words and abbreviations that multiply by a thousand and more, and dozens."""
    bare: frozenset[str]
    """Scale words that mean "one thousand" without a numeral: "hiljadu"."""
    articles: frozenset[str]
    """Words for "one" that are a numeral only before a scale: "a", "një", "eine"."""
    joiners: frozenset[str]
    """Words inside a number: "and", "e", "i"."""
    digits_after_joiner: bool
    """Whether "2 mijë e 500" is one number."""
    half_after: tuple[str, ...]
    """Phrases that add a half: "and a half", "e gjysme", "i po"."""
    half_before: tuple[str, ...]
    """Phrases that take half of a scale: "half a", "gjysme", "pola"."""
    quarter_before: tuple[str, ...]
    not_one: frozenset[str]
    """Small number words that are seldom figures on their own: "one", "një"."""
    multiples: tuple[tuple[str, Decimal], ...]
    """Patterns of "twice", "doubled", "dyfish" with what they multiply by."""
    times: str
    """Pattern of the word after a number in "three times"."""
    per_time: str
    """Pattern of what makes "twice" a frequency: "a year"."""
    fractions: tuple[tuple[str, int], ...]
    """Patterns of the lower half of a fraction: "thirds?" is 3."""
    fraction_joiner: str
    halves: str
    """Pattern of "half of" alone."""
    in_each: str
    """Pattern between two numbers in "one in five"."""
    before: tuple[tuple[str, str], ...]
    """Qualifiers that precede a figure: (pattern, qualifier)."""
    after: tuple[tuple[str, str], ...]
    wide: str
    """Pattern of "it is estimated that" anywhere earlier in the clause."""
    range_words: str
    """Pattern between the two ends of a range."""
    range_opens: str
    """Pattern before a range: "between", "from"."""
    ordinals: Mapping[str, int]
    rank_before: str
    """Pattern that makes the ordinal or number after it a rank: "ranked", "vendi"."""
    rank_after: str
    """Pattern that makes the ordinal before it a rank: "highest", "mesto"."""
    rank_copula: str
    """Pattern before an ordinal that alone tells a rank: "Kosovo is" third in Europe."""
    rank_among: str
    """Pattern between such an ordinal and the group in which it ranks: "in"."""
    below: str
    """Pattern before an age that takes in all younger people: "under" 25."""
    indices: str
    """Pattern of what ranks countries: "index", "league table"."""
    year_before: str
    """Pattern just before a four-digit number that makes it a year."""
    year_after: str
    year_elsewhere: str
    """Pattern just before a year of something else than the figure: "since", "after"."""
    relative_years: tuple[tuple[str, str], ...]
    """"now", "this", "last", "before" or "after" with the pattern of its words: "last year", "a year earlier"."""
    when: str
    """Pattern after a year that leads to its figure: "when"."""
    comparing: str
    """Pattern before "less than" that compares the figure before: ", which is"."""
    compared: str
    """Pattern before what may be the figure of another year: "than"."""
    set_against: str
    """Pattern before the figure of an earlier time: "up from", "compared with"."""
    respectively: str
    clause_joiner: str
    """The word that joins two clauses: "and"."""
    or_words: frozenset[str]
    between: str
    """Pattern before two ends of a period or of a change: "between"."""
    until: str
    """Pattern between the two ends of a period: "to the end of"."""
    change_from: str
    """Pattern before the first value of "from 18 to 17"."""
    change_to: str
    """Pattern before its last value."""
    change_by: str
    """Pattern before the size of a change: "by" 1,200 to 8,400."""
    change_verbs: str
    """Pattern of words that tell of a change: "rose", "fell"."""
    multiple_after: str
    """Pattern after "three times" that makes it a multiple: "as many", "more"."""
    contrasts: str
    """Pattern of words that begin a clause set against the one before: "whereas"."""
    determiners: str
    """Pattern before a number of things known already: "the three pillars"."""
    later: str
    """Pattern before a length of time after which something is looked at again: "after" 12 months."""
    limits: str
    """Pattern before a length of time that is a condition: "within" 12 months."""
    lasting: str
    """Pattern before a length of time that says how long something takes: "takes" 12 months."""
    spans: str
    """Pattern before a length of time: "after" nine days."""
    ago: str
    """Pattern after a length of time that makes it a point in time: "three years later"."""
    ago_before: str
    """Pattern before a length of time that makes it a point in time: "pre" dve godine."""
    in_year: str
    """Pattern just before the year of a figure: "during"."""
    which: str
    """The pronoun that opens a relative clause: "which"."""
    in_place: str
    """Pattern before a place where something happens: "in", "across"."""
    out_of: str
    """Pattern before the place that somebody comes from: "from"."""
    nearby: str
    """Pattern before the name of a place that need not be known: "neighbouring"."""
    with_word: str
    than: str
    """Pattern before a place that another one is compared with: "than in"."""
    of_words: str
    """Pattern between a thing and what it is of: "of", "for"."""
    share_of: str
    """Pattern between a percentage and what it is a share of: "of"."""
    not_base: frozenset[str]
    """Words between a percentage and a noun that is not what it is a share of: "in", "who"."""
    remarks: str
    """Pattern of what authors number without counting: two "reasons", three "figures"."""
    vague: frozenset[str]
    """Words that make a scale word vague: "several" thousand."""
    stop: frozenset[str]
    signs: frozenset[str]
    """Frequent small words by which the language is recognised."""
    about_words: Mapping[str, int] = field(default_factory=dict)
    """Words that are a number and "about" in one: "dvadesetak"."""

    @cached_property
    def number_words(self) -> frozenset[str]:
        return frozenset({*self.small, *self.tens, *self.hundreds, *self.hundred, *self.scales})

    @cached_property
    def and_words(self) -> frozenset[str]:
        """Words between two numbers, years or names: "and"; in Albanian "dhe" and "e"."""
        return self.joiners | {self.clause_joiner}

    @cached_property
    def qualifiers(self) -> str:
        """Pattern of every qualifier that precedes a figure."""
        return "|".join(pattern for pattern, _name in self.before)


def language_named(code: str) -> Language:
    """Return a language by its code: en, sq, sr (either script), de. Raises KeyError."""
    from . import albanian, english, german, serbian

    known = {
        "en": english.ENGLISH, "sq": albanian.ALBANIAN, "sr": serbian.SERBIAN,
        "de": german.GERMAN,
    }  # fmt: skip
    return known[code.lower().replace("_", "-").split("-")[0]]
