"""Every read of the centres. The user comes first; other offices do not exist for them."""

from .centres import (
    centre_seen_by,
    centres_seen_by,
    offices_without_centre,
    public_centres,
)
from .counts import FourCounts, four_counts
from .marks import not_seen
from .people import export_of, timeline_of
from .profiles import (
    open_profile,
    profile_answers,
    profile_of_today,
    profile_seen_by,
    profiles_after,
    profiles_seen_by,
    skills_of,
)
from .sessions import (
    Attendance,
    attendance_of,
    attendees_named,
    headcounts_of,
    heads_of,
    open_session_by_code,
    session_seen_by,
    sessions_after,
    sessions_seen_by,
)
from .visits import (
    advice_of,
    answers_of,
    lines_of,
    offices_to_record_in,
    open_visit,
    today_of,
    visit_records_after,
    visit_seen_by,
    visits_seen_by,
)
from .waiting import InLine, in_line_today, waiting_one, waiting_seen_by, wish_of

__all__ = [
    "Attendance",
    "FourCounts",
    "InLine",
    "advice_of",
    "answers_of",
    "attendance_of",
    "attendees_named",
    "centre_seen_by",
    "centres_seen_by",
    "export_of",
    "four_counts",
    "headcounts_of",
    "heads_of",
    "in_line_today",
    "lines_of",
    "not_seen",
    "offices_to_record_in",
    "offices_without_centre",
    "open_profile",
    "open_session_by_code",
    "open_visit",
    "profile_answers",
    "profile_of_today",
    "profile_seen_by",
    "profiles_after",
    "profiles_seen_by",
    "public_centres",
    "session_seen_by",
    "sessions_after",
    "sessions_seen_by",
    "skills_of",
    "timeline_of",
    "today_of",
    "visit_records_after",
    "visit_seen_by",
    "visits_seen_by",
    "waiting_one",
    "waiting_seen_by",
    "wish_of",
]
