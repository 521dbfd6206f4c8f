"""Fictional employers, vacancies, candidates, placements, a round and a business survey.

The clock is set to the time of each step. One vacancy was refused because a worker would have paid
an agency; it was corrected and then published. Companies and people are fictional.
"""

from __future__ import annotations

import random
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

from waystation.foundation.shared import periods
from waystation.foundation.shared.errors import Refusal
from waystation.registry.collection import actions as collection
from waystation.registry.organisations import actions as organisations
from waystation.registry.privacy import actions as privacy
from waystation.registry.skills import actions as skills
from waystation.registry.skills import queries as profiles
from waystation.services.labour import actions
from waystation.services.labour.queries import supply, template
from waystation.services.labour.queries.demand import vacancy_contents

from .demonstration_hours import working_hour

SEED = 7212
FIRST, CANDIDATES = 14, 22  # files of the first office; those before have profiles elsewhere
STEEL, HOTEL, BAU, CARE = range(4)
# name, sector, size, municipality, activity
EMPLOYERS = [
    ("Çelik Prishtina (fictional)", "C", "medium", "xk-prishtine", "Steel frames for halls."),
    ("Hotel Gërmia (fictional)", "I", "small", "xk-prishtine", "A hotel with a restaurant."),
    ("Bau Kassel (fictional)", "F", "large", "", "Builds bridges and halls in Germany."),
    ("Care Home Linz (fictional)", "R", "medium", "", "Cares for old people in Austria."),
]
GERMAN = ("listening", "reading", "spoken_interaction", "spoken_production", "writing")
ALL_OF_GERMAN = ("listening", "reading", "speaking", "writing")
# occupation, title, skills, level of German, preferred countries
KINDS: list[tuple[str, str, list[str], str, list[str]]] = [
    ("7212", "Welder", ["MIG welding", "TIG welding", "reading of plans"], "B2", ["DE"]),
    ("7212", "Welder", ["MIG welding", "reading of plans"], "B1", ["DE", "AT"]),
    ("7212", "Welder", ["MIG welding"], "B1", []),
    ("5120", "Cook", ["grill", "food hygiene"], "", []),
    ("5120", "Cook", ["food hygiene", "kitchen planning"], "A2", []),
    ("5131", "Waiter", ["serving guests", "cash register"], "A2", []),
    ("5322", "Care assistant", ["care of old people", "first aid"], "B2", ["AT", "DE"]),
    ("7411", "Electrician", ["house wiring", "reading of plans"], "B1", []),
]
# employer, title, occupation, needed, number of the candidate; days ago: published, chosen,
# contract, first day, and the last one where the work was for a time
FILLED: list[tuple[int, str, str, str, int, int, int, int, int, int | None]] = [
    (HOTEL, "Cook for the winter", "5120", "food hygiene", 12, 325, 318, 309, 300, 210),
    (STEEL, "Welder for a roof", "7212", "MIG welding", 10, 310, 300, 284, 280, 190),
    (HOTEL, "Waiter for banquets", "5131", "serving guests", 13, 260, 254, 247, 240, 150),
    (STEEL, "Electrician for a fair", "7411", "house wiring", 7, 215, 205, 191, 185, 100),
    (HOTEL, "Waiter for the terrace", "5131", "serving guests", 21, 180, 172, 164, 160, 70),
    (HOTEL, "Cook for the summer camp", "5120", "food hygiene", 20, 170, 161, 149, 140, 75),
    (HOTEL, "Seasonal waiter", "5131", "serving guests", 5, 330, 322, 301, 290, None),
    (
        CARE,
        "Care assistant, night shift",
        "5322",
        "care of old people",
        6,
        270,
        255,
        212,
        190,
        None,
    ),
    (STEEL, "Electrician for halls", "7411", "house wiring", 15, 165, 158, 138, 130, None),
    (HOTEL, "Breakfast cook", "5120", "food hygiene", 11, 120, 116, 102, 95, None),
    (CARE, "Care assistant, day shift", "5322", "care of old people", 14, 95, 84, 51, 35, None),
    (HOTEL, "Grill cook", "5120", "grill", 19, 58, 52, 41, 33, None),
]
PAID = [
    {"kind": kind, "payer": "employer", "amount": Decimal(amount)}
    for kind, amount in (("medical", 60), ("travel", 180), ("administrative", 95))
]
FEE = {"kind": "recruiter_fee", "payer": "worker", "amount": Decimal(400)}


@dataclass
class Story:
    """The objects that the steps of the placements share."""

    office: Any
    officer: Any
    counsellor: Any
    manager: Any
    people: Sequence[UUID]
    clock: Path
    now: datetime
    chance: random.Random = field(default_factory=lambda: random.Random(SEED))  # noqa: S311
    employers: list[Any] = field(default_factory=list)

    def turn(self, days_ago: int) -> date:
        """Set the clock to a number of days before today; return that day."""
        day = (self.now - timedelta(days=days_ago)).date()
        self.clock.write_text(working_hour(day).isoformat())
        return day


def tell(
    office: Any,
    people: Sequence[UUID],
    *,
    officer: Any,
    counsellor: Any,
    manager: Any,
    analyst: Any,
    employer: Any,
) -> int:
    """Create employers, vacancies and placements up to now; return the number of candidates.

    ``people`` are the files of the office; ``employer`` is the account of the first company.
    """
    with tempfile.TemporaryDirectory(prefix="waystation-demonstration-") as folder:
        now = periods.now()
        story = Story(office, officer, counsellor, manager, people, Path(folder) / "clock", now)
        periods.follow(story.clock)
        try:
            story.turn(500)
            _enter_employers(story, employer)
            chosen = _open_profiles(story)
            _past(story, chosen)
            _filled_before(story, chosen)
            _present(story, chosen)
            _survey(story, analyst)
        finally:
            periods.follow(None)
    return len(chosen)


def _enter_employers(story: Story, account: Any) -> None:
    for name, sector, size, place, about in EMPLOYERS:
        story.employers.append(
            actions.record_employer(
                story.officer, story.office.id, name=name, sector=sector, size=size, place=place,
                about=about, contact_name="Contact (fictional)",
                contact_email="jobs@company.example",
            )
        )  # fmt: skip
    steel = story.employers[STEEL]
    actions.add_site(
        story.officer, steel.id, name="Hall 2", place="xk-fushe-kosove",
        address="Zona Industriale", workers=46,
    )  # fmt: skip
    organisations.name_focal_point(
        story.officer, steel.entity_id, starts_on=date(2024, 1, 1), account=account.id
    )


def _open_profiles(story: Story) -> list[UUID]:
    chosen = list(story.people[FIRST : FIRST + CANDIDATES])
    for number, person in enumerate(chosen):
        occupation, title, known, level, countries = KINDS[number % len(KINDS)]
        _consents(story, person, "matching", story.office.name, ["profile"])
        profile = skills.open_profile(story.counsellor, person, destinations=countries)
        lines: list[tuple[str, dict[str, Any]]] = [
            ("occupations", {"title": title, "code": occupation, "years": 3 + number % 9}),
            *(("skills", {"name": name, "weight": "essential"}) for name in known),
            ("languages", {"language": "sq", "native": True}),
            ("documents", {"kind": "passport"}),
        ]
        if level:
            lines.append(("languages", {"language": "de", **dict.fromkeys(GERMAN, level)}))
        for section, values in lines:
            skills.add_line(story.counsellor, profile.id, section, **values)
    return chosen


def _consents(
    story: Story, person: UUID, purpose: str, recipient: str, fields: Sequence[str]
) -> Any:
    return privacy.record_consent(
        story.counsellor, person, purpose=purpose, recipient=recipient, fields=list(fields),
        language="sq", text_number=1, how="spoken",
    )  # fmt: skip


def _vacancy(story: Story, employer: int, title: str, occupation: str, **more: Any) -> Any:
    today = periods.today_in()
    values: dict[str, Any] = {
        "title": title, "occupation": occupation, "openings": 2, "country": "XK",
        "place": "xk-prishtine", "contract": "permanent", "hours": Decimal(40),
        "pay": Decimal(750), "starts_on": today + timedelta(days=75), "costs": PAID,
        "insurance": "free",
    }  # fmt: skip
    return actions.draft_vacancy(story.officer, story.employers[employer].id, **values | more)


def _publish(story: Story, vacancy: Any) -> Any:
    actions.change_vacancy_state(story.officer, vacancy.id, "submit")
    return actions.publish_vacancy(story.officer, vacancy.id)


def _abroad(country: str, town: str, level: str, pay: int) -> dict[str, Any]:
    return {
        "country": country, "place": "", "town": town, "pay": Decimal(pay), "housing": "paid",
        "languages": {"de": dict.fromkeys(ALL_OF_GERMAN, level)}, "documents": ["passport"],
    }  # fmt: skip


def _go(story: Story, vacancy: Any, person: UUID, **days_ago: int) -> Any:
    """Take a person through the stages of a vacancy, each a given number of days ago."""
    plan = sorted(days_ago.items(), key=lambda one: -one[1])
    candidacy = None
    for step, days in plan:
        day = story.turn(days)
        if candidacy is None:
            candidacy = actions.add_candidate(story.officer, vacancy.id, person)
        if step == "introduce":
            name = vacancy.employer.entity.name
            _consents(story, person, "employment", name, ["name", "profile"])
        if step == "lose":
            actions.change_candidacy_state(
                story.officer, candidacy.id, step, on=day, reason="terms", reason_shown=True
            )
        elif step != "chosen":
            actions.change_candidacy_state(story.officer, candidacy.id, step, on=day)
    return candidacy


def _past(story: Story, chosen: Sequence[UUID]) -> None:
    """Create placements of the past: people who stayed, who returned, or whose follow-up is due."""
    story.turn(480)
    bridge = _vacancy(story, BAU, "Welder for bridges", "7212",
                      must_have=["MIG welding"], **_abroad("DE", "Kassel", "B1", 2700))  # fmt: skip
    _publish(story, bridge)
    _go(story, bridge, chosen[0], chosen=470, introduce=465, interview=455, offer=450,
        contract=440, arrive=400, stay_6=215, stay_12=30)  # fmt: skip
    _go(story, bridge, chosen[1], chosen=468, introduce=465, interview=455, offer=448,
        contract=441, arrive=400, stay_6=214, **{"return": 90})  # fmt: skip
    story.turn(89)
    actions.change_vacancy_state(story.officer, bridge.id, "fill")
    story.turn(240)
    kitchen = _vacancy(story, HOTEL, "Cook for the summer", "5120", must_have=["food hygiene"],
                       contract="seasonal", openings=1,
                       starts_on=periods.today_in() + timedelta(days=35))  # fmt: skip
    _publish(story, kitchen)
    _go(story, kitchen, chosen[3], chosen=232, introduce=230, interview=228, offer=226,
        contract=220, arrive=205)  # fmt: skip
    _go(story, kitchen, chosen[4], chosen=231, introduce=229, interview=227, lose=225)
    story.turn(204)
    actions.change_vacancy_state(story.officer, kitchen.id, "fill")


def _filled_before(story: Story, chosen: Sequence[UUID]) -> None:
    """Create vacancies of one opening each that were filled, at different times."""
    for (employer, title, code, skill, number), (published, considered, signed, began), ended in (
        (line[:5], line[5:9], line[9]) for line in FILLED
    ):
        story.turn(published)
        more = _abroad("AT", "Linz", "B1", 2200) if employer == CARE else {}
        vacancy = _vacancy(story, employer, title, code, must_have=[skill], openings=1,
                           starts_on=periods.today_in() + timedelta(days=published - began),
                           **more)  # fmt: skip
        _publish(story, vacancy)
        later = {} if ended is None else {"return": ended}
        if ended is None and began > 190:
            later = {"stay_6": began - 183}
        _go(story, vacancy, chosen[number], chosen=considered, introduce=considered - 2,
            interview=considered - 4, offer=signed + 2, contract=signed, arrive=began,
            **later)  # fmt: skip
        story.turn(began - 1)
        actions.change_vacancy_state(story.officer, vacancy.id, "fill")


def _present(story: Story, chosen: Sequence[UUID]) -> None:
    """Create open vacancies: a refused fee that was corrected, a round, requests for candidates."""
    story.turn(32)
    wiring = _vacancy(story, BAU, "Electrician", "7411", must_have=["house wiring"],
                      costs=[*PAID, FEE], **_abroad("DE", "Fulda", "B1", 2800))  # fmt: skip
    actions.change_vacancy_state(story.officer, wiring.id, "submit")
    _publish_or_correct(story, wiring)
    story.turn(24)
    welder = _publish(
        story,
        _vacancy(story, BAU, "Welder", "7212", must_have=["MIG welding"],
                 nice_to_have=["TIG welding", "reading of plans"],
                 **_abroad("DE", "Kassel", "B2", 2900)),
    )  # fmt: skip
    steel = _publish(
        story,
        _vacancy(story, STEEL, "Welder of frames", "7212", must_have=["MIG welding"],
                 nice_to_have=["reading of plans"], openings=1),
    )  # fmt: skip
    _publish(story, _vacancy(story, HOTEL, "Waiter", "5131", must_have=["serving guests"]))
    story.turn(20)
    round_ = actions.begin_round(
        story.officer, story.office.id, title="Autumn round", mode="stable", seed=2026,
        vacancies=[welder.id, steel.id],
    )  # fmt: skip
    actions.run_round(story.officer, round_.id)
    _go(story, welder, chosen[8], chosen=18, introduce=12, interview=6)
    _ask_for_two(story, steel, chosen)
    _says_interested(story, steel, chosen)
    story.turn(3)
    care = _vacancy(story, CARE, "Care assistant", "5322", must_have=["care of old people"],
                    **_abroad("AT", "Linz", "B1", 2200))  # fmt: skip
    actions.change_vacancy_state(story.officer, care.id, "submit")
    _vacancy(story, STEEL, "Fitter of frames", "7214")


def _publish_or_correct(story: Story, vacancy: Any) -> None:
    """Have the first publication refused for its fee; a week later it is corrected.

    A second person, the manager, reviews it and publishes it.
    """
    try:
        actions.publish_vacancy(story.officer, vacancy.id)
    except Refusal:
        story.turn(25)
        vacancy.refresh_from_db()
        costs = [*PAID, FEE | {"payer": "employer"}]
        seen = vacancy_contents(vacancy)
        actions.edit_vacancy(story.officer, vacancy.id, seen, {"costs": costs})
        actions.publish_vacancy(story.manager, vacancy.id)


def _ask_for_two(story: Story, vacancy: Any, chosen: Sequence[UUID]) -> None:
    """Request two candidates: one agreed and later withdrew, the other has not answered."""
    story.turn(10)
    shortlist = actions.show_list_to_employer(None, vacancy)
    first, second = [one.id for one in shortlist.ranking.suggestions[:2]]
    candidacy = actions.ask_for_contact(None, vacancy, supply.token_of(vacancy, first))
    story.turn(8)
    consent = _consents(
        story, candidacy.person_id, "employment", vacancy.employer.entity.name, ["name", "profile"]
    )
    actions.change_candidacy_state(story.officer, candidacy.id, "introduce", on=periods.today_in())
    story.turn(5)
    privacy.withdraw_consent(story.counsellor, consent.id)
    story.turn(2)
    actions.ask_for_contact(None, vacancy, supply.token_of(vacancy, second))


def _says_interested(story: Story, vacancy: Any, chosen: Sequence[UUID]) -> None:
    """Have a welder answer, at the link of their own profile, that they are interested."""
    story.turn(1)
    there = set(vacancy.candidacies.values_list("person_id", flat=True))
    person = next(chosen[number] for number in (17, 16, 18) if chosen[number] not in there)
    profile = profiles.profile_of_person(story.counsellor, person)
    if profile is not None:
        link = skills.make_link(story.counsellor, profile.id)
        actions.say_interest(link.id, vacancy.id, interested=True)


def _survey(story: Story, analyst: Any) -> None:
    """Run a survey of businesses with its answers, and estimate it."""
    start = story.turn(60)
    survey = actions.begin_survey(
        analyst, story.office.id, title="Business survey", partner="Chamber (fictional)",
        starts_on=start, ends_on=start + timedelta(days=90), target=500,
        frame="C; 6200; 160\nF; 8100; 170\nI; 5400; 110\nR; 1900; 60",
    )  # fmt: skip
    for number in range(36):
        story.turn(50 - number)
        answer = _answer(survey.form.key, story.chance, number)
        collection.receive_submission(story.counsellor, answer)
    story.turn(4)
    actions.estimate_shortages(analyst, survey.id)


def _answer(form: str, chance: random.Random, number: int) -> bytes:
    sector = "CFIR"[number % 4]
    named = {"C": ["72", "81"], "F": ["71", "93"], "I": ["51", "94"], "R": ["53", "22"]}[sector]
    lines = "".join(
        f"<shortage><occupation>{code}</occupation><title/><openings>{chance.randint(1, 6)}"
        f"</openings><reason>{chance.choice(['emigration', 'skills', 'pay'])}</reason>"
        f"<where>xk-prishtine</where></shortage>"
        for code in named
        if chance.random() < 0.7
    )
    return (
        f'<data id="{form}" version="{template.VERSION}"><intro/>'
        f"<sector>{sector}</sector><size>small</size><place>xk-prishtine</place>"
        f"<hard>{'yes' if lines else 'no'}</hard>{lines}"
        f"<meta><instanceID>uuid:demonstration-business-{number}</instanceID></meta></data>"
    ).encode()
