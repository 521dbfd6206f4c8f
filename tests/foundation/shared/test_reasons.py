"""A reason is a sentence, by the same rule in every field that asks for one."""

from __future__ import annotations

import pytest

from waystation.foundation.records import fields
from waystation.foundation.shared.refusals import is_sentence

FREE = {
    ("collection.CleaningLog", "reason"): "the name of a column",
    ("network.Terms", "why"): "what is new, not why",
    ("statements.Statement", "why"): "what changed, not why",
    ("advice.Recommendation", "rationale"): "may be left empty, and is no condition of anything",
    ("collection.CleaningLine", "reason"): "one word is enough: typo",
    ("centres.CallBack", "note"): "one word is enough: moved",
    ("advice.Recommendation", "motivation"): "its rule names the Terms of Reference",
    ("advice.Recommendation", "why"): "its rule has a sentence of its own",
    ("advice.Recommendation", "reason"): "its rule has a sentence of its own",
    ("centres.Visit", "reason"): "a choice",
}
"""Fields called so in which something else than a reason is written."""
ASKS_WHY = ("Why", "Reason", "Motivation")


@pytest.mark.parametrize(
    "text", ["xxxxxx", "......", "aaaa", "test", "test test", "Test, TEST", "n/a", "1 2 3", "a b c"]
)
def test_a_letter_repeated_or_one_word_is_no_reason(text):
    assert not is_sentence(text)


@pytest.mark.parametrize(
    "text",
    ["No funds.", "Нема средстава.", "S'ka para.", "Para yok.", "لا توجد أموال", "Recorded twice"],
)
def test_two_different_words_are_a_reason_in_every_language(text):
    assert is_sentence(text)


def reasons():
    """Yield the declared fields in which people write why."""
    for (kind, name), field in sorted(fields._DECLARED.items()):
        asks = name in {"reason", "why"} or field.label in ASKS_WHY
        if field.kind in {"text", "long_text"} and (field.reason or asks):
            yield kind, name, field


def test_every_field_that_asks_why_wants_a_sentence():
    found = list(reasons())

    loose = [(kind, name) for kind, name, field in found if not field.reason]
    assert [one for one in loose if one not in FREE] == []
    assert len(found) - len(loose) > 20
    for kind, name, field in found:
        if field.reason:
            codes = [one.code for one in field.refusals("xxxxxx") if one]
            assert codes == ["no_sentence"], (kind, name)
            assert [one for one in field.refusals("Recorded twice by mistake.") if one] == []
