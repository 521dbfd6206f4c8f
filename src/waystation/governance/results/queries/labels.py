"""The names of the codes by which figures are broken down."""

from __future__ import annotations

from uuid import UUID

from django.utils import translation
from django.utils.formats import date_format

from waystation.foundation.access import queries as access
from waystation.foundation.shared.periods import parse
from waystation.registry.reference import queries as reference

from . import store
from .figures import FigureTable


def label_of(table: FigureTable, dimension: str, code: str) -> str:
    """Return the name of a cell's code in the active language."""
    if dimension == "month":
        return date_format(parse(code).start, "F Y")
    if code == "":
        return translation.gettext("Not stated")
    declared = {
        column.name: column for column in store.tables()[table.known.definition.source].all_columns
    }[dimension]
    if declared.kind == "yes_no":
        return translation.gettext("Yes") if code == "yes" else translation.gettext("No")
    if dimension == "office":
        return access.office_names(table.known.organisation).get(str(UUID(code)), code)
    if declared.code_list:
        try:
            return reference.label(declared.code_list, code)
        except KeyError:
            return code
    return code
