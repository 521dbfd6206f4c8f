"""The field table of an import."""

from waystation.foundation.records.fields import Field, FieldTable
from waystation.foundation.shared.words import N_

UPLOAD = FieldTable(
    "imports.Upload",
    Field("name", "text", N_("File"), listed=True),
    Field("rows", "number", N_("Rows"), listed=True),
    Field("added", "number", N_("Recorded"), listed=True),
    Field("known", "number", N_("Imported before"), listed=True),
    Field("wrong", "number", N_("Rows with an error"), listed=True),
)
