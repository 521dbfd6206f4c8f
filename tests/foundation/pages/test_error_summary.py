"""Each line of the error summary names its question, as one would write it."""

from __future__ import annotations

import pytest
from django import forms
from lxml import html

from waystation.foundation.pages.templatetags.ws import days, dial, errors


@pytest.mark.parametrize(
    ("label", "line"),
    [
        ("Country", "Country: Choose one."),
        ("In which country do you live?", "In which country do you live? Choose one."),
        ("ما هو البلد؟", "ما هو البلد؟ Choose one."),
        ("Where to:", "Where to: Choose one."),
    ],
)
def test_a_question_is_not_followed_by_a_colon(label, line):
    class Form(forms.Form):
        country = forms.CharField(label=label, required=False)

    form = Form({})
    form.add_error("country", "Choose one.")

    summary = html.fromstring(str(errors(form)))

    assert [" ".join(one.text_content().split()) for one in summary.xpath("//a")] == [line]


def test_a_telephone_number_is_called_without_what_is_only_written():
    assert dial("+383 (0)44 / 123-456") == "tel:+383044123456"


def test_the_days_of_a_stored_text_are_written_as_the_page_writes_them():
    assert days("2026-10-26 – 2026-11-24") == "26/10/2026 – 24/11/2026"
    assert days("Since 2026, 2026-13-45") == "Since 2026, 2026-13-45"
