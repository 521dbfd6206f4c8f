"""Forms of pathways and partnerships."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from waystation.foundation.pages.forms import FieldsForm, KeyField, OfficeForm

from .fields import PARTICIPANT, PARTNER, PARTNERSHIP, PATHWAY, STAY, TAKE_UP

VISITS = 6


class Pathway(OfficeForm):
    """A pathway of an office."""

    table = PATHWAY
    permission = "pathway.edit"


class Partnership(OfficeForm):
    """A partnership of an office."""

    table = PARTNERSHIP
    permission = "partnership.manage"


class Office(OfficeForm):
    """The office of a new record; the only question."""

    table = PATHWAY.only()
    permission = "pathway.edit"


class ListsFile(forms.Form):
    """A file of dated lists."""

    file = forms.FileField(label=_("File"))


class Stay(FieldsForm):
    """A stay abroad; sent twice it is one."""

    table = STAY
    key = KeyField()


class Applied(FieldsForm):
    """The day on which a person applied."""

    table = TAKE_UP.only("applied_on")
    key = KeyField()


class Join(FieldsForm):
    """Which partnership a person joins, on which track."""

    table = PARTICIPANT.only("track", "occupation", "joined_on")
    key = KeyField()
    partnership = forms.TypedChoiceField(label=_("Partnership"), coerce=UUID)

    def __init__(self, running: list[tuple[str, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        partnership: Any = self.fields["partnership"]
        partnership.choices = [("", "–"), *running]
        self.order_fields(["key", "partnership", *self.table.names])


class Partner(FieldsForm):
    """An organisation and its role."""

    table = PARTNER
    entity = forms.TypedChoiceField(label=_("Organisation"), coerce=UUID)

    def __init__(self, entities: list[tuple[str, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        entity: Any = self.fields["entity"]
        entity.choices = [("", "–"), *entities]
        self.order_fields(["entity", "role"])


class Sheet(forms.Form):
    """The fact sheet that explains a pathway."""

    sheet = forms.TypedChoiceField(
        label=_("Fact sheet"), required=False, coerce=UUID, empty_value=None
    )

    def __init__(self, sheets: list[tuple[str, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        sheet: Any = self.fields["sheet"]
        sheet.choices = [("", "–"), *sheets]


class ShortStays(forms.Form):
    """Past and planned short stays, and the day to check."""

    day = forms.DateField(label=_("On which day do you want to enter?"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for number in range(1, VISITS + 1):
            self.fields[f"entry_{number}"] = forms.DateField(
                label=_("Day of entry"), required=False
            )
            self.fields[f"exit_{number}"] = forms.DateField(label=_("Day of exit"), required=False)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        for name, day in list(given.items()):
            if day is not None and not 1985 <= day.year <= 2100:  # Schengen was signed in 1985
                self.add_error(name, _("Check the year."))
        for number in range(1, VISITS + 1):
            entry, leaving = given.get(f"entry_{number}"), given.get(f"exit_{number}")
            if (entry is None) != (leaving is None):
                self.add_error(f"exit_{number}", _("Give both days of a visit."))
            elif entry is not None and leaving is not None and leaving < entry:
                self.add_error(f"exit_{number}", _("The end is before the start. Check both."))
            elif entry is not None and leaving is not None and (leaving - entry).days > 1000:
                self.add_error(f"exit_{number}", _("This is not a short stay."))
        return given

    @property
    def visits(self) -> list[tuple[date, date]]:
        given = self.cleaned_data
        pairs = ((given.get(f"entry_{n}"), given.get(f"exit_{n}")) for n in range(1, VISITS + 1))
        return [(entry, leaving) for entry, leaving in pairs if entry and leaving]

    @property
    def pairs(self) -> list[tuple[Any, Any]]:
        return [(self[f"entry_{n}"], self[f"exit_{n}"]) for n in range(1, VISITS + 1)]
