"""A line of a cleaning log that cannot be applied is refused in a sentence, also for a choice."""

from types import SimpleNamespace

import pytest

from waystation.registry.collection.rules import cleaning

SOURCES = SimpleNamespace(key="water", repeat="", is_many=True)
FORM = SimpleNamespace(by_key={"water": SOURCES})


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("", "", "The line for the choice tap does not say yes or no."),
        ("0", "1", "The old value does not match: tap is chosen in the answer."),
        ("1", "maybe", "The new value for the choice tap must be yes or no."),
    ],
)
def test_a_line_for_a_choice_that_does_not_fit_is_refused_naming_the_choice(old, new, sentence):
    line = cleaning.Line(1, "uuid:1", "water.tap", "change", old, new)

    refusal = cleaning.refusal_to_apply(line, {"water": "tap well"}, FORM)

    assert str(refusal) == sentence
