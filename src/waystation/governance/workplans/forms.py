"""Forms of the work plan; the rules validate them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from waystation.foundation.pages.forms import CodesField, FieldsForm, KeyedForm, record_field
from waystation.foundation.records.fields import FieldTable
from waystation.foundation.shared.typed import key_in
from waystation.governance.network.http import sdg_targets

from .fields import ACTIVITY, COMMITMENT, REVISION, Numbered
from .rules import plans as rules

Offered = Sequence[tuple[Any, str]]


class PlanForm(FieldsForm):
    """A form of this app: markers and quarters are numbers."""

    @property
    def values(self) -> dict[str, Any]:
        return {
            name: self.table[name].read(value) if isinstance(self.table[name], Numbered) else value
            for name, value in super().values.items()
        }


class NewRecord(PlanForm, KeyedForm):
    """A form that makes a record; its key makes sending twice one record."""

    @property
    def answers(self) -> dict[str, Any]:
        """Return what the action takes, the key as its id."""
        return {"id": self.cleaned_data["key"], **self.values}


class Activity(NewRecord):
    """One activity: who, what it serves, when, where, with what money, and its markers."""

    table = ACTIVITY

    def __init__(
        self, entities: Offered, registered: dict[str, Offered], *args: Any, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["lead"] = record_field(_("Owner: the entity that leads"), entities)
        for name, label in (
            ("partner", _("Partners")),
            ("implementing", _("Implementing")),
            ("contributing", _("Contributing")),
        ):
            self.fields[name] = _many(label, entities)
        for name, offered in registered.items():
            chosen: Any = self.fields[name]
            chosen.choices = offered
        self.fields["sdg"] = _many(self.fields["sdg"].label, sdg_targets())
        places: Any = self.fields["places"]
        self.fields["places"] = _many(places.label, places.choices)
        self.fields["looked"] = forms.BooleanField(
            label=_("I have checked: no one else does this"), required=False
        )

    @property
    def entities(self) -> list[tuple[UUID, str]]:
        """Return each entity that takes part, and as what."""
        found = []
        for role, _name in rules.ROLES:
            chosen = self.cleaned_data[role] or []
            many = chosen if isinstance(chosen, list) else [chosen]
            keys = (key_in(str(one or "")) for one in many)
            found += [(key, role) for key in keys if key is not None]
        return found


def _many(label: Any, offered: Offered) -> CodesField:
    """Return a box in which several of a long list are chosen."""
    return CodesField(
        label=label,
        choices=[(str(key), name) for key, name in offered],
        required=False,
        widget=forms.SelectMultiple(attrs={"size": 6}),
    )


class Commitment(NewRecord):
    """What a member commits itself to."""

    table = COMMITMENT

    def __init__(self, members: Offered, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["entity"] = record_field(_("Member"), members, asked=True)
        self.order_fields(["entity"])


class Adoption(FieldsForm):
    """The decision by which a plan is adopted, or revised."""

    table = FieldTable("")
    needs_decision = True

    def __init__(self, decisions: Offered, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        label, asked = _("Decision of a meeting"), self.needs_decision
        self.fields["decision"] = record_field(label, decisions, asked=asked)


class Revision(Adoption):
    """Why a plan is revised, and after which review or decision."""

    table = REVISION
    needs_decision = False

    def __init__(self, decisions: Offered, reviews: Offered, *args: Any, **kwargs: Any) -> None:
        super().__init__(decisions, *args, **kwargs)
        self.fields["review"] = record_field(_("Review that asked for it"), reviews)
