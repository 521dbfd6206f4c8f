"""The pages of this app."""

from .frameworks import Coverage, FrameworkNew, FrameworkPage, Frameworks, FrameworksLoad
from .iati import IatiExport, IatiImport
from .programmes import (
    Donors,
    Goals,
    Home,
    ProgrammeEdit,
    ProgrammeNew,
    ProgrammePage,
    Programmes,
    ProgrammeTransition,
)
from .registers import PAGES
from .reports import Capacity, Drivers, ProgressReport

__all__ = [
    "PAGES",
    "Capacity",
    "Coverage",
    "Donors",
    "Drivers",
    "FrameworkNew",
    "FrameworkPage",
    "Frameworks",
    "FrameworksLoad",
    "Goals",
    "Home",
    "IatiExport",
    "IatiImport",
    "ProgrammeEdit",
    "ProgrammeNew",
    "ProgrammePage",
    "ProgrammeTransition",
    "Programmes",
    "ProgressReport",
]
