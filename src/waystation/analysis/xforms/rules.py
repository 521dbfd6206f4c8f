"""The rules of one place of a form, made ready once for each form version."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal, InvalidOperation

from .budget import LONG_TEXT
from .clock import reckons_with_moments
from .datatypes import Test, test_of
from .definition import Bind, Definition, Question
from .on_texts import Texts, condition_on_texts
from .places import Place
from .xpath import Value

AnswerTest = Callable[[str, Texts], bool]


class Rule:
    """A condition of a place: its text, and its function on texts where it reads so little."""

    __slots__ = ("column", "condition", "reads_here", "text")

    def __init__(self, text: str, column: str, definition: Definition) -> None:
        self.text, self.column = text, column
        found = condition_on_texts(text, definition.asked_once)
        if found and reckons_with_moments(definition, text):
            found = None  # judged as Collect and as web forms reckon, on the tree
        self.condition: Callable[[Texts], Value] | None = found[0] if found else None
        self.reads_here = found is not None and found[1]


class Rules:
    """What is asked of an answer at a place. A rule that always holds is left out."""

    __slots__ = ("constraint", "fits", "is_choice", "is_one", "is_right", "relevant", "required")

    def __init__(self, definition: Definition, place: Place) -> None:
        bind, question = place.bind or Bind(), place.question
        self.relevant = _rule(bind.relevant, "relevant", definition)
        self.constraint = _rule(bind.constraint, "constraint", definition)
        asked = question is not None and question.control and bind.required != "false()"
        self.required = _required(bind.required, definition) if asked else None
        self.fits: Test | None = test_of(bind.type)
        self.is_choice = question is not None and question.is_choice
        self.is_one = question is not None and question.is_choice and not question.is_many
        self.is_right = None if question is None else one_test(self, definition, question)


def one_test(rules: Rules, definition: Definition, question: Question) -> AnswerTest | None:
    """Return a test of a given answer that is true only where no rule of the question is broken.

    None for a question whose rules read more than texts. Nearly all answers pass, so that the
    rules need to be asked one by one, in the form's order, only for those that do not.
    """
    tests: list[AnswerTest] = []
    if question.bind.type == "decimal" or question.span is not None or question.bind.calculate:
        return None
    if rules.is_choice:
        if not rules.is_one:
            return None
        offered, path = definition.codes, question.path  # filled when first asked for
        tests.append(lambda text, _: text in offered.get(path, ()))
    if (fits := rules.fits) is not None:
        tests.append(lambda text, _: bool(fits(text)))
    elif not rules.is_choice:
        tests.append(lambda text, _: len(text) <= LONG_TEXT and not text.isspace())
    for rule in (rules.relevant, rules.constraint):
        if rule is not None:
            if rule.condition is None:
                return None
            tests.append(_holds(rule.condition, rule.reads_here))
    return _all_of(tests)


def _holds(condition: Callable[[Texts], Value], reads_here: bool) -> AnswerTest:
    def holds(text: str, texts: Texts) -> bool:
        texts.here = text
        return condition(texts) is True

    return holds if reads_here else lambda _, texts: condition(texts) is True


def _all_of(tests: list[AnswerTest]) -> AnswerTest:
    first, *others = tests
    for other in others:
        first = _both(first, other)
    return first


def _both(one: AnswerTest, other: AnswerTest) -> AnswerTest:
    return lambda text, texts: one(text, texts) and other(text, texts)


def _rule(text: str, column: str, definition: Definition) -> Rule | None:
    return Rule(text, column, definition) if text and text != "true()" else None


def _required(text: str, definition: Definition) -> Rule | None:
    return Rule(text, "required", definition) if text else None


def rules_of(definition: Definition, place: Place) -> Rules:
    """Return the rules of a place, made when first asked for."""
    if place.rules is None:
        place.rules = Rules(definition, place)
    found: Rules = place.rules
    return found


def in_span(question: Question, text: str) -> bool:
    """Return whether an answer lies within its range, on a step."""
    try:
        number = Decimal(text)
    except InvalidOperation:
        return False
    return question.span is None or (number.is_finite() and question.span.holds(number))
