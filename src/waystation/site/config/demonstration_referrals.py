"""Fictional partners, their services, and referrals in every state, created by their actions.

The clock is set to the time of each step, so that deadlines, answers and delays are realistic.
Organisations and people are fictional.
"""

from __future__ import annotations

import random
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from waystation.foundation.shared import periods
from waystation.registry.directory import actions as directory
from waystation.registry.organisations import actions as organisations
from waystation.registry.privacy import actions as privacy
from waystation.registry.referrals import actions

SEED = 1244
HERE = ZoneInfo(periods.HOME_ZONE)

# name, kind; services: name, kind, places, languages, hours, capacity, free places
PARTNERS: list[tuple[str, str, list[tuple[str, str, list[str], list[str], str, int, int]]]] = [
    (
        "Legal Aid Centre (fictional)",
        "civil_society",
        [
            ("Free legal aid", "legal_aid", [], ["sq", "sr", "en"], "Mon–Fri 09:00–15:00", 60, 12),
            ("Help with civil documents", "documents", ["xk-prishtine", "xk-lipjan"],
             ["sq", "sr"], "Tue and Thu 09:00–13:00", 30, 4),
        ],
    ),
    (
        "Employment Office Prishtinë (fictional)",
        "authority",
        [
            ("Job search with an adviser", "employment", ["xk-prishtine", "xk-fushe-kosove"],
             ["sq", "sr"], "Mon–Fri 08:00–16:00", 200, 45),
            ("Welding and installation course", "training", ["xk-prishtine"], ["sq"],
             "Mon–Fri 17:00–20:00", 24, 0),
        ],
    ),
    (
        "Municipal Centre for Social Work Pejë (fictional)",
        "municipality",
        [
            ("Social assistance", "social_support", ["xk-peje", "xk-decan", "xk-istog"], ["sq"],
             "Mon–Fri 08:00–15:00", 80, 20),
        ],
    ),
    (
        "Health Mission Mitrovicë (fictional)",
        "authority",
        [
            ("Psychosocial support", "mental_health", ["xk-mitrovice-e-jugut", "xk-vushtrri"],
             ["sq", "sr"], "Mon–Thu 10:00–14:00", 20, 3),
        ],
    ),
    (
        "Reintegration Fund (fictional)",
        "civil_society",
        [
            ("Reintegration grant", "return", [], ["sq", "sr", "en"], "By appointment", 15, 2),
            ("Starting a business after return", "business", [], ["sq", "en"], "Wed 10:00–12:00",
             10, 1),
        ],
    ),
    (
        "Agency for Recognition of Diplomas (fictional)",
        "authority",
        [("Recognition of foreign diplomas", "recognition", [], ["sq", "sr", "en"],
          "Mon–Fri 09:00–12:00", 100, 60)],
    ),
]  # fmt: skip
ASKED = {
    "legal_aid": "Please check an employment contract from abroad before it is signed.",
    "documents": "Birth certificate of a child born abroad has to be registered.",
    "employment": "Looks for work as an electrician and has eight years of experience.",
    "training": "Wants a certificate as a welder that is recognised in Germany.",
    "social_support": "Family came back in spring and has no income yet.",
    "mental_health": "Sleeps badly since the return and asked for somebody to talk to.",
    "return": "Came back voluntarily and wants to equip a small workshop.",
    "business": "Has a plan for a bakery and needs advice on the first steps.",
    "recognition": "Diploma of nursing from Switzerland, all papers are complete.",
}
PATHS = (
    ["confirmed"] * 9
    + ["accepted"] * 4
    + ["closed"] * 3
    + ["contradicted", "again"] * 2
    + ["declined"] * 3
    + ["sent"] * 3
    + ["late"] * 2
    + ["more_asked"] * 2
    + ["cancelled", "stopped", "overridden", "to_approve"]
    + ["draft"] * 2
    + ["in_confirmed"] * 2
    + ["in_sent"] * 2
)
"""The course of each referral; "again" continues one that was declined."""
FRESH = {"sent": 3, "in_sent": 3, "draft": 3, "to_approve": 3, "more_asked": 6, "late": 9}
"""How many days ago the open referrals were begun: no more than one weekend lies between."""
CHAINED = {"declined": (90, 150), "again": (12, 60)}
"""Minimum and maximum number of days ago; a declined referral comes before its continuation."""
PRIORITY = {"sent": "normal", "late": "emergency", "overridden": "emergency"}


@dataclass
class Story:
    """The objects that the referrals share."""

    organisation_id: UUID
    offices: Sequence[Any]
    counsellors: Sequence[Any]
    people: dict[int, list[UUID]]
    manager: Any
    now: datetime
    clock: Path
    chance: random.Random = field(default_factory=lambda: random.Random(SEED))  # noqa: S311
    services: list[Any] = field(default_factory=list)
    steps: list[tuple[datetime, int, Callable[[], object]]] = field(default_factory=list)
    made: dict[int, Any] = field(default_factory=dict)
    last: dict[int, datetime] = field(default_factory=dict)

    def at(self, number: int, moment: datetime, step: Callable[[], object]) -> None:
        """Take a step of a referral within opening hours, after the step before it."""
        opened = _opening(moment)
        if number in self.last and opened <= self.last[number]:
            opened = _opening(self.last[number] + timedelta(minutes=5))
        self.last[number] = opened
        self.steps.append((opened, len(self.steps), step))


def _opening(moment: datetime) -> datetime:
    """Return the given time, or the next one within opening hours."""
    here = moment.astimezone(HERE)
    if here.hour < 8:
        here = here.replace(hour=8)
    if here.hour >= 16:
        here = (here + timedelta(days=1)).replace(hour=8)
    while here.weekday() >= 5:
        here += timedelta(days=1)
    return here


def enter_partners(secretary: Any, keeper: Any, office_id: UUID, focal_point: Any) -> list[Any]:
    """Create the partners with focal point and back-up, and their services."""
    services = []
    for number, (name, kind, offered) in enumerate(PARTNERS):
        entity = organisations.record_entity(secretary, office_id, name=name, acronym="", kind=kind)
        first = {"account": focal_point.id} if number == 0 else {"name": "Focal point (fictional)"}
        for alternate, who in ((False, first), (True, {"name": "Back-up (fictional)"})):
            organisations.name_focal_point(
                secretary, entity.id, starts_on=date(2024, 1, 1), alternate=alternate,
                email=f"partner{number}{'b' if alternate else ''}@partner.example", **who,
            )  # fmt: skip
        for title, need, places, languages, hours, capacity, free in offered:
            services.append(
                directory.record_service(
                    keeper,
                    office_id,
                    entity.id,
                    name=title,
                    kind=need,
                    places=places,
                    languages=languages,
                    hours=hours,
                    capacity=capacity,
                    free_places=free,
                    address="Rruga e Shembullit 7",
                    telephone="+383 38 000 111",
                    eligibility="Residents and returnees; free of charge.",
                    takes_referrals=True,
                )
            )
    return services


def tell(
    organisation_id: UUID,
    offices: Sequence[Any],
    counsellors: Sequence[Any],
    people: dict[int, list[UUID]],
    *,
    secretary: Any,
    manager: Any,
    focal_point: Any,
) -> int:
    """Create the partners and the referrals up to now; return the number of referrals.

    ``counsellors`` and ``people`` are those of each office, in the order of ``offices``.
    """
    with tempfile.TemporaryDirectory(prefix="waystation-demonstration-") as folder:
        present = periods.now()
        story = Story(
            organisation_id, offices, counsellors, people, manager, present,
            Path(folder) / "clock",
        )  # fmt: skip
        periods.follow(story.clock)
        try:
            # Two entries have not been confirmed for half a year; the others were confirmed
            # recently.
            _turn(story, present - timedelta(days=200))
            story.services = enter_partners(secretary, counsellors[0], offices[0].id, focal_point)
            _turn(story, present - timedelta(days=20))
            for service in story.services[:-2]:
                directory.confirm_service(counsellors[0], service.id)
            for number, path in enumerate(PATHS):
                _plan(story, number, path)
            for moment, _number, step in sorted(story.steps, key=lambda one: one[:2]):
                if moment <= present:
                    _turn(story, moment)
                    step()
        finally:
            periods.follow(None)
    actions.alert_overdue()
    return len(story.made)


def _turn(story: Story, moment: datetime) -> None:
    story.clock.write_text(moment.isoformat())


def _plan(story: Story, number: int, path: str) -> None:
    """Schedule the steps of one referral."""
    chance = story.chance
    at = 0 if path in CHAINED else chance.choices([0, 1, 2], [60, 22, 18])[0]
    days = FRESH.get(path) or chance.randint(*CHAINED.get(path, (12, 150)))
    start = datetime.combine(
        story.now.astimezone(HERE).date() - timedelta(days=days),
        time(chance.randint(8, 14), chance.randint(0, 59)),
        HERE,
    )
    if path.startswith("in_"):
        story.at(number, start, partial(_receive, story, number, at))
        if path == "in_confirmed":
            story.at(number, start + timedelta(days=2), partial(_take_in, story, number, at))
        return
    story.at(number, start, partial(_draft, story, number, at, path))
    if path == "draft":
        return
    if path in ("to_approve", "overridden"):
        story.at(number, start + timedelta(minutes=4), partial(_ask_override, story, number, at))
        if path == "overridden":
            story.at(number, start + timedelta(minutes=30), partial(_approve, story, number))
            story.at(
                number, start + timedelta(hours=3), partial(_step, story, number, at, "accept")
            )
        return
    story.at(number, start + timedelta(minutes=6), partial(_send, story, number, at))
    hours = 20 if path == "more_asked" else chance.choice([3, 20, 26, 50, 70, 110])
    _plan_answer(story, number, at, path, start + timedelta(hours=hours))


def _plan_answer(story: Story, number: int, at: int, path: str, when: datetime) -> None:
    if path in ("sent", "late"):
        return
    if path == "more_asked":
        story.at(number, when, partial(_step, story, number, at, "ask_more",
                               note="Which documents does the person have?"))  # fmt: skip
        return
    if path == "declined":
        story.at(
            number, when, partial(_step, story, number, at, "decline", decline_reason="no_capacity")
        )
        return
    if path == "cancelled":
        story.at(number, when, partial(_step, story, number, at, "cancel",
                               note="The person found work meanwhile."))  # fmt: skip
        return
    story.at(number, when, partial(_step, story, number, at, "accept"))
    if path == "stopped":
        story.at(number, when + timedelta(days=2), partial(_withdraw, story, number, at))
        return
    if path == "accepted":
        return
    close = when + timedelta(days=3)
    outcome = story.chance.choices(["received", "partly", "not_reached"], [70, 20, 10])[0]
    story.at(number, close, partial(_step, story, number, at, "close", outcome=outcome))
    said = close + timedelta(days=4)
    if path in ("confirmed", "again"):
        story.at(number, said, partial(_step, story, number, at, "confirm"))
    if path == "contradicted":
        story.at(number, said, partial(_step, story, number, at, "contradict",
                               note="Nobody has called me."))  # fmt: skip


def _draft(story: Story, number: int, at: int, path: str) -> None:
    chance = story.chance
    service = story.services[number % len(story.services)]
    follows = None
    person = chance.choice(story.people[at])
    if path == "again":
        before = next(
            (one for one in story.made.values() if one.direction == "out"
             and _state(one) == "declined" and one.office_id == story.offices[at].id), None,
        )  # fmt: skip
        if before is not None:
            follows, person = before.id, before.person_id
    story.made[number] = actions.draft_referral(
        story.counsellors[at],
        person,
        service=service.id,
        follows=follows,
        need=service.kind,
        priority=PRIORITY.get(path)
        or chance.choices(["normal", "urgent", "emergency"], [60, 30, 10])[0],
        fields_shared=["name", "contacts", "needs"],
        summary=ASKED[service.kind],
    )


def _state(referral: Any) -> str:
    referral.refresh_from_db(fields=["state"])
    return str(referral.state)


def _send(story: Story, number: int, at: int) -> None:
    referral = story.made[number]
    privacy.record_consent(
        story.counsellors[at],
        referral.person_id,
        purpose="referral",
        recipient=referral.entity.name,
        fields=referral.fields_shared,
        language="sq",
        text_number=1,
        how="spoken",
    )
    _step(story, number, at, "send")


def _step(story: Story, number: int, at: int, step: str, **values: Any) -> None:
    story.made[number] = actions.change_referral_state(
        story.counsellors[at], story.made[number].id, step, **values
    )


def _ask_override(story: Story, number: int, at: int) -> None:
    _step(
        story, number, at, "ask_override",
        note="Acute danger to health; the person could not answer our questions.",
    )  # fmt: skip


def _approve(story: Story, number: int) -> None:
    actions.change_referral_state(story.manager, story.made[number].id, "approve_override")


def _withdraw(story: Story, number: int, at: int) -> None:
    privacy.withdraw_consent(story.counsellors[at], story.made[number].consent_id)


def _receive(story: Story, number: int, at: int) -> None:
    service = story.services[number % len(story.services)]
    story.made[number] = actions.receive_referral(
        story.counsellors[at],
        story.offices[at].id,
        service.entity_id,
        need="employment",
        priority="normal",
        given=story.chance.choice(["Arbnora", "Burim", "Dardan", "Edona"]),
        family="Shembulli",
        birth_year=1992,
        asked="Came back last month and looks for counselling on work at home.",
        consented=True,
    )


def _take_in(story: Story, number: int, at: int) -> None:
    actions.open_file_for(story.counsellors[at], story.made[number].id, somebody_else=True)
    for step, values in (("accept", {}), ("close", {"outcome": "received"}), ("confirm", {})):
        _step(story, number, at, step, **values)
