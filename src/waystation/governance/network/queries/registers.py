"""The Network's registers: their labels, choices and totals."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.utils.timezone import get_current_timezone

from waystation.foundation.access import queries as access
from waystation.foundation.access.queries import AnyUser
from waystation.foundation.records.models import Revision
from waystation.foundation.records.registers import Register
from waystation.foundation.shared.errors import NotSeen
from waystation.foundation.shared.periods import quarter, year
from waystation.foundation.shared.read_once import once
from waystation.foundation.shared.words import N_
from waystation.governance.network.models import Network
from waystation.governance.network.models import registers as models
from waystation.governance.network.rules import registers as rules
from waystation.governance.network.rules.clocks import working_days_after
from waystation.registry.organisations import queries as organisations
from waystation.registry.reference import queries as reference

from .readings import days_off

READ = "network.read"
SECRETARIAT = "register.record"
MEMBERS = "register.propose"


def entity_choices(user: AnyUser) -> Sequence[tuple[str, str]]:
    """Return the organisations of the organisation, by name."""
    rows = organisations.entities_visible_to(user).filter(retired_on__isnull=True)
    return [(str(key), name) for key, name in rows.values_list("id", "name")[:2000]]


def colleague_choices(user: AnyUser) -> Sequence[tuple[str, str]]:
    """Return the accounts of the organisation that may be a liaison."""
    rows = organisations.accounts_of(access.signed_in(user).organisation_id)
    return [(str(key), name) for key, name in rows.items()]


def currency_choices(user: AnyUser) -> Sequence[tuple[str, str]]:
    """Return the currencies of funds."""
    return [("EUR", "EUR"), ("USD", "USD"), ("CHF", "CHF"), ("GBP", "GBP"), ("SEK", "SEK")]


Row = Mapping[str, Any]
State = tuple[str, str] | None


def _support_state(row: Row, today: date) -> State:
    if row["answered_on"]:
        return N_("Answered"), "g"
    late = (today - row["received_on"]).days > 30
    return (N_("Waits over 30 days"), "r") if late else (N_("Waits"), "a")


def _review_state(row: Row, today: date) -> State:
    if row["due_on"] and row["due_on"] < today <= row["day"]:
        return N_("Our part is late"), "r"
    return (N_("Ahead"), "b") if row["day"] >= today else None


def _resource_state(row: Row, today: date) -> State:
    if row["state"] != "open":
        return None
    late = row["needed_by"] and row["needed_by"] < today
    return (N_("Late"), "r") if late else (N_("Open"), "a")


def _funding_state(row: Row, today: date) -> State:
    if row["stage"] in rules.FUND_WAITS and row["deadline_on"] and row["deadline_on"] < today:
        return N_("Deadline passed"), "r"
    if row["stage"] in rules.FUND_WON:
        return N_("Won"), "g"
    return None


MECHANISMS = Register(
    "mechanisms", models.Mechanism, "mechanism", N_("Coordination mechanisms"),
    N_("Existing coordination mechanisms, the liaison to each, and the activities concerned."),
    N_("Add a mechanism"),
    N_("No mechanisms yet. Add UNKT, UNMIK or a results group with its liaison."),
    READ, SECRETARIAT, "name",
    ("name", "kind", "role", "liaison", "meets"),
    ("name", "kind", "liaison", "meets"),
    rules.refusal_of_mechanism, filters=("kind",), choices={"liaison": colleague_choices},
    paragraph="48 73",
)  # fmt: skip
ENGAGEMENTS = Register(
    "engagements", models.Engagement, "engagement", N_("Engagements with partners"),
    N_("The partners engaged, the results, and the process they contributed to."),
    N_("Record an engagement"),
    N_("None yet. After a meeting with a partner, say what it was about and what it fed."),
    READ, MEMBERS, "topic",
    ("entity", "day", "kind", "topic", "outcome", "fed", "fed_level"),
    ("topic", "entity", "day", "kind", "fed"),
    rules.refusal_of_engagement, filters=("kind",), choices={"entity": entity_choices},
    paragraph="74", search=("topic", "fed", "outcome"), day="day",
)  # fmt: skip
EXCHANGES = Register(
    "exchanges", models.Exchange, "exchange", N_("Exchanges"),
    N_("With the global and regional Network, UNKT and Kosovo stakeholders, at least quarterly."),
    N_("Record an exchange"),
    N_("None yet. Record the last call or letter with the global or regional Network."),
    READ, MEMBERS, "subject",
    ("level", "counterpart", "initiative", "day", "subject", "follow_up"),
    ("subject", "level", "counterpart", "initiative", "day"),
    rules.refusal_of_exchange, filters=("level",), paragraph="68 80",
    search=("subject", "counterpart", "initiative"), day="day",
)  # fmt: skip
SUPPORT = Register(
    "support-requests", models.SupportRequest, "support_request", N_("Requests of authorities"),
    N_("What Kosovo authorities asked for, who leads the answer, and how long it took."),
    N_("Record a request"),
    N_("None yet. Record a request the day it arrives: the time to the answer counts from then."),
    READ, SECRETARIAT, "topic",
    ("authority", "topic", "gcm", "received_on", "lead", "answered_on", "answer"),
    ("topic", "authority", "received_on", "lead", "answered_on"),
    rules.refusal_of_support_request, codes={"gcm": "gcm_objective"},
    choices={"lead": entity_choices}, state=_support_state, paragraph="67",
    search=("topic", "authority"), day="received_on",
)  # fmt: skip
REVIEWS = Register(
    "gcm-reviews", models.GcmReview, "gcm_review", N_("Calendar of reviews of the Global Compact"),
    N_("Local, regional and global reviews, what we bring, and by when."),
    N_("Add a review"),
    N_("None yet. Add the next regional review and the next Migration Review Forum."),
    READ, SECRETARIAT, "title",
    ("title", "level", "day", "contribution", "due_on"),
    ("title", "level", "day", "contribution", "due_on"),
    rules.refusal_of_gcm_review, filters=("level",), state=_review_state, paragraph="67",
    day="day",
)  # fmt: skip
OFFERS = Register(
    "capacity-offers", models.CapacityOffer, "capacity_offer", N_("Capacity-building"),
    N_("What entities offer to authorities and partners, and when."),
    N_("Add an offer"),
    N_("None yet. Add a training, a tool or advice that your entity offers."),
    READ, MEMBERS, "title",
    ("title", "kind", "provider", "audience", "starts_on", "ends_on", "gcm", "state"),
    ("title", "kind", "provider", "audience", "starts_on", "state"),
    rules.refusal_of_offer, filters=("kind", "state"), codes={"gcm": "gcm_objective"},
    choices={"provider": entity_choices}, paragraph="70", day="starts_on",
)  # fmt: skip
EXPERTS = Register(
    "experts", models.Expert, "expert", N_("Roster of experts"),
    N_("Who can help with what, by function. The entity's focal point knows the person."),
    N_("Add an expert"),
    N_("None yet. Add what your entity's experts can help with."),
    READ, MEMBERS, "function",
    ("function", "entity", "skills", "languages", "available"),
    ("function", "entity", "skills", "languages", "available"),
    rules.refusal_of_expert, codes={"languages": "language"}, choices={"entity": entity_choices},
    paragraph="95", search=("function", "skills"),
)  # fmt: skip
RESOURCES = Register(
    "resource-requests", models.ResourceRequest, "resource_request",
    N_("Requests for specialised resources"),
    N_("Resources the co-chairs seek so that the Network can do its work, and the results."),
    N_("Request a resource"),
    N_("None yet. A co-chair requests what the Network lacks; members answer here."),
    READ, "resource.answer", "need",
    ("need", "skill", "entity", "requested_on", "needed_by", "state", "answer", "answered_on"),
    ("need", "skill", "entity", "requested_on", "needed_by", "state"),
    rules.refusal_of_resource_request, filters=("state",), choices={"entity": entity_choices},
    state=_resource_state, paragraph="95", day="requested_on", begin="resource.request",
)  # fmt: skip
SDGS = Register(
    "sdg", models.SdgTarget, "sdg_target", N_("Nationalisation of the SDGs"),
    N_(
        "Each migration-related target: local indicator, who maintains it, baseline, source, "
        "stage."
    ),
    N_("Add a target"),
    N_("None yet. Begin with target 10.7. This table is a mandatory section of each report."),
    READ, SECRETARIAT, "target",
    ("target", "stage", "indicator", "custodian", "baseline", "source", "next_step"),
    ("target", "indicator", "custodian", "baseline", "source", "stage"),
    rules.refusal_of_sdg_target, filters=("stage",), codes={"target": "sdg_target"},
    paragraph="98", search=("target", "indicator"),
)  # fmt: skip
FUNDING = Register(
    "funding", models.Funding, "funding", N_("Funding pipeline"),
    N_("Opportunities, concept notes and pledges, the Migration MPTF among them."),
    N_("Add a line"),
    N_("None yet. Add an opportunity with its lead entity, and move it from stage to stage."),
    READ, MEMBERS, "title",
    ("title", "kind", "source", "stage", "stage_on", "lead", "partners", "gcm", "gender_marker",
     "rights_marker", "currency", "asked", "pledged", "deadline_on", "contact"),
    ("title", "kind", "stage", "lead", "asked", "pledged", "deadline_on"),
    rules.refusal_of_funding, filters=("kind", "stage"), codes={"gcm": "gcm_objective"},
    choices={"lead": entity_choices, "partners": entity_choices, "currency": currency_choices},
    state=_funding_state, paragraph="113", search=("title", "source"), day="stage_on",
    money=("asked", "pledged"),
)  # fmt: skip
REGISTERS: dict[str, Register] = {
    one.key: one
    for one in (
        MECHANISMS, ENGAGEMENTS, EXCHANGES, SUPPORT, REVIEWS, OFFERS, EXPERTS, RESOURCES, SDGS,
        FUNDING,
    )
}  # fmt: skip


def register_named(key: str) -> Register:
    """Return one of the Network's registers. Raises NotSeen."""
    if key not in REGISTERS:
        raise NotSeen(N_("There is no such register."), code="register_unknown")
    return REGISTERS[key]


@once
def _entities_engaged(office_id: Any, start: date, end: date) -> list[tuple[UUID, str]]:
    rows = models.Engagement.objects.filter(office_id=office_id, day__gte=start, day__lt=end)
    return list(rows.values_list("entity", "entity__category"))


@once
def category_coverage(office_id: Any, start: date, end: date) -> list[tuple[str, int, int]]:
    """Return (category, partners known, engagements in the period), for all categories."""
    engaged = Counter(category for _entity, category in _entities_engaged(office_id, start, end))
    ours = Network.objects.filter(office_id=office_id).values("organisation_id")
    rows = organisations.Entity.objects.filter(organisation_id__in=ours, retired_on__isnull=True)
    known = Counter(rows.values_list("category", flat=True))
    categories = reference.codes("stakeholder_category")
    return [(key, known.get(key, 0), engaged.get(key, 0)) for key in categories]


def categories_without(office_id: Any, start: date, end: date) -> list[str]:
    """Return the categories of partners that were not engaged in a period; "other" is none."""
    engaged = {category for _entity, category in _entities_engaged(office_id, start, end)}
    categories = reference.codes("stakeholder_category")
    return [key for key in categories if key not in engaged and key != "other"]


@once
def _exchanges(office_id: Any) -> list[tuple[str, date, str]]:
    rows = models.Exchange.objects.filter(office_id=office_id).order_by("day", "id")
    return list(rows.values_list("level", "day", "initiative"))


def last_exchanges(office_id: Any) -> dict[str, date | None]:
    """Return the day of the last exchange with each level."""
    found = {level: day for level, day, _initiative in _exchanges(office_id)}
    return {key: found.get(key) for key, _ in rules.LEVELS}


@once
def silent_levels(office_id: Any, today: date) -> list[str]:
    """Return the levels with which nothing was exchanged in the present quarter."""
    return rules.levels_without_exchange(last_exchanges(office_id), quarter(today).start)


@once
def _requests(office_id: Any) -> list[tuple[date, date | None]]:
    rows = models.SupportRequest.objects.filter(office_id=office_id)
    return list(rows.values_list("received_on", "answered_on"))


def response_times(office_id: Any, start: date, end: date) -> dict[str, Any]:
    """Return how requests of authorities that arrived in a period were answered."""
    return rules.response_days(one for one in _requests(office_id) if start <= one[0] < end)


def late_requests(office_id: Any, today: date, days: int) -> int:
    """Return how many requests of authorities wait longer than so many working days."""
    waiting = [received for received, answered in _requests(office_id) if answered is None]
    return sum(working_days_after(day, days, days_off()) < today for day in waiting)


@once
def size_of(register: str, office_id: Any) -> int:
    """Return how many entries a register of an office has."""
    model = register_named(register).model
    return int(model._default_manager.filter(office_id=office_id).count())


def entries_on(register: Register, office_id: Any, day: date) -> dict[UUID, dict[str, Any]]:
    """Return the entries of a register as they were at the end of a day, by key."""
    end = datetime.combine(day + timedelta(days=1), time(), get_current_timezone())
    states = Revision.objects.filter(
        subject_kind=register.kind,
        subject_id__in=register.model._default_manager.filter(office_id=office_id).values("id"),
        at__lt=end,
    ).order_by("number")
    return {one.subject_id: one.values for one in states}


@once
def _pipeline(office_id: Any) -> list[dict[str, Any]]:
    rows = models.Funding.objects.filter(office_id=office_id)
    return [dict(one) for one in rows.values("kind", "stage", "lead", "deadline_on")]


def funding_counts(office_id: Any, today: date) -> tuple[int, int, int]:
    """Return lines of the funding pipeline, entities that lead them, partners of the year."""
    lines, span = _pipeline(office_id), year(today)
    partners = {entity for entity, _category in _entities_engaged(office_id, span.start, span.end)}
    return len(lines), len({one["lead"] for one in lines}), len(partners)


def trust_fund_lines(office_id: Any, today: date) -> tuple[int, int, int]:
    """Return lines of the Migration MPTF: all, those granted, those whose deadline passed."""
    lines = [one for one in _pipeline(office_id) if one["kind"] == "mptf"]
    waits = [one for one in lines if one["stage"] in rules.FUND_WAITS and one["deadline_on"]]
    won = sum(one["stage"] in rules.FUND_WON for one in lines)
    return len(lines), won, sum(one["deadline_on"] < today for one in waits)


def linked_initiatives(office_id: Any, today: date) -> list[str]:
    """Return the regional and global initiatives that exchanges of the last year link to."""
    names = [
        initiative.strip()
        for level, day, initiative in _exchanges(office_id)
        if level in {"regional", "global"} and day > today - timedelta(days=365)
    ]
    return list(dict.fromkeys(name for name in names if name))


@once
def open_resources(office_id: Any) -> int:
    """Return how many requests for resources have no answer."""
    return models.ResourceRequest.objects.filter(office_id=office_id, state="open").count()
