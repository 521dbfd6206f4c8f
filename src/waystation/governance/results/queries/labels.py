"""Labels of the codes by which figures are broken down."""

from __future__ import annotations

from uuid import UUID

from django.utils import translation
from django.utils.formats import date_format

from waystation.foundation.access import queries as access
from waystation.foundation.shared.facts import Column
from waystation.foundation.shared.periods import parse
from waystation.registry.reference import queries as reference

from . import store
from .columns import split
from .figures import FigureTable


def label_of(table: FigureTable, dimension: str, code: str) -> str:
    """Return the name of a cell's code in the active language."""
    return code_name(table.known.definition.source, table.known.organisation, dimension, code)


def code_name(source: str, organisation: UUID, dimension: str, code: str) -> str:
    """Return the name of a code of a column of facts, or of a month."""
    if dimension == "month":
        return date_format(parse(code).start, "YEAR_MONTH_FORMAT")
    if code == "":
        return translation.gettext("Not stated")
    declared = column_of(source, dimension)
    if declared is None:  # the app of the source is not installed any more
        return code
    if declared.kind == "yes_no":
        return translation.gettext("Yes") if code == "yes" else translation.gettext("No")
    if dimension == "office":
        return access.office_names(organisation).get(str(UUID(code)), code)
    if declared.code_list:
        try:
            return reference.label(declared.code_list, code)
        except KeyError:
            return code
    return code


def column_of(source: str, name: str) -> Column | None:
    """Return a column of the facts of a source; None where an app does not declare it."""
    table = store.tables().get(source)
    found = [one for one in table.all_columns if one.name == name] if table else []
    return found[0] if found else None


def codes_named(source: str, organisation: UUID, dimension: str, value: str) -> str:
    """Return the labels of one record's codes, "" if it has none."""
    return ", ".join(
        code_name(source, organisation, dimension, code) for code in split(value) if code
    )
