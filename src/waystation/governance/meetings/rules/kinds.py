"""The codes of meetings, agendas and minutes that the database checks too."""

from __future__ import annotations

from waystation.foundation.shared.words import N_

MEETING_KINDS = [
    ("regular", N_("Regular (quarterly)")),
    ("additional", N_("Additional")),
    ("extended", N_("Extended: with donors, civil society, academia, media or others")),
    ("correspondence", N_("By correspondence")),
]
PURPOSES = [
    ("information", N_("For information")),
    ("discussion", N_("For discussion")),
    ("decision", N_("For decision")),
]
ATTENDED = [
    ("present", N_("Present")),
    ("apologies", N_("Sent apologies")),
    ("absent", N_("Absent")),
]
POLL_ANSWERS = [("yes", N_("Yes")), ("maybe", N_("If need be")), ("no", N_("No"))]
NOTICES = [
    ("convene", N_("Convening notice")),
    ("change", N_("Change")),
    ("cancel", N_("Cancellation")),
]
LONGEST_ITEM_MINUTES = 480
