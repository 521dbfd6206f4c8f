"""Forms of the pages about forms and submissions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple
from uuid import UUID

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from waystation.foundation.access.http import in_words, offer
from waystation.foundation.pages.forms import FieldsForm, OfficeForm
from waystation.foundation.shared.errors import Refusal

from .fields import CORRECTION, LOG_COLUMNS, NEW_BUILT, PHONE
from .rules.building.conditions import COMPARISONS, Condition, condition_in, expression_of

CHOOSE_FIRST = {
    "required": _("Choose a file first."),
    "empty": _("This file is empty. Choose the file again."),
}


class FormUpload(forms.Form):
    """A workbook for one of the offices."""

    office = forms.TypedChoiceField(label=_("Office"), coerce=UUID)
    file = forms.FileField(
        label=_("XLSForm workbook (.xlsx, .xls, .ods, .csv) or XForm (.xml)"),
        error_messages=CHOOSE_FIRST,
    )

    def __init__(self, offices: list[tuple[UUID, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "office", [(str(key), name) for key, name in offices])


class NewBuiltForm(OfficeForm):
    """The title and the languages of a form that is built in the browser."""

    table = NEW_BUILT
    permission = "form.design"

    def __init__(self, languages: list[str], user: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(user, *args, **kwargs)
        offer(self, "languages", [(one, one) for one in languages])


class BuiltSettings(FieldsForm):
    """Title, version and languages of a form that is built in the browser."""

    def __init__(self, languages: list[str], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "languages", [(one, one) for one in languages])


class BuiltChoices(FieldsForm):
    """The choices of a list as lines of text."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["choices"].widget.attrs |= {"rows": 12, "dir": "auto", "spellcheck": "false"}


class Askable(NamedTuple):
    """A question whose answer a rule can ask for: its name, label, kind and choices."""

    name: str
    label: str
    kind: str
    choices: Mapping[str, str]


WHEN = ("when_question", "when_is", "when_value")
EXPRESSIONS = {"relevant", "constraint", "calculation", "name"}


class QuestionForm(FieldsForm):
    """A question of a form that is built in the browser.

    “Ask only if” is a question, a comparison and a value, or the expression itself.
    """

    when_question = forms.ChoiceField(label=_("Ask only if"), required=False)
    when_is = forms.ChoiceField(label=_("Comparison"), required=False)
    when_value = forms.CharField(
        label=_("Value"),
        required=False,
        max_length=200,
        help_text=_("A number, a day as 2026-01-31, or one of the choices."),
    )

    def __init__(
        self, earlier: list[Askable], *args: Any, with_choices: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.earlier = {one.name: one for one in earlier}
        if with_choices:
            self.fields["choices"] = forms.CharField(
                label=_("Choices of a new list"), required=False, strip=False,
                widget=forms.Textarea(attrs={"rows": 6, "dir": "auto"}),
                help_text=_(
                    "One on each line: a label, or a code and a label in each language, as in "
                    "yes | Yes. Lines can be pasted from a spreadsheet."
                ),
            )  # fmt: skip
            names = self.table["list_name"].choices
            offer(self, "list_name", [("", _("A new list")), *names])
        rule = self.initial.get("relevant") or ""
        found = condition_in(rule)
        if found is not None and self._is_offered(found, rule):
            self.initial.update(dict(zip(WHEN, found, strict=True)), relevant="")
        names = [(one.name, one.label or one.name) for one in earlier]
        offer(self, "when_question", [("", _("Always")), *names])
        offer(self, "when_is", [(key, gettext(word)) for key, word in COMPARISONS])
        if not earlier or "relevant" not in self.fields:
            for name in WHEN:
                del self.fields[name]
        for name, field in self.fields.items():
            self._dress(name, field)
        order = [one for one in self.fields if one not in {*WHEN, "choices"}]
        place = order.index("list_name") + 1 if "list_name" in order else 0
        order[place:place] = ["choices"]
        place = next((at for at, one in enumerate(order) if self._is_rare(one)), len(order))
        order[place:place] = WHEN
        self.order_fields(order)

    def _is_offered(self, condition: Condition, rule: str) -> bool:
        one = self.earlier.get(condition.question)
        try:
            return one is not None and expression_of(condition, one.kind, one.choices) == rule
        except Refusal:
            return False

    def _dress(self, name: str, field: forms.Field) -> None:
        if name in EXPRESSIONS:
            field.widget.attrs |= {"dir": "ltr", "spellcheck": "false"}
        elif isinstance(field, forms.CharField):
            if "\n" in str(self.initial.get(name) or ""):
                field.widget = forms.Textarea(attrs={"rows": 4})
            field.widget.attrs["dir"] = "auto"

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or self.cleaned_data
        question = found.get("when_question") or ""
        if not question:
            return found
        if found.get("relevant"):
            self.add_error(
                "when_question",
                gettext("Choose a comparison, or write an expression under “More”, not both."),
            )
            return found
        one = self.earlier[question]
        condition = Condition(question, found.get("when_is") or "is", found.get("when_value") or "")
        try:
            found["relevant"] = expression_of(condition, one.kind, one.choices)
        except Refusal as refusal:
            self.add_error(refusal.field, in_words(refusal))
        return found


class FileUpload(forms.Form):
    """One file."""

    file = forms.FileField(label=_("File"), error_messages=CHOOSE_FIRST)


class PhoneNew(FieldsForm):
    """A phone and in whose name it sends."""

    table = PHONE.only("label")
    sender = forms.TypedChoiceField(label=_("Sends in the name of"), coerce=UUID)

    def __init__(self, senders: list[tuple[UUID, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "sender", [(str(key), name) for key, name in senders])
        self.order_fields(["label", "sender"])


class Correction(FieldsForm):
    """A correction of one answer by hand."""

    table = CORRECTION

    def __init__(self, questions: list[tuple[str, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["question"] = forms.ChoiceField(
            label=self.fields["question"].label, required=False, choices=[("", "–"), *questions]
        )


class CleaningUpload(FieldsForm):
    """A cleaning log and, where its headings are unusual, which column holds what."""

    table = LOG_COLUMNS
    file = forms.FileField(
        label=_("Cleaning log (CSV or Excel)"),
        error_messages={"required": _("Choose a file first.")},
    )
