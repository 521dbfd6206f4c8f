"""Actions on programmes and frameworks."""

from .frameworks import load_framework, load_frameworks
from .imports import Imported, import_activities
from .programmes import (
    change_programme_state,
    edit_programme,
    record_programme,
    set_donors,
    set_goals,
)

__all__ = [
    "Imported",
    "change_programme_state",
    "edit_programme",
    "import_activities",
    "load_framework",
    "load_frameworks",
    "record_programme",
    "set_donors",
    "set_goals",
]
