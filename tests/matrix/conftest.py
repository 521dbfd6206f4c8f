"""One of everything in Arta's office, each with a mark that nobody elsewhere may see."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from django.conf import settings
from django.db import transaction
from django.test import override_settings

from tests.matrix import (
    diaspora,
    front_desk,
    imports,
    labour,
    network,
    pathways,
    policies,
    programmes,
    recruitment,
    referrals,
    results,
    skills,
)
from tests.registry.collection.conftest import filled, workbook
from tests.session_data import hire_everyone
from waystation.foundation.access import actions as access
from waystation.foundation.access.models import ApiToken, ExportRequest, Membership, User
from waystation.foundation.shared.keys import new_key
from waystation.foundation.shared.periods import now, today_in
from waystation.foundation.tasks import actions as tasks
from waystation.site.offline import actions as offline


class Content(dict):
    """The keys of Arta's records by name, the marks they carry, and people from elsewhere."""

    def __init__(self, mission):
        super().__init__()
        self.mission = mission
        self.marks = []
        self.marks_of_the_organisation = []

    def add_people(self, arta):
        """Add a person with a consent, a merged file and a legal hold."""
        from waystation.registry.people import actions as people
        from waystation.registry.privacy import actions as privacy

        office = self.mission.prishtine
        person = people.record_person(arta, office, given="Markname", family="Ofperson")
        twin = people.record_person(arta, office, given="Marktwin", family="Ofperson")
        consent = privacy.record_consent(
            arta,
            person.id,
            purpose="referral",
            recipient="mark-of-a-recipient",
            fields=["name"],
            language="en",
            text_number=1,
            how="signed",
        )
        merge = people.merge_people(arta, person.id, twin.id)
        vera = self.mission.hire("Officer Forduties", office, "data_protection_officer")
        hold = privacy.hold_file(vera, person.id, "mark-of-a-reason")
        privacy.lift_hold(vera, hold.id)
        second = people.record_person(arta, office, given="Marksecond", family="Ofperson")
        household = people.make_household(arta, person.id, label="mark-of-a-household")
        people.join_household(arta, household.id, second.id, "child")
        self["household"], self["second"] = household.id, second.id
        self.marks += ["mark-of-a-household", "Marksecond"]
        self["person"], self["twin"], self["consent"] = person.id, twin.id, consent.id
        self["merge"], self["hold"] = merge.id, hold.id
        asked = privacy.record_request(
            arta, person.id, kind="access", how="letter", received_on=date(2026, 1, 12)
        )
        self["data_request"], self["data_request_step"] = asked.id, "answer"
        self.marks += ["Markname", "Marktwin", "mark-of-a-recipient", "mark-of-a-reason"]
        self.marks += [person.number, twin.number]

    def colleague(self, roles):
        """Return somebody with these roles in Arta's office."""
        return with_roles(self.mission.organisation, self.mission.prishtine, roles)

    def stranger(self, roles, elsewhere):
        """Return somebody with these roles in another office, or in another organisation."""
        if elsewhere == "another office":
            return with_roles(self.mission.organisation, self.mission.peje, roles)
        other = access.open_organisation("other", "Other mission")
        office = access.open_office(other, "other", "Other office", date(2020, 1, 1))
        return with_roles(other, office, roles)


def with_roles(organisation, office, roles):
    """Return a new person with these roles in an office."""
    key = new_key()
    user = User.objects.create_user(
        f"{key}@example.org", "x" * 12, full_name="Somebody Else", organisation=organisation
    )
    begins = date(2020, 1, 1)
    Membership.objects.bulk_create(
        Membership(user=user, office=office, role=role, starts_on=begins) for role in roles
    )
    return user


PLAIN = Path(__file__).parent / "templates"
"""A refusal's sentence without the frame around it, which every page that opens shows too."""


@pytest.fixture(autouse=True, scope="module")
def _quick_pages():
    """Once for all tests here: with other settings every template is read again."""
    first, *more = settings.TEMPLATES
    with override_settings(
        SESSION_ENGINE="tests.matrix.sessions",
        TEMPLATES=[{**first, "DIRS": [PLAIN, *first["DIRS"]]}, *more],
    ):
        yield


@pytest.fixture(scope="module")
def everything(django_db_setup, django_db_blocker, tmp_path_factory):
    """An organisation with one of everything, made once; each test's own changes go after it."""
    state = tmp_path_factory.mktemp("matrix")
    with django_db_blocker.unblock(), override_settings(STATE=state):
        whole = transaction.atomic()
        whole.__enter__()
        try:
            yield filled_mission(hire_everyone("matrix", "Mission of the matrix"))
        finally:
            transaction.set_rollback(True)
            whole.__exit__(None, None, None)


@pytest.fixture
def content(everything, db):
    return everything


@pytest.fixture
def mission(everything, db):
    return everything.mission


def filled_mission(mission):
    """Return one of everything in Arta's office."""
    made, arta = Content(mission), mission.arta
    access.issue_token(arta, "mark-of-a-token", ["visit.read"], 1)
    made["user"] = arta.id
    made |= _waiting(mission)
    made["membership"] = Membership.objects.get(user=arta).id
    made["token"] = ApiToken.objects.get().id
    made["export_request"] = ExportRequest.objects.create(
        organisation=mission.organisation,
        office=mission.prishtine,
        user=arta,
        kind="centres.visits",
        persons=900,
        purpose="mark-of-an-export",
        asked_at=now(),
    ).id
    made.marks += ["mark-of-an-export"]
    made.marks += ["mark-of-a-token", "mark-of-an-address", arta.email]
    made["device"] = offline.prepare_device(arta, "mark-of-a-device")[0].id
    made.marks += ["mark-of-a-device"]
    made.add_people(arta)
    made["task"] = tasks.begin(arta, "pack.add", {"name": "mark-of-a-task"}).id
    made.marks += ["mark-of-a-task"]
    made |= _centres(mission, made["person"])
    made.marks += ["mark-of-counselling", "mark-of-skills", "mark-of-a-session", "mark-of-a-wish"]
    made.marks_of_the_organisation += ["mark-of-a-centre"]
    made |= referrals.made_for_referrals(mission, made["person"])
    made.marks += referrals.MARKS
    made.marks_of_the_organisation += referrals.MARKS_OF_THE_ORGANISATION
    made |= skills.made_for_skills(mission, made["person"])
    made.marks += skills.MARKS
    made |= labour.made_for_labour(mission, made["person"])
    made.marks += labour.MARKS
    made.marks_of_the_organisation += labour.MARKS_OF_THE_ORGANISATION
    made |= front_desk.made_at_the_front_desk(mission, made["person"])
    made.marks += front_desk.MARKS
    made |= imports.made_of_imports(mission)
    made.marks += imports.MARKS
    made.marks_of_the_organisation += front_desk.MARKS_OF_THE_ORGANISATION
    made |= recruitment.made_for_recruitment(mission, made["person"], made["feedback"])
    made.marks += recruitment.MARKS
    made.marks_of_the_organisation += recruitment.MARKS_OF_THE_ORGANISATION
    made |= pathways.made_for_pathways(mission, made["person"])
    made.marks += pathways.MARKS
    made.marks_of_the_organisation += pathways.MARKS_OF_THE_ORGANISATION
    made |= diaspora.made_for_the_diaspora(mission)
    made.marks += diaspora.MARKS
    made |= _collection(mission)
    made.marks += ["mark-of-a-form", "mark-of-a-phone", "mark-of-an-answer", "mark-of-a-log"]
    made.marks += ["mark-of-a-built-form", "mark-of-a-question", "mark-of-a-part-of-a-form"]
    made.marks += ["mark-of-a-picture"]
    made |= _study(mission, made["form"])
    made.marks += ["mark-of-a-study", "mark-of-a-round"]
    made |= _results(mission)
    made.marks += ["mark-of-a-report", "mark-of-a-board"]
    made |= _knowledge(mission)
    made |= programmes.made_of_programmes(mission)
    made.marks += programmes.MARKS
    made.marks_of_the_organisation += programmes.MARKS_OF_THE_ORGANISATION
    made |= network.made_in_the_network(mission)
    made.marks += network.MARKS
    made.marks_of_the_organisation += network.MARKS_OF_THE_ORGANISATION
    made.marks += ["mark-of-a-norm"]
    made |= policies.made_of_policies(mission)
    made.marks += policies.MARKS
    return made


def _waiting(mission):
    """A role that waits for a second person, and a change of address that waits for links."""
    from waystation.foundation.access.models import AddressChange, RoleProposal

    admin = mission.hire("Admin Forwaiting", mission.prishtine, "administrator")
    proposal = access.give_role(admin, mission.blerim, mission.prishtine, "labour_officer")
    change = access.ask_address_change(
        mission.arta, mission.arta.id, "mark-of-an-address@example.org"
    )
    secret = "a-secret-that-was-mailed"
    AddressChange.objects.filter(id=change.id).update(
        new_digest=access.digest_of_link(secret), old_lost=True
    )
    assert isinstance(proposal, RoleProposal)
    return {"proposal": proposal.id, "address_change": change.id, "address_secret": secret}


def _centres(mission, person_id):
    """A centre, a visit and a profile of a known person, two sessions: one signs in by phone."""
    from waystation.foundation.records.actions import record_entry
    from waystation.services.centres import actions
    from waystation.services.centres.registers import EQUIPMENT

    arta, office = mission.arta, mission.prishtine.id
    centre = actions.record_centre(
        None,
        office,
        name="mark-of-a-centre",
        place="xk-prishtine",
        host_kind="employment_service",
        handover_status="planned",
        public=False,
    )
    visit = actions.record_visit(
        arta,
        office,
        person_id=person_id,
        mode="walk_in",
        visitor_type="potential_migrant",
        reason="work_abroad",
        counselled=True,
        advice="mark-of-counselling",
    )
    profile = actions.record_profile(arta, office, person_id=person_id, skills="mark-of-skills")
    waiting = actions.record_waiting(arta, office, person_id=person_id, wish="mark-of-a-wish")
    laptop = record_entry(
        arta,
        EQUIPMENT,
        {
            "name": "mark-of-a-laptop",
            "kind": "computer",
            "received_on": today_in(),
            "condition": "good",
        },
        office=office,
    )
    session, planned = (
        actions.record_session(
            arta, office, title=title, day=today_in(), minutes=60, topics=["study"], held=False
        )
        for title in ("mark-of-a-session", "mark-of-a-session planned")
    )
    return {
        "office": office,
        "centre": centre.id,
        "visit": visit.id,
        "profile": profile.id,
        "waiting": waiting.id,
        "session": session.id,
        "planned_session": planned.id,
        "sign_in_code": actions.open_sign_in(arta, session.id),
        "withdrawal": "withdraw",
        "freezing": "freeze",
        "equipment": "equipment",
        "laptop": laptop.id,
        "list": "visit_reason",
    }


SURVEY = [
    ["type", "name", "label"],
    ["text", "name", "Name"],
    ["select_one_from_file towns.csv", "town", "Town"],
    ["image", "photo", "Photo"],
]


def _collection(mission):
    """A form with a published version and a draft, a phone, what it sent, and a correction."""
    from waystation.registry.collection import actions
    from waystation.registry.collection.actions.files import ReceivedFile
    from waystation.registry.collection.rules.cleaning import Line

    office = mission.prishtine.id
    analyst = mission.hire("Analyst Forforms", mission.prishtine, "analyst")

    def upload(version):
        about = [("form_id", "mark"), ("form_title", "mark-of-a-form"), ("version", version)]
        content = workbook(SURVEY, [["list_name", "name", "label"]], about)
        files = {"towns.csv": b"name,label\na,A\n"}
        return actions.upload_form(analyst, office, "mark.xlsx", content, files)

    version = actions.publish_version(analyst, upload("1").id)
    draft = upload("2")
    built = actions.begin_form(analyst, office, "mark-of-a-built-form", ["English (en)"])
    question = {"label_0": "mark-of-a-question", "list_name": "", "name": "mark_of_a_list"}
    built = actions.add_question(analyst, built.id, "select_one", question, 0, "a | A")
    phone, token = actions.add_app_user(analyst, office, mission.arta.id, "mark-of-a-phone")
    sent = filled(form="mark", body="<name>mark-of-an-answer</name><photo>a.jpg</photo>")
    picture = {"a.jpg": ReceivedFile(b"mark-of-a-picture", "image/jpeg")}
    submission, _made = actions.receive_submission(mission.arta, sent, picture, phone)
    unknown = Line(1, "uuid:nowhere", "name", "change", "x", "mark-of-a-log")
    log = actions.load_cleaning_log(
        analyst, version.form_id, "mark-of-a-log.csv", "0" * 64, [unknown]
    )
    line = actions.correct_answer(
        analyst, submission.id, question="name", new="mark-of-an-answer 2", reason="mark-of-a-log"
    )
    return {
        "form": version.form_id,
        "version": version.id,
        "draft_version": draft.id,
        "built_form": built.id,
        "library_part": actions.save_part(
            analyst, built.id, built.book["keys"][0], "mark-of-a-part-of-a-form"
        ).id,
        "built_kind": "text",
        "built_row": built.book["keys"][0],
        "built_list": "mark_of_a_list",
        "form_step": "close",
        "version_step": "publish",
        "submission_step": "accept",
        "form_file": "towns.csv",
        "phone": phone.id,
        "phone_token": token,
        "submission": submission.id,
        "picture": "a.jpg",
        "cleaning_log": log.id,
        "cleaning_line": line.id,
    }


def _study(mission, form_id):
    """A study with one round over the form."""
    from waystation.foundation.access.models import User
    from waystation.services.tracking import actions

    analyst = User.objects.get(full_name="Analyst Forforms")
    study = actions.open_operation(analyst, mission.prishtine.id, "mark-of-a-study")
    round_ = actions.open_round(
        analyst,
        study.id,
        number=1,
        form_id=form_id,
        starts_on=date(2026, 3, 1),
        ends_on=date(2026, 3, 31),
        place="mark-of-a-round",
    )
    run = actions.estimate(analyst, round_.id)
    actions.change_design_state(analyst, round_.id, "revise", reason="mark-of-a-design")
    return {"study": study.id, "round": round_.id, "estimation": run.id}


def _knowledge(mission):
    """A norm in the register of Arta's office, a series, and a figure quoted in a text."""
    from waystation.governance.knowledge import actions, queries
    from waystation.governance.knowledge.models import Mention

    keeper = mission.hire("Secretary Fornorms", mission.prishtine, "network_secretariat")
    values = {"instrument": "mark-of-a-norm", "kind": "ilo", "state": "applied"}
    norm = actions.record_entry(
        keeper,
        queries.NORMS,
        {**values, "checked_on": date(2026, 1, 5)},
        office=mission.prishtine.id,
    )
    series = actions.record_entry(
        keeper,
        queries.SERIES,
        {"key": "mark-of-a-series", "name": "Marked", "unit": "people", "topic": "labour"},
        office=mission.prishtine.id,
    )
    mention = Mention.begin(
        keeper,
        mission.prishtine.id,
        text_kind="other",
        title="mark-of-a-text",
        written="5",
        series=series.key,
        value=5,
        source="Somebody",
    )
    mention.save(force_insert=True)
    fact = {"series": series.key, "label": "Marked", "value": 5, "unit": "people"}
    actions.record_entry(
        keeper,
        queries.FACTS,
        {**fact, "qualifier": "count", "as_of": "2024", "source": "Somebody"},
        office=mission.prishtine.id,
    )
    edition = actions.publish_profile(keeper, "mark-of-a-profile")
    return {
        "known_register": "norms",
        "norm": norm.id,
        "known_series": series.key,
        "mention": mention.id,
        "topic": "climate",
        "document_kind": "docx",
        "migration_edition": edition.id,
    }


def _results(mission):
    """A report of Arta's office, published once, and a target somebody proposed."""
    from waystation.governance.boards import actions as boards
    from waystation.governance.reports import actions as reports
    from waystation.governance.reports.models import Block
    from waystation.governance.results import actions
    from waystation.governance.results.queries import store

    store.forget()
    actions.load_shipped_indicators(mission.organisation.id)
    year = (date(2026, 1, 1), date(2026, 12, 31))
    blocks = [("heading", {"text": "mark-of-a-report"}), ("text", {"text": "[visits] visits"})]
    report = reports.draft_report(
        mission.blerim, "mark-of-a-report", *year, audience="internal", blocks=blocks
    )
    edition = reports.publish_report(mission.blerim, report.id)
    target = actions.set_target(mission.blerim, "visits", mission.prishtine.id, *year, 10)
    kept, gone = Block.objects.filter(report=report).order_by("position")
    board = boards.make_board(
        mission.arta, mission.prishtine.id, title="mark-of-a-board", shared=True
    )
    tiles = [
        boards.add_tile(mission.arta, board.id, indicator="visits", shape="figure")
        for _ in range(2)
    ]
    return {
        "board": board.id,
        "tile": tiles[0].id,
        "gone_tile": tiles[1].id,
        "guide": "start",
        "annex_number": 1,
        "word_kind": "docx",
        "indicator": "visits",
        "sheet": "xlsx",
        "frozen": "json",
        "block_kind": "heading",
        "report": report.id,
        "block": kept.id,
        "gone_block": gone.id,
        "edition": edition.id,
        "number": 1,
        "target": target.id,
    } | results.content(mission)
