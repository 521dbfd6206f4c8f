"""The pages of profiles and job titles."""

from .cvs import CvUpload, Europass
from .esco import Esco
from .lines import LineEdit, LineNew, LineRemove
from .own import OwnConfirm, OwnCv, OwnLineEdit, OwnLineNew, OwnLineRemove, OwnProfile, OwnWishes
from .profiles import (
    LinkNew,
    ProfileConfirm,
    ProfileEdit,
    ProfileNew,
    ProfilePage,
    Profiles,
    ProfileTransition,
)
from .titles import Titles

__all__ = [
    "CvUpload",
    "Esco",
    "Europass",
    "LineEdit",
    "LineNew",
    "LineRemove",
    "LinkNew",
    "OwnConfirm",
    "OwnCv",
    "OwnLineEdit",
    "OwnLineNew",
    "OwnLineRemove",
    "OwnProfile",
    "OwnWishes",
    "ProfileConfirm",
    "ProfileEdit",
    "ProfileNew",
    "ProfilePage",
    "ProfileTransition",
    "Profiles",
    "Titles",
]
