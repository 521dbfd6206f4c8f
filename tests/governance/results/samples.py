"""Indicators over the made-up visits."""

SERVED = {
    "key": "people_served",
    "title": {"en": "People served", "sq": "Persona të shërbyer", "sr": "Услужени људи"},
    "meaning": {"en": "Different people who came."},
    "source": "visits",
    "unit": "person",
    "measure": {"kind": "distinct", "column": "person", "anonymous": "each_once"},
    "over_time": "distinct",
    "over_places": "distinct",
    "by": ["sex", "age_band", "place", "office", "reason", "topics"],
    "pillar": "RES",
    "gcm": ["GCM3"],
    "sdg": ["10.7"],
    "unsdcf": ["PA4"],
}
VISITS = SERVED | {
    "key": "visits",
    "title": {"en": "Visits"},
    "unit": "visit",
    "measure": {"kind": "rows"},
    "over_time": "sum",
    "over_places": "sum",
}
WORK = VISITS | {
    "key": "visits_work",
    "title": {"en": "Visits about work"},
    "where": {"column": "reason", "is": "work"},
}
WOMEN = SERVED | {
    "key": "women_share",
    "title": {"en": "Women among people served"},
    "numerator": {"column": "sex", "is": "female"},
    "over_time": "ratio",
    "over_places": "ratio",
}
MINUTES = VISITS | {
    "key": "minutes",
    "title": {"en": "Median minutes"},
    "measure": {"kind": "median", "column": "minutes"},
    "over_time": "median",
    "over_places": "median",
}
ALL = [SERVED, VISITS, WORK, WOMEN, MINUTES]


def define(author, data, why="Needed by the office", approver=None):
    """Propose a definition, and have a programme manager of the same office approve it."""
    from waystation.foundation.access.models import User
    from waystation.governance.results import actions

    by = approver or User.objects.get(organisation=author.organisation, full_name="Blerim Hoti")
    draft = actions.propose_definition(author, data, why)
    return actions.decide_on_definition(by, draft.pk, "approve")
