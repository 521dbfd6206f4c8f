"""What was answered to each question of a form, counted.

Choices are in the order of their list, numbers in classes of equal width, days by month. What
people wrote in words is counted and not repeated.
"""

from __future__ import annotations

import math
import statistics
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from uuid import UUID

from .columns import AnswerColumn

MOST_CHOICES = 15  # a longer list shows those that were chosen most
MOST_VALUES = 12  # more different numbers than these are put into classes
CLASSES = 8
NUMBERS = {"int", "integer", "long", "short", "decimal", "double", "float"}
DAYS = {"date", "dateTime"}


@dataclass(frozen=True)
class Spread:
    """How numbers are spread."""

    least: float
    median: float
    mean: float
    most: float


@dataclass
class Summary:
    """What was answered to one question: (label or None for all others, how many) in order.

    ``kind`` is choices, numbers, months or words; of words there are no counts. ``keys`` say which
    answers each count is of (see :func:`is_in_bar`), "" for all others.
    """

    column: AnswerColumn
    kind: str
    asked: int = 0
    answered: int = 0
    counts: list[tuple[str | None, int]] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)
    spread: Spread | None = None


def kind_of(column: AnswerColumn) -> str:
    """Return how a question is summed up."""
    question = column.question
    if question.is_choice and question.control != "rank":
        return "choices"
    if question.bind.type in NUMBERS or question.control == "range":
        return "numbers"
    return "months" if question.bind.type in DAYS else "words"


def summaries_of(
    columns: Sequence[AnswerColumn], rows: Iterable[tuple[UUID, Mapping[str, str]]]
) -> list[Summary]:
    """Return what was answered to each of the questions in (version, answers)."""
    found = [Summary(one, kind_of(one)) for one in columns]
    answers: list[list[str]] = [[] for _one in found]
    for version, row in rows:
        for place, one in enumerate(found):
            if version not in one.column.asked:
                continue
            one.asked += 1
            if answer := one.column.answer(version, row).strip():
                answers[place].append(answer)
    for one, given in zip(found, answers, strict=True):
        one.answered = len(given)
        if one.kind == "choices":
            counted = choices_counted(one.column, given)
            one.counts = [(label, count) for _code, label, count in counted]
            one.keys = [code for code, _label, _count in counted]
        elif one.kind == "months":
            one.counts = sorted(Counter(answer[:7] for answer in given).items())
            one.keys = [str(month) for month, _count in one.counts]
        elif one.kind == "numbers":
            numbers = sorted(n for answer in given if (n := number_in(answer)) is not None)
            one.counts, one.spread = classes(numbers), spread_of_numbers(numbers)
            one.keys = keys_of_classes(numbers)
    return found


def is_in_bar(column: AnswerColumn, key: str, answer: str) -> bool:
    """Return whether an answer is counted in the bar with this key of a question's summary.

    Keys are a choice's code, a month (2026-10), a number, or two with ".." between them: from the
    first, up to and without the second.
    """
    answer = answer.strip()
    kind = kind_of(column)
    if not answer or kind == "words":
        return False
    if kind == "choices":
        return key in answer.split() if column.question.is_many else key == answer
    if kind == "months":
        return answer[:7] == key
    number = number_in(answer)
    first, sign, end = key.partition("..")
    least, most = number_in(first), number_in(end)
    if number is None or least is None:
        return False
    return number == least if not sign else most is not None and least <= number < most


def choices_counted(
    column: AnswerColumn, given: Sequence[str]
) -> list[tuple[str, str | None, int]]:
    """Return (code, label, how often it was chosen), in the order of the list."""
    question = column.question
    codes = Counter(
        code for answer in given for code in (answer.split() if question.is_many else [answer])
    )
    labels = labels_of_choices(column)
    for code in codes:
        labels.setdefault(code, code)
    if len(labels) <= MOST_CHOICES:
        return [(code, label, codes[code]) for code, label in labels.items()]
    first = codes.most_common(MOST_CHOICES)
    others = sum(codes.values()) - sum(count for _code, count in first)
    named: list[tuple[str, str | None, int]] = [
        (code, labels[code], count) for code, count in first
    ]
    return [*named, ("", None, others)] if others else named


def labels_of_choices(column: AnswerColumn) -> dict[str, str]:
    """Return the choices of a question in the order of its list, as the newest version has them."""
    labels: dict[str, str] = {}
    for definition, asked in column.asked.values():  # the newest version first
        for choice in definition.choices_of(asked):
            labels.setdefault(choice.code, choice.label or choice.code)
    return labels


def number_in(answer: str) -> Decimal | None:
    """Return an answer as a number, None for one that is not."""
    try:
        number = Decimal(answer)
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def classes(numbers: Sequence[Decimal]) -> list[tuple[str | None, int]]:
    """Return how many numbers are in each class; few different ones are classes of their own."""
    counted = Counter(numbers)
    if len(counted) <= MOST_VALUES:
        return [(plain(value), counted[value]) for value in sorted(counted)]
    whole = all(one == one.to_integral_value() for one in counted)
    found: list[tuple[str | None, int]] = []
    for start, end in bounds_of(numbers):
        inside = sum(count for value, count in counted.items() if start <= value < end)
        last = end - 1 if whole else end
        label = plain(start) if whole and last == start else f"{plain(start)}–{plain(last)}"
        found.append((label, inside))
    return found


def keys_of_classes(numbers: Sequence[Decimal]) -> list[str]:
    """Return the key of each class, in the order of :func:`classes`."""
    different = sorted(set(numbers))
    if len(different) <= MOST_VALUES:
        return [plain(value) for value in different]
    return [f"{plain(start)}..{plain(end)}" for start, end in bounds_of(numbers)]


def bounds_of(numbers: Sequence[Decimal]) -> list[tuple[Decimal, Decimal]]:
    """Return where each class of equal width begins, and before what it ends."""
    whole = all(one == one.to_integral_value() for one in numbers)
    step = width_of(numbers[-1] - numbers[0], whole=whole)
    start = Decimal(math.floor(numbers[0] / step)) * step
    found = []
    while start <= numbers[-1]:
        found.append((start, start + step))
        start += step
    return found


def width_of(reach: Decimal, *, whole: bool) -> Decimal:
    """Return the width of classes: 1, 2 or 5 times a power of ten, for at most CLASSES classes."""
    least = Decimal(1) if whole else reach / 1000
    power = Decimal(10) ** (max(reach / CLASSES, least).adjusted())
    for factor in (1, 2, 5, 10):
        if power * factor * CLASSES >= reach and power * factor >= least:
            return power * factor
    return power * 20


def plain(number: Decimal) -> str:
    """Return a number without needless digits."""
    return format(number.normalize(), "f")


def spread_of_numbers(numbers: Sequence[Decimal]) -> Spread | None:
    """Return the least, the median, the mean and the most, None without numbers."""
    if not numbers:
        return None
    values = [float(one) for one in numbers]
    return Spread(values[0], statistics.median(values), statistics.fmean(values), values[-1])
