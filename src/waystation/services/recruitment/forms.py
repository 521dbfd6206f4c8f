"""Forms of ethical recruitment."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from waystation.foundation.pages.forms import (
    CodeField,
    KeyedForm,
    OfficeForm,
    record_field,
)
from waystation.foundation.records.sealed import readable_text
from waystation.foundation.shared.errors import Refusal
from waystation.foundation.shared.words import N_

from . import queries
from .fields import ASSESSMENT, FINDING, INCIDENT, RECRUITMENT

Choices = Sequence[tuple[str, str]]


class Assessment(OfficeForm):
    """An edition of the due diligence of an organisation."""

    table = ASSESSMENT
    permission = "recruiter.assess"

    def __init__(self, user: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(user, *args, **kwargs)
        self.fields["standard"] = CodeField(
            label=self.fields["standard"].label,
            help_text=self.fields["standard"].help_text,
            required=False,
            choices=[("", "–"), *queries.standards()],
        )
        self.fields["standard"].asked = True  # type: ignore[attr-defined]


class Incident(OfficeForm):
    """The incident, and the parties concerned."""

    table = INCIDENT
    permission = "incident.record"

    def __init__(self, user: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(user, *args, **kwargs)
        self.fields["entity"] = record_field(
            _("Recruiter or employer"), queries.parties_for(user), help_text=_("Where it is known.")
        )
        self.order_fields(["key", "office", "kind", "entity"])


class Recruitment(KeyedForm):
    """The recruitment of a worker: who recruits, for which job, where."""

    table = RECRUITMENT

    def __init__(self, parties: Choices, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["employer"] = record_field(_("Employer"), parties)
        self.fields["recruiter"] = record_field(
            _("Recruiter"),
            parties,
            help_text=_("Leave blank if the employer recruited directly."),
        )
        self.order_fields(["key", "occupation", "to_country", "employer", "recruiter"])


class Parties(forms.Form):
    """Who employs and who recruited."""

    def __init__(self, parties: Choices, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["employer"] = record_field(_("Employer"), parties)
        self.fields["recruiter"] = record_field(_("Recruiter"), parties)


class File(forms.Form):
    """A receipt or a document."""

    asked = ("file",)

    file = forms.FileField(
        label=_("File"), help_text=_("PDF, PNG or JPEG, at most 10 MB."), required=False
    )


class CallDays(forms.Form):
    """On which days after arrival workers are called."""

    days = forms.CharField(
        label=_("Days after arrival"), help_text=_("For example: 7 30 90 180"), max_length=100
    )

    @property
    def values(self) -> list[int]:
        """Return the days. Raises Refusal for an invalid number."""
        words = self.cleaned_data["days"].replace(",", " ").split()
        if not all(word.isdecimal() and len(word) < 6 for word in words):
            raise Refusal(
                N_("Write whole numbers with spaces between them."), field="days", code="days"
            )
        return [int(word) for word in words]


class SelfAssessment(forms.Form):
    """What an organisation says of itself: a group of fields for each criterion."""

    def __init__(self, findings: Sequence[Any], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.findings = findings
        for one in findings:
            key = one.id.hex
            self.fields[f"verdict-{key}"] = forms.ChoiceField(
                label=_("Your answer"),
                required=False,
                choices=[("", "–"), *FINDING["verdict"].get_choices()],
                initial=one.own_verdict,
            )
            self.fields[f"note-{key}"] = forms.CharField(
                label=_("How you can show it"),
                required=False,
                widget=forms.Textarea(attrs={"rows": 3}),
                initial=readable_text(one, "own_note"),
            )
            self.fields[f"file-{key}"] = forms.FileField(
                label=_("Document"), help_text=_("PDF, PNG or JPEG, at most 10 MB."), required=False
            )

    @property
    def answers(self) -> dict[UUID, dict[str, Any]]:
        """Return the answers by finding."""
        found = {}
        for one in self.findings:
            key = one.id.hex
            file = self.cleaned_data[f"file-{key}"]
            found[one.id] = {
                "verdict": self.cleaned_data[f"verdict-{key}"],
                "note": self.cleaned_data[f"note-{key}"],
                "file_name": file.name if file else "",
                "content": file.read() if file else b"",
            }
        return found


class Nothing(forms.Form):
    """An empty form with a button only."""
