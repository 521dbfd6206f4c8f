"""The forms of figures asked of partners: the request, the decision, and the partner's answer."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from waystation.foundation.pages.forms import NUMERIC, CodeField, FieldsForm, OfficeForm
from waystation.foundation.pages.forms import record_field as choose_record

from . import queries
from .actions import Typed
from .fields import PARTNER_REQUEST
from .models import PartnerFigure
from .queries import partners
from .rules.targets import QUALIFIERS


class PartnerRequestForm(OfficeForm):
    """What is asked of which partner, for which period."""

    table = PARTNER_REQUEST
    permission = "target.set"
    office_label = _("Centre")

    def __init__(self, user: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(user, *args, **kwargs)
        self.fields["entity"] = choose_record(_("Partner"), partners.partners_to_ask(user))
        self.fields["indicators"] = forms.MultipleChoiceField(
            label=_("Indicators"),
            required=False,
            choices=[(key, one.title) for key, one in queries.indicators_by_key(user).items()],
            widget=forms.SelectMultiple(attrs={"size": 8}),
            help_text=_("Hold Ctrl to choose several."),
        )
        for name in ("entity", "indicators"):
            self.fields[name].asked = True  # type: ignore[attr-defined]
        self.order_fields(["key", "office", "entity", "indicators"])


class DecisionForm(FieldsForm):
    """What is decided on is what was read."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)


class PartnerAnswerForm(forms.Form):
    """The fields of each figure: number, how it is meant, parts, source, document, note."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, asked: Sequence[partners.Asked], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.asked = asked
        for one in asked:
            self.fields |= _fields_of(one)
            for name in ("value", "source"):
                self.fields[f"{name}-{one.figure.pk.hex}"].asked = True  # type: ignore[attr-defined]

    def fields_of(self, one: partners.Asked) -> list[forms.BoundField]:
        """Return the fields of one figure, in their order."""
        return [self[name] for name in self.fields if one.figure.pk.hex in name]

    def typed(self) -> dict[UUID, Typed]:
        """Return what was typed, by figure."""
        return {one.figure.pk: self._typed(one) for one in self.asked}

    def _typed(self, one: partners.Asked) -> Typed:
        given, suffix = self.cleaned_data, one.figure.pk.hex
        parts = {code: given[f"part-{suffix}-{code}"] for code in one.codes}
        file = given[f"file-{suffix}"]
        return Typed(
            value=given[f"value-{suffix}"],
            qualifier=given[f"qualifier-{suffix}"],
            parts={code: number for code, number in parts.items() if number is not None},
            note=given[f"note-{suffix}"],
            source=given[f"source-{suffix}"],
            file_name=file.name if file else "",
            content=file.read() if file else b"",
        )


def _fields_of(one: partners.Asked) -> dict[str, forms.Field]:
    suffix = one.figure.pk.hex
    percent = one.known.definition.is_ratio
    found: dict[str, forms.Field] = {
        f"value-{suffix}": _number(_("Share in per cent") if percent else _("Number")),
        f"qualifier-{suffix}": CodeField(
            label=_("The number is"),
            required=False,
            choices=[("", _("As written")), *((code, _(word)) for code, word in QUALIFIERS)],
        ),
    }
    for code, name in one.codes.items():
        found[f"part-{suffix}-{code}"] = _number(_("Of these: {group}").format(group=name))
    return found | {
        f"source-{suffix}": forms.CharField(
            label=_("Taken from which document or list"), required=False, max_length=200
        ),
        f"file-{suffix}": forms.FileField(
            label=_("The document, where you may send it"),
            required=False,
            help_text=_("PDF, Word, Excel, PNG or JPEG, without names of people."),
        ),
        f"note-{suffix}": forms.CharField(
            label=_("Note"),
            required=False,
            max_length=500,
            widget=forms.Textarea(attrs={"rows": 2}),
        ),
    }


def _number(label: Any) -> forms.DecimalField:
    return forms.DecimalField(
        label=label,
        required=False,
        max_digits=16,
        decimal_places=2,
        widget=forms.NumberInput(attrs=NUMERIC),
    )


def initial_of_figure(figure: PartnerFigure) -> dict[str, Any]:
    """Return what was typed before, by the names of the fields."""
    suffix = figure.pk.hex
    return {
        f"value-{suffix}": _plain(figure.value),
        f"qualifier-{suffix}": figure.qualifier,
        f"source-{suffix}": figure.source,
        f"note-{suffix}": figure.note,
        **{f"part-{suffix}-{code}": number for code, number in figure.parts.items()},
    }


def _plain(value: Decimal | None) -> str | None:
    if value is None:
        return None
    return f"{value:f}".rstrip("0").rstrip(".") if "." in f"{value:f}" else f"{value:f}"
