"""Forms of appointments."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from waystation.foundation.pages.forms import CodeField, FieldsForm, KeyField, OfficeForm
from waystation.foundation.shared.periods import today_in

from . import queries
from .fields import BOOKING, SERIES


class Series(OfficeForm):
    """Slots for some days of an office, for one counsellor or for whoever is free."""

    table = SERIES
    permission = "appointment.record"
    office_label = _("Centre")
    staff = forms.TypedChoiceField(
        label=_("Counsellor"), required=False, coerce=UUID, empty_value=None
    )

    def __init__(self, user: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(user, *args, **kwargs)
        office: Any = self.fields["office"]
        people: dict[str, str] = {}
        for key, _name in office.choices:
            people |= dict(queries.counsellors_of(user, UUID(key)))
        staff: Any = self.fields["staff"]
        staff.choices = [("", _("Whoever is free")), *people.items()]
        self.fields["first_day"].initial = self.fields["last_day"].initial = today_in()
        self.fields["weekdays"].initial = ["0", "1", "2", "3", "4"]
        self.order_fields(["key", "office", "staff", *SERIES.names])


class Move(forms.Form):
    """Another time for an appointment, at the same centre."""

    slot = CodeField(label=_("New time"), required=False)

    def __init__(self, slots: list[tuple[str, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        slot: Any = self.fields["slot"]
        slot.choices = [("", "–"), *slots]
        slot.asked = True


class Booking(FieldsForm):
    """An appointment for a visitor, known or without a name."""

    table = BOOKING.without("person_id")
    key = KeyField()
    person = forms.UUIDField(widget=forms.HiddenInput, required=False)
    slot = CodeField(label=_("When"), required=False)

    def __init__(self, user: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        slot: Any = self.fields["slot"]
        slot.choices = [("", "–"), *queries.free_slots(user)]
        slot.asked = True
        channel: Any = self.fields["channel"]
        if not settings.REMINDER_WEBHOOK:
            channel.choices = [one for one in channel.choices if one[0] != "webhook"]

    @property
    def values(self) -> dict[str, Any]:
        return super().values | {"person_id": self.cleaned_data["person"]}
