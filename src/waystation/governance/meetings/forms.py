"""Forms of meetings, agendas, papers, minutes, decisions and actions."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from waystation.foundation.access.http import offer
from waystation.governance.meetings.rules import kinds
from waystation.governance.network.http.fields import Keyed, Offering, long, translated
from waystation.governance.network.rules.classes import CLASSES


class Meeting(Keyed):
    kind = forms.ChoiceField(label=_("Kind"), choices=translated(kinds.MEETING_KINDS))
    title = forms.CharField(label=_("Title"), max_length=200)
    starts_at = forms.DateTimeField(label=_("Begins"), help_text=_("For example 21.9.2026 10:00."))
    ends_at = forms.DateTimeField(label=_("Ends"))
    place = forms.CharField(label=_("Place"), max_length=200, required=False)
    link = forms.URLField(
        label=_("Link to join"), max_length=300, required=False, assume_scheme="https"
    )
    categories = forms.MultipleChoiceField(
        label=_("Held with"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("For an extended meeting only."),
    )


class Convene(forms.Form):
    text = forms.CharField(label=_("A word to the members"), widget=long(), required=False)


class Slot(forms.Form):
    day = forms.DateField(label=_("Day"), required=False, help_text=_("For example 21.9.2026."))
    note = forms.CharField(label=_("Note"), max_length=200, required=False)


class Item(Keyed):
    title = forms.CharField(label=_("Title"), max_length=200)
    purpose = forms.ChoiceField(
        label=_("Purpose"), choices=translated(kinds.PURPOSES), widget=forms.RadioSelect
    )
    minutes = forms.IntegerField(
        label=_("Minutes"), widget=forms.NumberInput(attrs={"class": "short"})
    )
    owner = forms.ChoiceField(label=_("Whose item"), required=False)
    access_class = forms.ChoiceField(
        label=_("Class"), choices=translated(CLASSES), initial="network"
    )
    note = forms.CharField(label=_("Note"), widget=long(), required=False)


class Defer(Offering):
    why = forms.CharField(label=_("Why"), max_length=300)
    to = forms.ChoiceField(label=_("To a later meeting"), required=False)


class Paper(Keyed):
    title = forms.CharField(label=_("Title"), max_length=200)
    file = forms.FileField(label=_("File"), help_text=_("PDF, Word, Excel, PowerPoint or text."))
    item = forms.ChoiceField(label=_("For the item"), required=False)
    access_class = forms.ChoiceField(
        label=_("Class"), choices=translated(CLASSES), initial="network"
    )
    replaces = forms.ChoiceField(label=_("Replaces"), required=False)
    names_nobody = forms.BooleanField(
        label=_("This paper holds no data about identifiable people"), required=False
    )


class Invitee(Offering):
    account = forms.ChoiceField(
        label=_("Account"),
        required=False,
        help_text=_("Who has an account signs in to open papers."),
    )
    name = forms.CharField(
        label=_("Name, without an account"),
        max_length=150,
        required=False,
        help_text=_("Kept sealed; shown to the Network's members."),
    )
    email = forms.EmailField(
        label=_("E-mail, without an account"),
        required=False,
        help_text=_(
            "Kept sealed. The notice goes there, with a link to the papers of these items that "
            "ends with the meeting."
        ),
    )
    category = forms.ChoiceField(label=_("Category"))
    items = forms.MultipleChoiceField(
        label=_("Asked for the items"), widget=forms.CheckboxSelectMultiple, required=False
    )
    reason = forms.CharField(label=_("Why"), max_length=300, required=False)


class Poll(forms.Form):
    first = forms.DateTimeField(
        label=_("First moment"), help_text=_("For example 21.9.2026 10:00.")
    )
    second = forms.DateTimeField(label=_("Second moment"))
    third = forms.DateTimeField(label=_("Third moment"), required=False)
    fourth = forms.DateTimeField(label=_("Fourth moment"), required=False)
    closes_on = forms.DateField(label=_("Open until"))

    def options(self) -> list[Any]:
        """Return the moments that were typed."""
        found = (self.cleaned_data.get(n) for n in ("first", "second", "third", "fourth"))
        return [one for one in found if one]


class Contribution(Offering):
    entity = forms.ChoiceField(label=_("Entity"))
    item = forms.ChoiceField(label=_("On the item"), required=False)
    text = forms.CharField(label=_("What was contributed"), max_length=500, widget=long(3))


class Minutes(forms.Form):
    body = forms.CharField(
        label=_("Minutes of the meeting"),
        widget=long(24),
        help_text=_("By entity, not by person. Decisions and actions are records of their own."),
    )


class Correction(Minutes):
    why = forms.CharField(label=_("Why they are corrected"), max_length=300, required=False)


class Comment(forms.Form):
    text = forms.CharField(label=_("Your comment"), widget=long(), max_length=4000)


class Decision(Keyed):
    text = forms.CharField(label=_("What was decided"), widget=long())
    item = forms.ChoiceField(label=_("On the item"), required=False)
    access_class = forms.ChoiceField(
        label=_("Class"), choices=translated(CLASSES), initial="network"
    )
    public_text = forms.CharField(
        label=_("What everybody may read"),
        widget=long(2),
        required=False,
        help_text=_("Leave it empty for a decision without a public part."),
    )


class Reservation(Offering):
    entity = forms.ChoiceField(label=_("Entity"))
    text = forms.CharField(label=_("Its reservation"), max_length=500, widget=long(3))


class Action(Keyed):
    text = forms.CharField(label=_("What is to be done"), max_length=500, widget=long(2))
    owner = forms.ChoiceField(label=_("Who does it"))
    due_on = forms.DateField(label=_("Until"), help_text=_("For example 21.9.2026."))


class Report(forms.Form):
    state = forms.ChoiceField(label=_("How it stands"))
    evidence = forms.CharField(
        label=_("Evidence"),
        widget=long(3),
        required=False,
        help_text=_("A document, a link, or a sentence that can be checked."),
    )
    note = forms.CharField(label=_("Note"), widget=long(2), required=False)

    def __init__(self, states: list[str], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = dict(kinds.ACTION_STATES)
        offer(self, "state", [(key, _(names[key])) for key in states])


class Note(forms.Form):
    note = forms.CharField(label=_("Note"), widget=long(2), required=False)
