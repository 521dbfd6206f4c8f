"""Binding a figure to a fact of the register: by subject, place and the words around it."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from .concepts import concepts_of, kind_of
from .contexts import CLAUSE, SENTENCE, Contexts
from .figures import Figure, Reading
from .fitting import Context, alike, fits, place_fits, unit_class, with_related
from .judged import Judged
from .periods import Periods
from .places import Places
from .register import Fact, Name
from .sentences import clause_ends, sentences_of
from .subjects import Subject, is_frame, subjects_of, weights_of

FOREIGN = 0.3
IN_SENTENCE = 0.6
"""The least weight of a word in the figure's own sentence; words before it weigh less."""
HINT = 0.26
LEAST = 0.42
"""A fact is meant where at least this share of what its name says is near the figure."""


class Binder(Judged, Contexts):
    """Finds the subjects that a figure may speak of, the likeliest first."""

    def __init__(self, reading: Reading, facts: Sequence[Fact]) -> None:
        self.reading = reading
        self.subjects = subjects_of(facts)
        self.weight = weights_of(self.subjects)
        self.sentences = sentences_of(reading.text, reading.language.code)
        self.starts = [one.start for one in self.sentences]
        self.clause_ends = clause_ends(reading.language)
        of = reading.language.of_words
        self.of = re.compile(rf" (?:{of}) (?:(?:the|{of}) )?(?:[a-z]+ )?")
        self.periods = Periods(reading, self.sentences)
        self.places = Places(reading, self.sentences, facts)
        self.judged = {}
        self.text_keys = frozenset(one.key for one in reading.mentions)

    def ranked(self, figure: Figure, context: Context) -> list[tuple[float, Subject]]:
        """Return the subjects that the figure may speak of with their scores, the best first."""
        scored = [(self.score(figure, context, one), one) for one in self.subjects]
        scored = [one for one in scored if one[0] > 0]
        return sorted(scored, key=lambda one: (-one[0], one[1].facts[0].order))

    def beside(self, fact: Fact | None, subjects: Sequence[Subject]) -> list[Subject]:
        """Return the subjects that share a topic with a fact: remittances in another unit."""
        topic = {key for name in fact.names for key in name.keys} if fact else set()
        topic = {one for one in topic if not is_frame(one)} or topic
        return [one for one in subjects if any(topic & name.keys for name in one.names)]

    def score(self, figure: Figure, context: Context, subject: Subject) -> float:
        """Return how much of what the subject's name says is near the figure, 0 to about 1.2."""
        shares = frozenset(one.denominator for one in subject.facts)
        covered = [(self._covered(name, context, shares), name) for name in subject.names]
        best, name = max(covered, key=lambda one: one[0], default=(0.0, None))
        if best <= 0 or name is None:
            return 0.0
        more = self._topics_beside(name, context) if best > 0.6 else 0.0
        fitting = [one for one in subject.facts if place_fits(one, context)]
        if not fitting:
            best *= 0.5
        alike = any(fits(figure, one) for one in subject.facts)
        same_kind = any(unit_class(figure.kind) == unit_class(one.kind) for one in subject.facts)
        best += 0.15 + more if alike else (-0.1 if same_kind else -0.2)
        if alike and same_kind and figure.kind in {"rate", "rank", "times", "points"}:
            best += 0.2
        elif not same_kind and figure.kind in {"rate", "rank"}:
            best -= 0.2
        if any(one.denominator and one.denominator == figure.denominator for one in subject.facts):
            best += 0.1
        if figure.noun and any(one.noun == figure.noun for one in subject.facts):
            best += 0.08
        return best

    def done(self, figure: Figure, subject: Subject, context: Context) -> bool:
        """Return whether the figure's clause says two topics of a subject beside what is counted:
        "the campaign visited 86 municipalities", of the schools that a campaign visited.
        """
        own = {key for name in subject.names for key in name.keys if not is_frame(key)}
        said = {key for key in own if context.clause.get(key, 0.0) >= CLAUSE}
        return len(said - {figure.noun}) > 1

    def names_another(self, figure: Figure, context: Context, subject: Subject) -> bool:
        """Return whether the figure's clause names the topic of a fact of other subjects only."""
        own = with_related({key for name in subject.names for key in name.keys})
        return any(
            weight >= CLAUSE and key in self.weight and not is_frame(key) and key not in own
            and kind_of(key) in {"topic", "thing", "org"} and key != figure.noun
            for key, weight in context.clause.items()
        )  # fmt: skip

    def named(self, subject: Subject, context: Context) -> bool:
        """Return whether the sentence itself names a subject in full."""
        every = [{key for key in name.keys if not is_frame(key)} for name in subject.names]
        for topics in every:
            if any(topics < more for more in every):
                continue  # the key "damage" of "damage to roads"
            if topics and all(context.weights.get(key, 0.0) >= IN_SENTENCE for key in topics):
                return True
        return False

    def speaks(self, context: Context) -> bool:
        """Return whether the sentence itself names a topic of any fact."""
        return any(
            weight >= IN_SENTENCE and key in self.weight and not is_frame(key)
            for key, weight in context.weights.items()
        )

    def adds(self, figure: Figure, context: Context) -> bool:
        """Return whether a figure follows another one of its kind in the sentence, and its own
        clause names no topic: "EUR 8.6 million in 2023 and 7.9 million a year earlier".
        """
        last = self.before_in_sentence(figure)
        return (
            last is not None
            and last.kind == figure.kind
            and not any(key in self.weight and not is_frame(key) for key in context.clause)
        )

    def nearness(self, subject: Subject, context: Context) -> float:
        """Return the weight of the nearest topic that a subject shares with the text."""
        keys = {key for name in subject.names for key in name.keys}
        near = [context.weights.get(key, 0.0) for key in keys if not is_frame(key)]
        weak = [one for one in keys if kind_of(one) == "weak" and one not in {"number", "rate"}]
        # Two general words together are enough: "the median age".
        two = sum(context.weights.get(one, 0.0) >= IN_SENTENCE for one in weak) > 1
        return max([*near, IN_SENTENCE if two else 0.0], default=0.0)

    def unique(self, figure: Figure, agrees: Callable[[Figure, Fact], bool]) -> bool:
        """Return whether one subject only of the register has such a value in such a unit."""
        own = {
            one.key for one in self.subjects for fact in one.facts
            if fits(figure, fact) and agrees(figure, fact)
        }  # fmt: skip
        return len(own) == 1 and (figure.value >= 10 or figure.step < 1)

    def speaks_of_others(self, context: Context, subject: Subject) -> bool:
        """Return whether the sentence names a topic that the subject does not speak of."""
        own = {key for name in subject.names for key in name.keys}
        return any(
            kind_of(key) == "topic" and key not in own and weight >= IN_SENTENCE
            for key, weight in context.weights.items()
        )

    def placed(self, context: Context, subject: Subject) -> bool:
        """Return whether the sentence names a place that all facts of a subject are of."""
        return all(
            kind_of(one.place) == "place" and one.place in context.places for one in subject.facts
        )

    def source_named(self, context: Context, subject: Subject) -> bool:
        """Return whether the sentence names the source of a fact of the subject."""
        return any(
            one.kind == "source" and one.key in context.sources
            for fact in subject.facts
            for one in concepts_of(fact.source)
        )

    def alone(self, figure: Figure, subject: Subject) -> bool:
        """Return whether no other subject is written in the unit of a duration or measure, or
        counts such things: tonnes; or has an amount of money of this size.
        """
        if figure.kind == "count" and kind_of(figure.noun) in {"thing", "household", "business"}:
            nouns = {one.key for one in self.subjects for fact in one.facts
                     if fact.kind == "count" and alike(fact.noun, figure.noun)}  # fmt: skip
            return nouns == {subject.key}
        if figure.kind not in {"duration", "measure", "rate", "money"}:
            return False
        far = figure.kind == "money" and figure.value > 0
        own = [
            one for one in self.subjects
            if any(
                fits(figure, fact) and not (far and not 0.1 < fact.value / figure.value < 10)
                for fact in one.facts
            )
        ]  # fmt: skip
        return own == [subject]

    def wordless(self, subject: Subject) -> bool:
        """Return whether a text cannot repeat any name of a subject: all are in another language,
        and nothing translates them.
        """
        return all(
            name.language != self.reading.language.code
            and all(kind_of(key) == "word" or is_frame(key) for key in name.keys)
            for name in subject.names
        )

    def says_more(self, subject: Subject, other: Subject, context: Context) -> bool:
        """Return whether the sentence names something of a subject that another one lacks:
        "citizens abroad" beside the population.
        """
        here = {key for key, weight in context.weights.items() if weight >= CLAUSE}
        own = {key for name in subject.names for key in name.keys}
        others = {key for name in other.names for key in name.keys}
        return bool((own - others) & here - {"company_share", "rate", "people"})

    def set_apart(self, figure: Figure, subject: Subject) -> bool:
        """Return whether a known thing that the subject does not speak of follows the figure."""
        named = with_related({key for name in subject.names for key in name.keys})
        text, end = self.reading.text.text, figure.folded_end
        after = [
            one for one in self._after(end, 24) if not re.search(r"[,.;:()]", text[end : one.start])
        ]
        own = [one for one in after if one.key in named]
        first = min((one.start for one in after if one.kind in {"topic", "thing"}), default=end)
        if any(one.start < first and not is_frame(one.key) for one in own):
            return False  # "64 % of the interns had a job"
        return any(
            one.kind in {"topic", "thing"}
            and one.key not in named
            and one.key != figure.noun
            and not any(two.start < one.end and one.start < two.end for two in own)
            for one in after
        )

    def narrower(self, one: Subject, other: Subject, context: Context) -> bool:
        """Return whether the text names all of ``one``, and ``other`` is but a part of its name:
        "youth unemployment" is not "unemployment".
        """
        full = [
            topics for name in one.names
            if (topics := {key for key in name.keys if not is_frame(key)})
            and all(context.weights.get(key, 0.0) > 0.8 for key in topics)
        ]  # fmt: skip
        parts = [{key for key in name.keys if not is_frame(key)} for name in other.names]
        return one is not other and any(all(part < topics for part in parts) for topics in full)

    def _covered(self, name: Name, context: Context, shares: frozenset[str]) -> float:
        weights = {one: self._weight(one, name) for one in name.keys}
        total = sum(weights.values())
        topic = {
            one for one in name.keys
            if not is_frame(one) or (kind_of(one) == "denominator" and one not in shares)
        }  # fmt: skip
        topic = topic or {one for one in name.keys if kind_of(one) == "denominator"}
        topic = topic or {one for one in name.keys if kind_of(one) == "weak"} - {"number"}
        strong = any(context.weights.get(one, 0) > 0 for one in topic)
        if not total or not strong:
            return 0.0
        return sum(own * context.weights.get(one, 0.0) for one, own in weights.items()) / total

    def _topics_beside(self, name: Name, context: Context) -> float:
        """Return up to 0.3 for a name of several topics that are all near the figure: "youth
        unemployment" is more than "unemployment".
        """
        topics = {one for one in name.keys if not is_frame(one)}
        near = sum(context.weights.get(one, 0) >= SENTENCE * 0.7 for one in topics)
        return min(0.12 * (near - 1), 0.3) if near > 1 else 0.0

    def _weight(self, key: str, name: Name) -> float:
        """Return the weight of a word of a name; a foreign word that nothing translates is light:
        a text in another language cannot repeat it.
        """
        foreign = name.language != self.reading.language.code and kind_of(key) == "word"
        return self.weight[key] * (FOREIGN if foreign and key not in self.text_keys else 1.0)
