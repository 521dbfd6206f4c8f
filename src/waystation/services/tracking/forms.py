"""Forms of studies."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from waystation.foundation.pages.forms import FieldsForm, OfficeForm

from .fields import DESIGN, ROUND, STUDY
from .questionnaires import QUESTIONNAIRES
from .sampling import DesignQuestion


class Study(OfficeForm):
    """A new study."""

    table = STUDY
    permission = "study.estimate"
    questionnaire = forms.ChoiceField(
        label=_("Ready-made questionnaire"),
        required=False,
        help_text=_("It is published in the office, and the first round begins today."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = [(one.key, _(one.name)) for one in QUESTIONNAIRES.values()]
        field: Any = self.fields["questionnaire"]
        field.choices = [("", _("None: a round is opened later with a form of your own")), *offered]


class Round(FieldsForm):
    """A new round; its form is one that the user may see."""

    table = ROUND

    def __init__(self, offered: Sequence[tuple[UUID, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", "–"), *((str(key), title) for key, title in offered)]
        chosen = forms.TypedChoiceField(
            label=_("Form"), choices=choices, coerce=UUID, empty_value=None, required=False
        )
        chosen.asked = True  # type: ignore[attr-defined]
        self.fields["form_id"] = chosen


class Design(FieldsForm):
    """The design of a sample; its questions are those of the form that fit."""

    table = DESIGN

    def __init__(self, asked: Mapping[str, DesignQuestion], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = [(one.key, one.label) for one in asked.values() if one.names_strata]
        numbers = [(one.key, one.label) for one in asked.values() if one.is_number]
        for name, offered in (("stratum", names), ("cluster", names), ("weight", numbers)):
            field: Any = self.fields[name]
            field.choices = [("", "–"), *offered]
        for name in ("frame", "margins"):
            self.fields[name].widget.attrs["rows"] = 8
