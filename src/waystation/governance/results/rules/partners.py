"""What may be asked of a partner, and what a partner may answer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from decimal import Decimal

from waystation.foundation.shared.errors import Refusal
from waystation.foundation.shared.words import N_

LANGUAGES = [("en", N_("English")), ("sq", N_("Albanian")), ("sr", N_("Serbian"))]
BREAKDOWNS = [("sex", N_("Sex")), ("age_band", N_("Age"))]
LINK_DAYS = 60
"""How long a partner's link is valid; a new one can be made at any time."""
MOST_FIGURES = 10
MOST = Decimal(10) ** 12


def refusals_of_request(
    starts_on: date | None, ends_on: date | None, due_on: date | None, figures: int, today: date
) -> Iterator[Refusal | None]:
    """Yield why a request cannot be sent like this."""
    if starts_on and ends_on and ends_on < starts_on:
        yield Refusal(
            N_("The last day is before the first. Swap the two days."),
            field="ends_on",
            code="period_empty",
        )
    if due_on and due_on < today:
        yield Refusal(
            N_("This day is over. Choose a day on which the partner can still answer."),
            field="due_on",
            code="due_over",
        )
    if not 0 < figures <= MOST_FIGURES:
        yield Refusal(
            N_("Choose between 1 and {most} indicators."),
            field="indicators",
            code="figures_number",
            most=MOST_FIGURES,
        )


def refusals_of_answer(
    suffix: str,
    value: Decimal | None,
    parts: Mapping[str, Decimal],
    source: str,
    *,
    whole: bool,
    adds_up: bool,
) -> Iterator[Refusal | None]:
    """Yield why a typed figure cannot be sent; ``suffix`` ends the names of its fields.

    ``whole``: it counts records or people. ``adds_up``: its parts together are the total.
    """
    if value is None:
        yield Refusal(
            N_("Write a number. If there was nothing, write 0."),
            field=f"value-{suffix}",
            code="missing",
        )
        return
    for name, number in ((f"value-{suffix}", value), *_named(suffix, parts)):
        if number < 0 or number > MOST:
            yield Refusal(
                N_("This number is too large or below 0."), field=name, code="number_unfit"
            )
        elif whole and number != number.to_integral_value():
            yield Refusal(
                N_("This is counted: write a whole number."), field=name, code="number_not_whole"
            )
    if adds_up and parts and sum(parts.values()) != value:
        yield Refusal(
            N_("The parts add up to {sum}, the total is {total}. Correct one of them."),
            field=f"value-{suffix}",
            code="parts_do_not_add_up",
            sum=f"{sum(parts.values()):f}",
            total=f"{value:f}",
        )
    if not source:
        yield Refusal(
            N_("Name the document or list that the number is taken from."),
            field=f"source-{suffix}",
            code="missing",
        )


def as_others_read(value: Decimal, qualifier: str, least: int) -> tuple[Decimal, str]:
    """Return a typed number of people as readers see it who may not open the request.

    One below ``least`` is "up to" the largest that is too small to be shown. "Over 3" stays: it is
    no number of few people.

    >>> as_others_read(Decimal(2), "", 5)
    (Decimal('4'), 'up_to')
    >>> as_others_read(Decimal(0), "", 5), as_others_read(Decimal(5), "about", 5)
    ((Decimal('0'), ''), (Decimal('5'), 'about'))
    """
    if 0 < value < least and qualifier != "over":
        return Decimal(least - 1), "up_to"
    return value, qualifier


def _named(suffix: str, parts: Mapping[str, Decimal]) -> Iterator[tuple[str, Decimal]]:
    for code, number in parts.items():
        yield f"part-{suffix}-{code}", number


def refusal_of_changed(version: int | None, current: int) -> Refusal | None:
    """Return why a decision does not fit what was read, or None."""
    if version in {None, current}:
        return None
    return Refusal(
        N_("The partner or a colleague changed this since you opened the page. Look at it again."),
        code="request_moved_on",
    )


def is_day_of_reminder(due_on: date, today: date) -> bool:
    """Return whether a partner is reminded today: 3 days before, on the day, each week after."""
    late = (today - due_on).days
    return late == -3 or (late >= 0 and late % 7 == 0)


SOON = timedelta(days=7)
