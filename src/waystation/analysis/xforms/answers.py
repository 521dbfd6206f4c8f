"""Validating a submission: every constraint of its form, evaluated again.

A rule that uses the clock is evaluated with the interview's own clock (:mod:`.clock`). Calculated
values, repeat counts and the ends of ranges are checked too; docs/xforms.md lists calculations that
cannot be repeated on a server.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from .budget import LONG_TEXT, Budget, TooCostly
from .calculations import agrees, is_repeatable, lists_in, tolerance
from .clock import moments_of, reckons_with_moments, tells_time
from .datatypes import fits
from .definition import Definition, Question
from .evaluate import Listed, evaluate, list_of, run_compiled, same_everywhere, truth
from .layout import Layout, Part, lay_out, plain_number
from .messages import WrongExpression
from .on_texts import NOT_ON_TEXTS, Texts
from .places import Place, places_of
from .rules import Rule, rules_of
from .submission import Reading, Tables, files_named, read_submission, tables_in
from .syntax import parse, paths_in
from .xpath import WHOLE_DAYS, World, text_of_node, to_number, to_text, to_truth

__all__ = [
    "Problem",
    "Reading",
    "Tables",
    "check",
    "files_named",
    "fits",
    "problems_of",
    "read_submission",
    "tables_of",
]
MOST_PROBLEMS = 200

NO, MAYBE, YES = 0, 1, 2  # MAYBE: yes at one time of the interview, no at another


@dataclass(frozen=True)
class Problem:
    """One rule that an answer breaks. Holds no answer, so that it may be stored in the open."""

    kind: str  # a key of messages.SENTENCES
    question: str  # the question's key
    row: int = 0  # which repetition, from 1
    message: str = ""
    column: str = ""
    type: str = ""
    reason: str = ""  # a key of messages.EXPRESSIONS, where a rule could not be evaluated
    values: dict[str, Any] = field(default_factory=dict)  # of the reason

    def as_json(self) -> dict[str, Any]:
        return {name: value for name, value in asdict(self).items() if value}


Clock = Callable[[], datetime]


def check(
    definition: Definition, root: Any, now: Clock | None = None, *, in_place: bool = False
) -> tuple[Tables, list[Problem]]:
    """Return the answers of a submission as tables, and every rule of the form that it breaks.

    Problems come in the form's order. ``now`` is asked only where the submission does not say
    when the interview was. ``in_place`` fills in the tree itself, which is not needed afterwards.
    """
    layout = lay_out(definition, root, in_place=in_place)
    tables = tables_in(layout)
    if not layout.is_whole:
        return tables, [Problem("size", definition.root)]
    return tables, Checker(layout, now).run()


def tables_of(definition: Definition, root: Any) -> Tables:
    """Return the answers as tables: one row of the form, and the rows of each repetition."""
    return tables_in(lay_out(definition, root))


def problems_of(definition: Definition, root: Any, now: Clock | None = None) -> list[Problem]:
    """Return every rule of the form that the submission breaks. As ``check``."""
    return check(definition, root, now)[1]


class Checker:
    """Walks a submission with the form's rules in hand."""

    asks_all = False  # whether ``answer`` is called for answers that break no rule as well

    def __init__(self, layout: Layout, now: Clock | None) -> None:
        self.form = definition = layout.definition
        self.root = root = layout.root
        self.parts = layout.parts
        self.texts = Texts(layout.texts)
        self.found: list[Problem] = []
        self.known: dict[str, int] = {}  # what a condition said that many questions share
        self.calculations = Budget()
        self.world = World(
            root,
            instances=definition.instances,
            indexes=definition.indexes,
            repeats=frozenset(definition.repeats),
            last_saved=definition.last_saved,
            choice_label=definition.label_of_choice,
            text_of=lambda key: definition.texts.get(key, key),
        )
        # Nothing here leads back to the checker: it is freed at once, not by the collector.
        self.moments = moments = moments_of(definition, root) or [(now or self.world.now)()]
        self.world.now = lambda: moments[0]

    def run(self) -> list[Problem]:
        if self.root.tag != self.form.root:
            self.report(Problem("unknown", str(self.root.tag)[:80]))
            return self.found
        self.visit(self.root, places_of(self.form), self.parts, YES, 0)
        return self.found

    def report(self, problem: Problem) -> None:
        if len(self.found) < MOST_PROBLEMS:
            self.found.append(problem)

    def report_rule(self, error: WrongExpression, question: str, column: str, row: int) -> None:
        self.report(
            Problem(
                "rule", question, row, str(error)[:200], column,
                reason=error.code, values=error.values,
            )
        )  # fmt: skip

    # --- conditions -----------------------------------------------------------------------

    def at_each_moment(self, text: str, ask: Callable[[], Any]) -> Iterator[Any]:
        """Yield what ``ask`` returns at each time of the interview that may have counted.

        Then once more as Collect reckons, which takes a day and time for its day alone.
        """
        if len(self.moments) == 1 or not tells_time(text):
            yield ask()
        else:
            for moment in self.moments:
                self.world.now = lambda moment=moment: moment  # type: ignore[misc]
                yield ask()
        if reckons_with_moments(self.form, text):
            before = WHOLE_DAYS.set(True)
            try:
                yield ask()
            finally:
                WHOLE_DAYS.reset(before)

    def verdict(self, rule: Rule, node: Any, here: str | None, question: str, row: int) -> int:
        """Return whether a rule holds; one that cannot be evaluated is named and let pass.

        ``here`` is the text of the node, None where it is long or has elements in it.
        """
        if rule.condition is not None and (here is not None or not rule.reads_here):
            self.texts.here = here or ""
            try:
                value = rule.condition(self.texts)
                return YES if value is True or (value is not False and to_truth(value)) else NO
            except NOT_ON_TEXTS:
                pass  # the tree is asked
        return self.verdict_on_tree(rule, node, question, row)

    def verdict_on_tree(self, rule: Rule, node: Any, question: str, row: int) -> int:
        text = rule.text
        if text in self.known:
            return self.known[text]
        if self.reads_last_saved(text):
            return MAYBE
        try:
            verdicts = set(self.at_each_moment(text, lambda: truth(text, self.world, node)))
            answer = MAYBE if len(verdicts) > 1 else YES if verdicts == {True} else NO
            if self.is_shared(text):
                self.known[text] = answer
            return answer
        except WrongExpression as error:
            self.report_rule(error, question, rule.column, row)
            return NO if rule.column == "required" else YES

    def reads_last_saved(self, text: str) -> bool:
        """Return whether an expression reads what a phone had answered before."""
        return bool(self.form.last_saved) and not self.form.last_saved.isdisjoint(lists_in(text))

    def is_shared(self, text: str) -> bool:
        """Return whether a condition says the same wherever in this form it is written."""
        known = self.form.shared.get(text)
        if known is None:
            known = self.form.shared[text] = same_everywhere(text) and not any(
                map(self.world.crosses_repeat, paths_in(parse(text), "/"))
            )
        return known

    # --- the walk -------------------------------------------------------------------------

    def visit(self, node: Any, place: Place, parts: Sequence[Part], asked: int, row: int) -> None:
        form, texts, asks_all = self.form, self.texts, self.asks_all
        for tag, child, here, text, there, inner in parts:
            if here is not None and here.question is not None:
                if there == 2:
                    self.report(Problem("twice", here.question.key, row))
                is_right = (here.rules or rules_of(form, here)).is_right
                if is_right is not None and text and asked == YES and not asks_all:
                    try:
                        if is_right(text, texts):
                            continue
                    except NOT_ON_TEXTS:
                        pass
                self.answer(here, here.question, child, text, asked, row)
                continue
            if here is None or not here.is_group:
                is_meta = "meta" in {tag, place.path.rsplit("/", 1)[-1]}
                if not is_meta and text_of_node(child).strip():
                    self.report(Problem("unknown", str(tag)[:80], row))
                continue
            rule = rules_of(form, here).relevant
            shown = asked
            if asked and rule is not None:
                shown = min(asked, self.verdict(rule, child, None, str(tag), row))
            self.visit(child, here, inner, shown, there if here.repeat else row)
        if asked == YES and form.counts:
            for repeat, rule_of_count in form.counts.items():
                path, name = repeat.rsplit("/", 1)
                if path == place.path:
                    there = sum(part[0] == name for part in parts)
                    self.count(repeat, rule_of_count, node, there, row)

    def count(self, repeat: str, text: str, node: Any, there: int, row: int) -> None:
        if self.reads_last_saved(text):
            return
        key, bind = self.form.repeats[repeat], self.form.binds.get(repeat)
        first = node.find(repeat.rsplit("/", 1)[-1])
        try:
            if bind is not None and bind.relevant:
                shown = evaluate(bind.relevant, self.world, node if first is None else first)
                if not to_truth(shown):
                    return
            wanted = to_number(evaluate(text, self.world, node))
        except WrongExpression as error:
            self.report_rule(error, key, "repeat_count", row)
            return
        if not math.isnan(wanted) and max(0, math.trunc(min(wanted, 1e9))) != there:
            self.report(Problem("count", key, row))

    def answer(
        self, place: Place, question: Question, node: Any, raw: str | None, asked: int, row: int
    ) -> None:
        key, bind, rules = question.key, question.bind, rules_of(self.form, place)
        here = None
        if raw is None:
            text = text_of_node(node).strip()
        else:
            raw = plain_number(raw) if place.is_decimal else raw
            text = raw.strip()
            if len(raw) <= LONG_TEXT:
                here = raw
        if asked and rules.relevant is not None:
            asked = min(asked, self.verdict(rules.relevant, node, here, key, row))
        if not text:
            if (
                asked == YES
                and rules.required is not None
                and self.verdict(rules.required, node, here, key, row) == YES
            ):
                self.report(Problem("required", key, row))
            return
        if not asked:
            if question.control and not question.is_note:
                self.report(Problem("relevant", key, row))
            return
        if rules.fits is not None and not rules.fits(text):
            self.report(Problem("type", key, row, type=bind.type))
            return
        if rules.is_choice:
            always = self.form.codes.get(question.path) if rules.is_one else None
            if not (always and text in always) and not self.offered(question, node, text):
                self.report(Problem("choice", key, row))
        if (
            question.span is not None
            and not question.span.holds_text(text)
            and text != self.form.default_of(question)
        ):
            self.report(Problem("range", key, row))
        if (
            rules.constraint is not None
            and self.verdict(rules.constraint, node, here, key, row) == NO
        ):
            message = self.form.text_of(bind.message)
            self.report(Problem("constraint", key, row, message[:300]))
        if bind.calculate and not self.calculated(question, node, text, row):
            self.report(Problem("calculate", key, row))

    # --- choices and calculations ---------------------------------------------------------

    def offered(self, question: Question, node: Any, text: str) -> bool:
        codes = text.split() if question.is_many else [text]
        if question.control == "rank" and len(set(codes)) < len(codes):
            return False
        always_offered = self.form.codes.get(question.path)
        if always_offered is not None:
            return always_offered.issuperset(codes)
        itemset = question.itemset
        if itemset is None:
            return self.is_among(question, {choice.code for choice in question.choices}, codes)
        own = {choice.code for choice in question.choices}
        codes = [code for code in codes if code not in own]
        listed = list_of(itemset.nodeset)
        if listed is not None and listed.instance not in self.form.instances:
            return True  # the list was never attached, which the form's page says
        if self.reads_last_saved(itemset.nodeset):
            return self.form.choices_by_code(question).keys() >= set(codes)
        try:
            if listed is not None and not listed.filters:
                return self.is_among(question, self.form.choices_by_code(question), codes)
            return any(
                self.at_each_moment(
                    itemset.nodeset, lambda: self.offers(listed, question, node, codes)
                )
            )
        except WrongExpression as error:
            self.report_rule(error, question.key, "choice_filter", 0)
            return True

    def is_among(self, question: Question, offered: Iterable[str], codes: list[str]) -> bool:
        """Return whether these are codes that a question offers whatever was answered before."""
        always = self.form.codes[question.path] = frozenset(offered)
        return always.issuperset(codes)

    def offers(
        self, listed: Listed | None, question: Question, node: Any, codes: list[str]
    ) -> bool:
        itemset = question.itemset
        if itemset is None:
            return False
        if listed is not None and itemset.value.replace("_", "a").isidentifier():
            return bool(
                run_compiled(
                    lambda scope: all(listed.offers(scope, itemset.value, c) for c in codes),
                    self.world,
                    node,
                )
            )
        wanted = set(codes)
        for code in codes_of(evaluate(itemset.nodeset, self.world, node), itemset.value):
            wanted.discard(code)
            if not wanted:
                break
        return not wanted

    def calculated(self, question: Question, node: Any, text: str, row: int) -> bool:
        """Return whether a calculated value is what its rule gives, as far as a server can tell."""
        rule = question.bind.calculate
        if (question.control and not question.is_readonly) or question.bind.preload:
            return True  # somebody may have overwritten it
        if question.path in self.form.set_by_events or not is_repeatable(rule, question.path):
            return True
        if self.reads_last_saved(rule):
            return True
        budget, self.world.budget = self.world.budget, self.calculations
        try:
            values = self.at_each_moment(rule, lambda: evaluate(rule, self.world, node))
            apart = tolerance(rule)
            return any(agrees(value, text, question.bind.type, apart) for value in values)
        except TooCostly as error:
            self.report_rule(error, question.key, "calculation", row)
            return True
        except WrongExpression as error:
            if error.code == "list_missing":
                self.report_rule(error, question.key, "calculation", row)
            return True  # it had no value on the phone either
        finally:
            self.world.budget = budget


def codes_of(items: Any, value: str) -> Iterator[str]:
    """Give the codes of the items of a list."""
    for one in items:
        if value == ".":
            yield to_text([one])
        elif hasattr(one, "findtext"):
            yield (one.findtext(value) or "").strip()
