"""Forms of reports with more fields than their table."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _

from waystation.foundation.pages.forms import FieldsForm


class BlockForm(FieldsForm):
    """A block of a report: its text has room to be written."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if isinstance(field.widget, forms.Textarea):
                field.widget.attrs["rows"] = 8


class ImageForm(BlockForm):
    """A picture in a report: a file, and alternative text."""

    field_order = ("file", "alternative", "caption", "credit")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["image"].widget = forms.HiddenInput()
        self.fields["file"] = forms.FileField(
            label=_("Picture"), required=False, help_text=_("JPEG or PNG, at most 8 MB.")
        )
        self.order_fields(self.field_order)


class LetterheadForm(FieldsForm):
    """The letterhead of an office, with its logo."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["logo"] = forms.FileField(
            label=_("Logo"), required=False, help_text=_("JPEG or PNG, at most 8 MB.")
        )


class BegunForm(FieldsForm):
    """A report that is begun: its settings, and its offices where there are several to choose."""

    def __init__(self, offices: list[tuple[str, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if len(offices) > 1:
            self.fields["offices"] = forms.MultipleChoiceField(
                label=_("Offices"),
                choices=offices,
                widget=forms.CheckboxSelectMultiple,
                help_text=_(
                    "The report counts the records of these offices. Its draft can be read by "
                    "colleagues who read the indicators of all of them."
                ),
            )


class PreparedForm(FieldsForm):
    """A prepared report: its settings and its subject."""

    def __init__(self, scopes: list[tuple[str, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["scope"] = forms.ChoiceField(label=_("About"), choices=scopes)
        self.order_fields(["title", "scope"])
