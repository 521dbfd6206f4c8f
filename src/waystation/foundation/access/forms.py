"""Forms of the account pages."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from waystation.foundation.access.http import offer

from . import presenting, queries
from .rules import ROLES


class RoleGiven(forms.Form):
    """A further role for an existing account."""

    office = forms.ChoiceField(label=_("Office"))
    role = forms.ChoiceField(label=_("Role"))

    def __init__(self, user: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offices = queries.offices_visible_to(user, "user.manage")
        nothing = ("", "–")  # none is chosen before somebody chooses it
        offer(self, "office", [nothing, *((str(office.id), office.name) for office in offices)])
        offer(self, "role", [nothing, *((key, _(role.name)) for key, role in ROLES.items())])


class Account(RoleGiven):
    """A new account with its first role."""

    full_name = forms.CharField(label=_("Full name"), max_length=150)
    email = forms.EmailField(label=_("E-mail address"))
    field_order = ["full_name", "email", "office", "role"]


class NewAddress(forms.Form):
    """A new address to sign in with."""

    email = forms.EmailField(label=_("New e-mail address"))
    old_lost = forms.BooleanField(
        label=_("I can no longer read mail at the old address"), required=False
    )


class LostAddress(forms.Form):
    """A new sign-in address for a colleague who has lost the old one."""

    user = forms.ChoiceField(label=_("Account"))
    email = forms.EmailField(label=_("New e-mail address"))

    def __init__(self, user: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        accounts = queries.users_visible_to(user).filter(is_active=True).exclude(id=user.id)
        offer(self, "user", [(str(one.id), f"{one.full_name} · {one.email}") for one in accounts])


class TokenWanted(forms.Form):
    """An API token for a program that works in the user's name."""

    name = forms.CharField(label=_("What is it for?"), max_length=80)
    scopes = forms.MultipleChoiceField(
        label=_("What may it do?"), widget=forms.CheckboxSelectMultiple
    )
    days = forms.IntegerField(label=_("For how many days?"), initial=30, min_value=1)

    def __init__(self, user: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        scopes = [(scope, presenting.permission(scope)) for scope in queries.reach_of(user)]
        offer(self, "scopes", sorted(scopes, key=lambda one: one[1]))
