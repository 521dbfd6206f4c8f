"""The demonstration's programmes and projects: those in the mission's texts, and a current one.

Facts from the texts (dates, EUR 1.4 million, five donors, "up to 15,000", "about 1,500", the four
results, the roadmap, the conference) are recorded as given; amounts and shares that the texts do
not give are fictional and labelled as such.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from waystation.foundation.records.actions import record_entry
from waystation.governance.knowledge import queries as knowledge
from waystation.governance.programmes import actions, queries
from waystation.governance.programmes.queries.registers import REGISTERS
from waystation.registry.organisations import actions as organisations
from waystation.registry.organisations import queries as known_organisations

FICTIONAL = "(fictional amount)"
RATE = "Fictional rate, to show one"
ORGANISATIONS = {
    "European Commission": "donor",
    "Government of Switzerland": "donor",
    "Government of Germany": "donor",
    "Government of Italy": "donor",
    "Government of Liechtenstein": "donor",
    "Embassy of Sweden": "donor",
    "Development Fund (fictional)": "donor",
    "Directorate-General for Neighbourhood and Enlargement Negotiations (DG NEAR)": "international",
    "Governments of the Western Balkans": "authority",
    "Kosovo Authority on Migration (GAM)": "authority",
    "Kosovo Chamber of Commerce": "employer",
    "Municipality of Obiliq": "municipality",
    "Women's cooperative of Obiliq (fictional)": "civil_society",
    "Joinery Kastriot (fictional)": "employer",
}
REPORT = "Research report on legal emigration from the Western Balkans"
PRESIDENCY = """code,title
1,Security and unity
2,Resilience and competitiveness
3,Prosperity: the green and energy transitions
4,Democratic values and the rule of law
"""
NEXT_STRATEGY = """code,title,text,follows
RES,Resilience,Demonstration text: the pillar goes on.,RES
MOB,Mobility,Demonstration text: the pillar goes on.,MOB
GOV,Governance,Demonstration text: the pillar goes on.,GOV
"""
NEXT_UNSDCF = """code,title,cross_cutting,lead,follows
1,Governance and rule of law (demonstration),,,PA1
2,Services and protection (demonstration),,,PA2
3,Economy and climate (demonstration),,,PA3
4,Social cohesion (demonstration),,IOM,PA4
5,Equality and participation (demonstration),yes,,PA5
"""


@dataclass
class Story:
    """The objects that the programmes share."""

    manager: Any
    office: UUID
    today: date
    entities: dict[str, UUID] = field(default_factory=dict)
    goals: dict[str, UUID] = field(default_factory=dict)

    def add(self, register: str, **values: Any) -> Any:
        """Add an entry to a register."""
        return record_entry(self.manager, REGISTERS[register], values)

    def enter(self, code: str, title: str, level: str, above: Any = None, **values: Any) -> Any:
        """Create a programme, project or activity."""
        return actions.record_programme(
            self.manager,
            self.office,
            parent_id=above.id if above else None,
            code=code,
            title=title,
            level=level,
            **values,
        )

    def tag(self, programme: Any, *codes: str, how: str = "") -> None:
        """Tag a programme with the goals that it serves, as "framework code"."""
        goals = [self.goals[code] for code in codes]
        words = {self.goals[code]: how for code in codes if code.startswith("presidency")}
        actions.set_goals(self.manager, programme.id, goals, words)

    def donors(self, programme: Any, shares: Sequence[tuple[str, int | None]]) -> None:
        """Record who funds a programme."""
        pairs = [
            (self.entities[name], None if share is None else Decimal(share))
            for name, share in shares
        ]
        actions.set_donors(self.manager, programme.id, pairs)

    def step(self, programme: Any, name: str, **values: Any) -> None:
        """Take a programme from one state to the next."""
        actions.change_programme_state(self.manager, programme.id, name, **values)


def tell(organisation_id: UUID, office: UUID, manager: Any, secretary: Any, today: date) -> int:
    """Create the programmes; return the number of programmes, projects and activities."""
    story = Story(manager, office, today)
    for name, kind in ORGANISATIONS.items():
        story.entities[name] = organisations.record_entity(
            secretary, office, name=name, kind=kind, acronym=""
        ).id
    for key, acronym in (
        known_organisations.entities_of(organisation_id)
        .exclude(acronym="")
        .values_list("id", "acronym")
    ):
        story.entities.setdefault(acronym, key)
    if "ILO" not in story.entities:
        story.entities["ILO"] = organisations.record_entity(
            secretary, office, name="International Labour Organization", acronym="ILO",
            kind="un_system",
        ).id  # fmt: skip
    _frameworks(story)
    _orderly_migration(story)
    _labour_mobility(story)
    _community(story)
    _centres(story)
    _next_year(story)
    return len(queries.programmes.programme_choices(manager))


def _frameworks(story: Story) -> None:
    actions.load_frameworks(story.manager)
    there = {one.key: one.id for one in queries.frameworks.frameworks_visible_to(story.manager)}
    actions.load_framework(
        story.manager, PRESIDENCY, title="Priorities of the Swedish Presidency of the EU Council",
        kind="donor", valid_from=date(2023, 1, 1), valid_to=date(2023, 6, 30),
        source="swedish-presidency.consilium.europa.eu",
    )  # fmt: skip
    actions.load_framework(
        story.manager, NEXT_STRATEGY, replaces_id=there["strategy-2022-2025"],
        title="Strategic Approach 2026–2029 (demonstration)", kind="strategy",
        valid_from=date(2026, 1, 1), valid_to=date(2029, 12, 31), source="Fictional",
    )  # fmt: skip
    actions.load_framework(
        story.manager, NEXT_UNSDCF, replaces_id=there["unsdcf-2021-2025"],
        title="Cooperation framework 2026–2030 (demonstration)", kind="cooperation",
        valid_from=date(2026, 1, 1), valid_to=date(2030, 12, 31), source="Fictional",
    )  # fmt: skip
    for one in queries.frameworks.goals_by_framework(story.manager):
        framework = one["framework"]
        key = "presidency" if framework.kind == "donor" else framework.key
        if framework.replaces_id:
            key = f"next {framework.kind}"
        story.goals |= {f"{key} {goal.code}": goal.id for goal in one["goals"]}


def _orderly_migration(story: Story) -> None:
    """The regional project of 2008–2010, as its page describes it."""
    one = story.enter(
        "WB.2008",
        "Capacity Building, Information and Awareness-Raising towards Promoting Orderly "
        "Migration in the Western Balkans",
        "project",
        summary="Information, advice and referral services for migrants, so that they decide with "
        "knowledge and irregular migration is prevented; local capacity in labour migration.",
        scope="regional",
        starts_on=date(2008, 2, 1),
        ends_on=date(2010, 1, 31),
        nexus="development",
        interventions=["information", "capacity", "research", "pathways"],
        drivers=["no_jobs"],
        themes=["irregular", "labour_migration", "knowledge", "dialogue"],
        dac_sector="15190",
    )
    story.donors(one, [(name, None) for name in list(ORGANISATIONS)[:5]])
    story.add("budget-lines", programme=one.id, label="The whole project", amount="1400000",
             starts_on="2008-02-01", ends_on="2010-01-31")  # fmt: skip
    for name in ("ILO", "Governments of the Western Balkans"):
        story.add("partners", programme=one.id, entity=story.entities[name], role="implementing")
    story.tag(one, "gcm GCM3", "gcm GCM5", "gcm GCM1", "sdg 10.7", "sdg 8", "migof P3")
    period = {"starts_on": "2008-02-01", "ends_on": "2010-01-31"}
    results = [
        ("Less irregular migration into, within and from the Western Balkans", "irregular",
         "Detected irregular crossings from the region", "Eurostat and Frontex",
         "Migrants and potential migrants are informed and advised", "Migrants assisted",
         15000, "up_to", "15000"),
        ("Capacity for labour migration management is stronger", "labour_migration",
         "Capacity score of institutions", "", "Policymakers and practitioners are trained",
         "Policymakers and practitioners trained", 300, "up_to", "300"),
        ("Migration trends and potential are better understood", "knowledge",
         "Use of the research in policy", "", "A research report is produced and disseminated",
         "Research reports", 1, "", "1"),
        ("Target governments work together, with EU member states and Switzerland", "dialogue",
         "Agreements on labour migration discussed", "", "Governments meet on labour migration",
         "Regional training workshops", 1, "", "1"),
    ]  # fmt: skip
    for title, theme, measure, source, output, counted, actual, qualifier, target in results:
        outcome = story.add("results-chain", programme=one.id, level="outcome", theme=theme,
                           title=title)  # fmt: skip
        story.add("indicators", result=outcome.id, title=measure, measure="unit",
                 external_source=source)  # fmt: skip
        below = story.add("results-chain", programme=one.id, level="output", title=output,
                         part_of=outcome.id)  # fmt: skip
        indicator = story.add("indicators", result=below.id, title=counted, measure="unit",
                             baseline="0", baseline_on="2008-01-31")  # fmt: skip
        story.add("figures", indicator=indicator.id, target=target, actual=actual,
                 qualifier=qualifier, source="Page of the project", **period)  # fmt: skip
    story.add("people-reached", programme=one.id, qualifier="up_to", people="15000",
             source="Page of the project", **period)  # fmt: skip
    library = {title: key for key, title in knowledge.document_choices(story.manager)}
    story.add("documents", programme=one.id, kind="research", language="en",
              study=library.get(REPORT, ""),
              title="Research report on migrants and labour migration potential")  # fmt: skip
    story.add("lessons", programme=one.id, noted_on="2010-01-31",
             text="A centre inside the employment service is found by those who need it.",
             change="Agree with the host who goes on after the project.")  # fmt: skip
    story.step(one, "start", started_on=date(2008, 2, 1))
    story.step(one, "complete", ended_on=date(2010, 1, 31))


def _labour_mobility(story: Story) -> None:
    """The roadmap, the study, the survey of businesses, the outreach and the conference."""
    top = story.enter(
        "LM", "Labour mobility and regular pathways", "programme", scope="national",
        starts_on=date(2023, 1, 1), ends_on=date(2025, 12, 31), nexus="development",
        interventions=["pathways", "skills", "policy"], drivers=["no_jobs", "low_wages"],
        themes=["labour_shortages", "governance"],
    )  # fmt: skip
    story.tag(top, "strategy-2022-2025 MOB", "unsdcf-2021-2025 PA3")
    roadmap = story.enter(
        "LM.1", "Roadmap for Labour Mobility and Regular Pathways", "project", top,
        scope="national", starts_on=date(2024, 1, 1), ends_on=date(2024, 12, 31),
        nexus="development", interventions=["policy", "capacity", "research"],
        themes=["governance", "labour_shortages"],
    )  # fmt: skip
    story.donors(roadmap, [("Development Fund (fictional)", 100)])
    story.add("budget-lines", programme=roadmap.id, label=f"Training and study {FICTIONAL}",
             amount="120000", starts_on="2024-01-01", ends_on="2024-12-31")  # fmt: skip
    story.tag(
        roadmap, "strategy-2022-2025 MOB", "strategy-2022-2025 GOV", "unsdcf-2021-2025 PA1",
        "gcm GCM5", "gcm GCM6", "gcm GCM1", "sdg 10.7", "sdg 8", "iom-plan-2024-2028 SP3",
    )  # fmt: skip
    gam = story.entities["Kosovo Authority on Migration (GAM)"]
    story.add("partners", programme=roadmap.id, entity=gam, role="implementing",
             note="Develops the roadmap")  # fmt: skip
    story.add("partners", programme=roadmap.id, role="implementing",
             entity=story.entities["Kosovo Chamber of Commerce"],
             note="Survey with 500 businesses")  # fmt: skip
    story.add("support", entity=gam, programme=roadmap.id, kind="advice", given_on="2024-06-30",
             competence="labour_migration",
             title="Roadmap for Labour Mobility and Regular Pathways")  # fmt: skip
    story.add("support", entity=gam, programme=roadmap.id, kind="training", given_on="2024-05-14",
             competence="protection", title=f"Protection-sensitive admission {FICTIONAL}",
             adopted="adopted", adopted_on="2024-11-20",
             what_adopted=f"Procedure for interviews at admission {FICTIONAL}")  # fmt: skip
    for moment, score, day in (("before", 2, "2024-02-01"), ("after", 3, "2024-12-10")):
        story.add("capacity", entity=gam, programme=roadmap.id, competence="labour_migration",
                 moment=moment, score=score, scored_on=day,
                 scored_by="External evaluator (fictional)",
                 evidence="Interviews and the draft of the roadmap (fictional)")  # fmt: skip
    story.step(roadmap, "start", started_on=date(2024, 1, 15))
    story.step(roadmap, "complete", ended_on=date(2024, 12, 18))
    outreach = story.enter(
        "LM.2", "Outreach on visa liberalization", "project", top, scope="national",
        starts_on=date(2024, 1, 1), ends_on=date(2024, 12, 31), nexus="development",
        interventions=["information"], themes=["nobody_behind", "irregular"],
    )  # fmt: skip
    story.donors(outreach, [("Development Fund (fictional)", 100)])
    story.tag(outreach, "strategy-2022-2025 MOB", "unsdcf-2021-2025 PA2", "gcm GCM3", "sdg 10")
    story.add("people-reached", programme=outreach.id, qualifier="about", people="1500",
             starts_on="2024-01-01", ends_on="2024-12-18",
             source="Story of International Migrants Day 2024: door-to-door outreach")  # fmt: skip
    story.step(outreach, "start", started_on=date(2024, 1, 1))
    story.step(outreach, "complete", ended_on=date(2024, 12, 18))
    _conference(story, top)
    story.step(top, "start", started_on=date(2023, 1, 1))


def _conference(story: Story, top: Any) -> None:
    one = story.enter(
        "LM.3", "Conference on mobility and development", "project", top, scope="national",
        starts_on=date(2023, 1, 1), ends_on=date(2023, 12, 31), nexus="development",
        interventions=["policy", "diaspora", "formal_economy", "skills", "social_protection"],
        themes=["cohesion", "governance"],
    )  # fmt: skip
    story.donors(one, [("Embassy of Sweden", 100)])
    story.add("budget-lines", programme=one.id, label=f"Conference {FICTIONAL}", amount="568000",
             currency="SEK", rate="11.36", rate_on="2023-05-15",
             rate_source=RATE, starts_on="2023-01-01",
             ends_on="2023-12-31")  # fmt: skip
    story.add("transactions", programme=one.id, kind="expenditure", day="2023-06-20",
             amount="454400", currency="SEK", rate="11.36", rate_on="2023-05-15",
             rate_source=RATE, label=f"Conference {FICTIONAL}")  # fmt: skip
    story.add(
        "partners", programme=one.id, role="stakeholder", note="Challenges of the region",
        entity=story.entities[
            "Directorate-General for Neighbourhood and Enlargement Negotiations (DG NEAR)"
        ],
    )  # fmt: skip
    story.tag(
        one, "presidency 1", "presidency 3", "gcm GCM19", "gcm GCM23", "sdg 8", "sdg 10", "sdg 11",
        "strategy-2022-2025 MOB",
        how="Migration for a safe and prosperous Europe, as the presidency puts it",
    )  # fmt: skip
    story.step(one, "start", started_on=date(2023, 1, 15))
    story.step(one, "complete", ended_on=date(2023, 12, 20))


def _community(story: Story) -> None:
    """Community stabilization with its municipality and the grants."""
    top = story.enter(
        "CS", "Community stabilization", "programme", scope="local", places=["xk-obiliq"],
        starts_on=date(2022, 1, 1), ends_on=date(2026, 12, 31), nexus="both",
        interventions=["community", "formal_economy"], drivers=["no_jobs", "services"],
        themes=["cohesion", "nobody_behind"],
    )  # fmt: skip
    story.donors(top, [("Development Fund (fictional)", 70), ("Embassy of Sweden", 30)])
    story.add("budget-lines", programme=top.id, label=f"Programme {FICTIONAL}", amount="400000",
             starts_on="2022-01-01", ends_on="2026-12-31")  # fmt: skip
    story.tag(
        top, "strategy-2022-2025 RES", "unsdcf-2021-2025 PA4", "unsdcf-2021-2025 PA5", "gcm GCM2",
        "gcm GCM16", "sdg 11", "sdg 8", "next strategy RES", "next cooperation 4",
        "next cooperation 5",
    )  # fmt: skip
    one = story.enter(
        "CS.1", "Grants for small businesses in Obiliq", "project", top, scope="local",
        places=["xk-obiliq"], starts_on=date(2022, 6, 1), ends_on=date(2026, 6, 30), nexus="both",
        interventions=["community", "formal_economy"], drivers=["no_jobs"], themes=["cohesion"],
    )  # fmt: skip
    story.add("budget-lines", programme=one.id, label=f"Grants {FICTIONAL}", amount="150000",
             starts_on="2022-06-01", ends_on="2026-06-30")  # fmt: skip
    story.add("partners", programme=one.id, entity=story.entities["Municipality of Obiliq"],
             role="implementing", note="Chooses the villages and gives the rooms")  # fmt: skip
    outcome = story.add("results-chain", programme=one.id, level="outcome", theme="cohesion",
                       title="More people of Obiliq work in the place where they live")  # fmt: skip
    jobs = story.add("indicators", result=outcome.id, measure="unit", baseline="18",
                    title="Jobs in the businesses that received a grant",
                    baseline_on="2022-06-01")  # fmt: skip
    story.add("figures", indicator=jobs.id, starts_on="2022-06-01", ends_on="2025-12-31",
             target="40", actual="31", source=f"Visits to the businesses {FICTIONAL}")  # fmt: skip
    grants = (("Women's cooperative of Obiliq (fictional)", "9500", "2023-04-12"),
              ("Joinery Kastriot (fictional)", "7200", "2023-09-05"))  # fmt: skip
    for name, amount, day in grants:
        story.add("partners", programme=one.id, entity=story.entities[name], role="grantee")
        story.add("transactions", programme=one.id, kind="disbursement", day=day, amount=amount,
                 entity=story.entities[name], label=f"Grant {FICTIONAL}")  # fmt: skip
    story.enter("CS.1.1", "Business training before the grant", "activity", one,
               places=["xk-obiliq"])  # fmt: skip
    story.tag(one, "strategy-2022-2025 RES", "unsdcf-2021-2025 PA3", "gcm GCM2",
             "next strategy RES", "next cooperation 3")  # fmt: skip
    story.donors(one, [("Development Fund (fictional)", 100)])
    story.step(top, "start", started_on=date(2022, 1, 1))
    story.step(one, "start", started_on=date(2022, 6, 1))


def _centres(story: Story) -> None:
    """Create a current project that is not yet complete."""
    begun = story.today - timedelta(days=400)
    ends = story.today + timedelta(days=60)
    one = story.enter(
        "MSC.1", "Migrant Service Centres", "project", scope="national", starts_on=begun,
        ends_on=ends, nexus="development", interventions=["information", "capacity"],
        drivers=["no_jobs", "low_wages"], themes=["irregular", "labour_migration"],
        places=["xk-prishtine", "xk-peje", "xk-mitrovice-e-jugut"],
    )  # fmt: skip
    story.add("budget-lines", programme=one.id, label=f"Staff {FICTIONAL}", amount="210000",
             starts_on=begun, ends_on=ends)  # fmt: skip
    story.add("budget-lines", programme=one.id, label=f"Equipment {FICTIONAL}", amount="54000",
             currency="USD", rate="1.08", rate_on=begun, rate_source=RATE,
             starts_on=begun, ends_on=ends)  # fmt: skip
    story.add("transactions", programme=one.id, kind="expenditure", amount="98500.50",
             day=story.today - timedelta(days=30), label=f"Staff {FICTIONAL}")  # fmt: skip
    story.add("staff", programme=one.id, account=story.manager.id, duty="Project manager",
             share="40", starts_on=begun)  # fmt: skip
    story.step(one, "start", started_on=begun)


def _next_year(story: Story) -> None:
    """Add the priorities that the story of 2024 names for 2025, and priorities for next year."""
    titles = ("Regular pathways", "Community resilience", "Inclusive and rights-based frameworks")
    goals = ("strategy-2022-2025 MOB", "strategy-2022-2025 RES", "strategy-2022-2025 GOV")
    for year in sorted({2025, story.today.year + 1}):
        for title, goal in zip(titles, goals, strict=True):
            story.add("priorities", year=year, title=title, goal=story.goals[goal])
