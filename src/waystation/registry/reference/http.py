"""Long lists as text inputs, for light public pages.

A list of all countries takes 12 to 30 kB of a page per question. Instead, users type the name in
any language of the product, or the code; the browser suggests common ones.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import translation
from django.utils.translation import gettext as _

from waystation.foundation.pages.forms import FieldsForm
from waystation.foundation.records.fields import Field

from . import rules

LONG = 60
"""With more answers than this a question is answered by a name."""
BETWEEN = re.compile(r"[,;،؛\n]+")
SUGGESTED = 3
OWN_NAMES = {
    "AT": "Österreich",
    "BE": "Belgique, België, Belgien",
    "CH": "Schweiz, Suisse, Svizzera, Švicarska",
    "CZ": "Česko",
    "DE": "Deutschland",
    "DK": "Danmark",
    "ES": "España",
    "FI": "Suomi",
    "FR": "Frankreich",
    "GB": "England, Great Britain, Scotland, UK, Wales, Angli, Engleska",
    "GR": "Ελλάδα, Ellada",
    "HR": "Hrvatska, Kroatien",
    "HU": "Magyarország",
    "IT": "Italia, Italien",
    "LU": "Luxemburg",
    "NL": "Holland, Nederland, Holandë, Holandija",
    "NO": "Norge",
    "PL": "Polska",
    "SE": "Sverige, Schweden",
    "SI": "Slovenija, Slowenien",
    "US": "America, USA, SHBA, SAD",
}
"""What residents call their country, where it is no language of the product."""


def code_of_name(field: Field, text: str) -> str:
    """Return the code of a typed name in any language, or of a typed code; "" if unknown.

    Exact spelling is tried before phonetic matching, and the reader's language before others.
    """
    spelled, sounds = rules.name_keys(text)
    for names in (_names(field), _names_in_every_language(field)):
        for wanted, place in ((spelled, 0), (sounds, 1)):
            for code, name in names:
                if rules.name_keys(name)[place] == wanted:
                    return code
    return ""


def _names(field: Field) -> list[tuple[str, str]]:
    return [(code, field.words(code)) for code, _name in field.get_choices()]


def _names_in_every_language(field: Field) -> list[tuple[str, str]]:
    found = [(code, code) for code, _name in field.get_choices()]
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            named = _names(field)
        found += named
        if language == "sq":
            found += [(code, rules.albanian_definite(name)) for code, name in named]
    if field.code_list == "country":
        found += [(code, name) for code, names in OWN_NAMES.items() for name in names.split(", ")]
    return found


class Names(forms.TextInput):
    """A box for a name, with the usual names as the browser's own suggestions."""

    template_name = "reference/names.html"

    def __init__(self, usual: Sequence[str]) -> None:
        super().__init__()
        self.usual = usual

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        if self.usual:
            context["widget"]["attrs"]["list"] = f"{context['widget']['attrs']['id']}_list"
        return context | {"usual": self.usual}


class TypedCode(forms.CharField):
    """One answer of a long list, by its name."""

    def __init__(self, field: Field, usual: Iterable[str], **common: Any) -> None:
        self.field, self.codes = field, dict(field.get_choices())
        box = Names([field.words(code) for code in usual if code in self.codes])
        super().__init__(widget=box, **common)

    def prepare_value(self, value: Any) -> Any:
        return self.field.words(value) if value in self.codes else value

    def to_python(self, value: Any) -> Any:
        return self._code(super().to_python(value) or "")

    def _code(self, text: str) -> str:
        if not text:
            return ""
        code = code_of_name(self.field, text)
        if code:
            return code
        alike = rules.similar_codes(text, _names_in_every_language(self.field), SUGGESTED)
        sentence = _("“{text}” is not in the list. Check how it is written.")
        if alike:
            sentence = _("“{text}” is not in the list. Do you mean {names}?")
        names = ", ".join(self.field.words(one) for one in alike)
        raise ValidationError(sentence.format(text=text[:60], names=names))


class TypedCodes(TypedCode):
    """Some answers of a long list, by their names with commas between them."""

    def prepare_value(self, value: Any) -> Any:
        return self.field.words(value) if isinstance(value, list | tuple) else value

    def to_python(self, value: Any) -> Any:
        texts = [one.strip() for one in BETWEEN.split(value or "")]
        return list(dict.fromkeys(self._code(one) for one in texts if one))


def type_long_lists(form: FieldsForm, usual: Iterable[str] = ()) -> None:
    """Let a form use text inputs for lists with more than LONG entries.

    ``usual`` are codes suggested before those of ``rules.USUAL``.
    """
    for field in form.table:
        if field.kind not in ("code", "codes") or len(field.get_choices()) <= LONG:
            continue
        before = form.fields[field.name]
        hint = before.help_text or _("Write the name.")
        if field.kind == "codes":
            hint = _("Enter the names, separated by commas. Leave blank for any.")
        made = (TypedCodes if field.kind == "codes" else TypedCode)(
            field,
            dict.fromkeys([*usual, *rules.USUAL.get(field.code_list, ())]),
            label=before.label,
            required=False,
            initial=before.initial,
            help_text=hint,
        )
        made.asked = field.required  # type: ignore[attr-defined]
        form.fields[field.name] = made
