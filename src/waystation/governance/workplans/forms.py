"""The form of an activity; the rules validate it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from waystation.foundation.pages.forms import CodesField, KeyedForm, record_field
from waystation.foundation.shared.typed import key_in
from waystation.governance.network.http import sdg_targets

from .fields import ACTIVITY
from .rules import plans as rules

Offered = Sequence[tuple[Any, str]]


class Activity(KeyedForm):
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
