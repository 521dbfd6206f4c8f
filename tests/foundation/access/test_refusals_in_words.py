"""A refusal is shown in the reader's language, and so is a refusal inside it."""

from django.utils import translation

from waystation.foundation.access.http import in_words
from waystation.foundation.shared.errors import Refusal


def test_a_refusal_used_as_a_value_of_another_is_translated_too():
    inner = Refusal("{name} is empty. Choose the file again.", name="a.xlsx")
    outer = Refusal("Row 3: {reason}", reason=inner)

    with translation.override("sq"):
        shown = in_words(outer)

    assert shown == "Row 3: a.xlsx është bosh. Zgjidheni sërish skedarin."
    assert outer.in_english() == "Row 3: a.xlsx is empty. Choose the file again."
