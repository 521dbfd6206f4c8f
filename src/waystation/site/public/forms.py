"""The public forms: few questions, and never a required name."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from waystation.foundation.pages.forms import CodeField, KeyField
from waystation.foundation.records import codes
from waystation.foundation.shared.keys import new_key
from waystation.foundation.shared.languages import LocalText
from waystation.services.centres import queries as centres

OF_THE_FORM = {"key", "office"}


class PublicForm(forms.Form):
    """A form with an idempotency key, so that sending it twice makes one request."""

    key = KeyField()

    @property
    def sent_key(self) -> UUID:
        return self.cleaned_data.get("key") or new_key()

    @property
    def values(self) -> dict[str, Any]:
        """Return the answers, without the key and the centre."""
        return {name: self.cleaned_data[name] for name in self.fields if name not in OF_THE_FORM}

    def offer(self, name: str, choices: Any, *, blank: bool = True) -> None:
        """Set a field's choices in the reader's language."""
        field: Any = self.fields[name]
        field.choices = [*([("", "–")] if blank else []), *choices]


def languages() -> list[tuple[str, str]]:
    """Return the languages in which staff can talk to visitors."""
    return codes.choices("language")


def offices() -> list[tuple[str, LocalText]]:
    """Return the centres that are published, in the reader's language."""
    return [(str(key), name) for key, name in centres.public_offices()]


class Where(forms.Form):
    """The centre and the language for which to look for free times."""

    office = CodeField(label=_("Centre"), required=False)
    language = CodeField(label=_("Language of the conversation"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, choices in (("office", offices()), ("language", languages())):
            field: Any = self.fields[name]
            field.choices = [("", "–"), *choices]


class Appointment(PublicForm):
    """Optional information before an appointment."""

    language = CodeField(label=_("Language of the conversation"), required=False)
    wish = forms.CharField(
        label=_("What is it about?"),
        help_text=_("A few words. Only a counsellor reads them."),
        required=False,
        max_length=200,
    )
    channel = CodeField(
        label=_("Shall we remind you the day before?"),
        help_text=_("The message says the day and the time, nothing else."),
        required=False,
    )
    contact = forms.CharField(
        label=_("Where shall we send the reminder?"),
        help_text=_("Deleted after the appointment."),
        required=False,
        max_length=200,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("language", languages())
        ways = [("", _("No reminder")), ("email", _("By e-mail"))]
        if settings.REMINDER_WEBHOOK:
            ways.append(("webhook", _("By text message")))
        self.offer("channel", ways, blank=False)

    @property
    def values(self) -> dict[str, Any]:
        return {
            name: self.cleaned_data[name] for name in ("language", "wish", "channel", "contact")
        }


class CallMe(PublicForm):
    """The contact details and the time for a call-back."""

    office = CodeField(label=_("Centre"), required=False)
    contact = forms.CharField(
        label=_("How can we reach you?"),
        help_text=_(
            "A telephone number. Say when it is safe to call. You need not give your name."
        ),
        required=False,
        max_length=200,
    )
    language = CodeField(label=_("Language of the conversation"), required=False)
    wish = forms.CharField(
        label=_("What is it about?"),
        help_text=_("A few words. Only a counsellor reads them."),
        required=False,
        max_length=200,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["contact"].asked = True  # type: ignore[attr-defined]
        self.fields["office"].asked = True  # type: ignore[attr-defined]
        found = offices()
        self.offer("office", found, blank=len(found) != 1)
        self.offer("language", languages())


class Complain(PublicForm):
    """A complaint, suggestion or thanks. A name is not required."""

    kind = CodeField(label=_("What do you want to tell us?"), widget=forms.RadioSelect)
    about = CodeField(label=_("Who or what is it about?"), widget=forms.RadioSelect)
    about_name = forms.CharField(
        label=_("Which partner, employer, recruiter or person?"), required=False, max_length=200
    )
    text = forms.CharField(
        label=_("What happened?"),
        help_text=_("The people it is about cannot read this."),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    contact = forms.CharField(
        label=_("Your name and where to answer you"),
        help_text=_(
            "Only if you wish. Otherwise you can read "
            "the answer at a web address that we will show you."
        ),
        required=False,
        max_length=200,
    )
    office = CodeField(label=_("Which centre?"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("kind", "about", "text", "office"):
            self.fields[name].required = False
            self.fields[name].asked = True  # type: ignore[attr-defined]
        self.offer("kind", codes.choices("feedback_kind"), blank=False)
        self.offer("about", codes.choices("feedback_about"), blank=False)
        found = offices()
        self.offer("office", found, blank=len(found) != 1)
