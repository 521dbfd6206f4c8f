"""Forms of imports."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from waystation.foundation.access import queries as access
from waystation.foundation.access.http import offer

from . import queries
from .contributions import Importer
from .rules import cells, columns, sheets

CHOOSE_FIRST = {
    "required": gettext_lazy("Choose a file first."),
    "empty": gettext_lazy("This file is empty. Choose the file again."),
}


class Sheet(forms.Form):
    """A sheet of one of the offices."""

    office = forms.TypedChoiceField(label=gettext_lazy("Office"), coerce=UUID)
    sheet = forms.ChoiceField(label=gettext_lazy("What the rows are"))
    file = forms.FileField(
        label=gettext_lazy("Excel or CSV file"),
        help_text=gettext_lazy("The first sheet is read. Headings stand above the rows."),
        error_messages=CHOOSE_FIRST,
    )

    def __init__(self, user: Any, kinds: dict[str, Importer], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        permission = next(iter(kinds.values())).permission
        offer(self, "office", access.office_choices(user, permission))
        offer(self, "sheet", [(key, _(one.title)) for key, one in kinds.items()])


class Columns(forms.Form):
    """Which column each field is read from; for a field of answers also one for every row."""

    day_order = forms.ChoiceField(label=gettext_lazy("Date format"))

    def __init__(self, upload: Any, samples: dict[int, list[str]], *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.upload, self.importer = upload, queries.importer_of(upload.sheet)
        order: Any = self.fields["day_order"]
        order.choices = [(code, _(words)) for code, words in cells.ORDERS]
        order.initial = upload.day_order
        places = [("", "–")]
        for place, heading in enumerate(upload.headings):
            shown = ", ".join(samples.get(place, []))
            label = f"{sheets.letters(place)} · {heading}"
            places.append((str(place), f"{label} ({shown})" if shown else label))
        for field in self.importer.table:
            place = upload.columns.get(field.name)
            box = forms.ChoiceField(
                label=_(field.label),
                help_text=_(field.hint) if field.hint and not field.sealed else "",
                choices=places,
                required=False,
                initial="" if place is None else str(place),
            )
            box.asked = field.required  # type: ignore[attr-defined]
            self.fields[f"column_{field.name}"] = box
            if field.kind == "code":
                self.fields[f"every_{field.name}"] = forms.ChoiceField(
                    label=_("{field}, for every row").format(field=field.title),
                    choices=[("", "–"), *field.get_choices()],
                    required=False,
                    initial=upload.constants.get(field.name, field.initial or ""),
                )

    def rows(self) -> list[dict[str, Any]]:
        """Return the boxes field by field, for the template."""
        return [
            {
                "column": self[f"column_{field.name}"],
                "every": self[f"every_{field.name}"]
                if f"every_{field.name}" in self.fields
                else None,
                "required": field.required,
            }
            for field in self.importer.table
        ]

    @property
    def columns_by_field(self) -> dict[str, int | None]:
        given = {name: self.cleaned_data[f"column_{name}"] for name in self.importer.table.names}
        return {name: int(place) if place else None for name, place in given.items()}

    @property
    def constants(self) -> dict[str, str]:
        return {
            name: self.cleaned_data.get(f"every_{name}") or "" for name in self.importer.table.names
        }


class Answers(forms.Form):
    """Which answer each text of the sheet means."""

    def __init__(self, upload: Any, sheet: sheets.Sheet, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.groups = []
        importer = queries.importer_of(upload.sheet)
        for field, texts in queries.texts_to_answer(upload, sheet):
            offered = (
                [("yes", _("Yes")), ("no", _("No"))]
                if field.kind == "yes_no"
                else field.get_choices()
            )
            choices = [("", _("Not decided: an error")), *offered, (columns.EMPTY, _("No answer"))]
            names = []
            for number, one in enumerate(texts):
                name = f"answer_{field.name}_{number}"
                box = forms.ChoiceField(
                    label=f"{one.text} ({one.count})",
                    choices=choices,
                    required=False,
                    initial=one.answer,
                    help_text=""
                    if one.certain
                    else _("Suggested because it is alike; check it.")
                    if one.answer
                    else _("Nothing in the list is like this."),
                )
                self.fields[name] = box
                names.append((name, one))
            column = upload.headings[upload.columns[field.name]]
            self.groups.append((importer.table[field.name], column, names))

    def tables(self) -> list[dict[str, Any]]:
        """Return the boxes of each column, for the template: the uncertain ones first."""
        return [
            {
                "title": field.title,
                "column": column,
                "rows": [
                    {"box": self[name], "text": one}
                    for name, one in sorted(names, key=lambda each: each[1].certain)
                ],
            }
            for field, column, names in self.groups
        ]

    @property
    def answers(self) -> dict[str, dict[str, str]]:
        return {
            field.name: {one.text: self.cleaned_data.get(name) or "" for name, one in names}
            for field, _column, names in self.groups
        }
