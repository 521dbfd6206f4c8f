"""One of everything in Arta's office, each with a mark that nobody elsewhere may see."""

from __future__ import annotations

from datetime import date

import pytest

from waystation.foundation.access import actions as access
from waystation.foundation.access.models import ApiToken, Membership, User


class Content(dict):
    """The keys of Arta's records by name, the marks they carry, and people from elsewhere."""

    def __init__(self, house):
        super().__init__()
        self.house = house
        self.marks = []

    def add_people(self, arta):
        """Add a person with a consent, a merged file and a legal hold."""
        from waystation.registry.people import actions as people

        office = self.house.prishtine
        person = people.record_person(arta, office, given="Markname", family="Ofperson")
        twin = people.record_person(arta, office, given="Marktwin", family="Ofperson")
        consent = people.record_consent(
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
        vera = self.house.hire("Officer Forduties", office, "data_protection_officer")
        hold = people.hold_file(vera, person.id, "mark-of-a-reason")
        people.lift_hold(vera, hold.id)
        self["person"], self["twin"], self["consent"] = person.id, twin.id, consent.id
        self["merge"], self["hold"] = merge.id, hold.id
        self.marks += ["Markname", "Marktwin", "mark-of-a-recipient", "mark-of-a-reason"]
        self.marks += [person.number, twin.number]

    def stranger(self, role, elsewhere):
        """Return somebody with this role in another office, or in another organisation."""
        if elsewhere == "another office":
            return self.house.hire("Stranger Office", self.house.peje, role)
        other = access.open_organisation("other", "Other mission")
        office = access.open_office(other, "other", "Other office", date(2020, 1, 1))
        user = User.objects.create_user(
            "stranger@elsewhere.example", "x" * 12, full_name="Stranger Else", organisation=other
        )
        access.give_role(None, user, office, role, date(2020, 1, 1))
        return user


@pytest.fixture
def content(house, arta, settings, tmp_path):
    made = Content(house)
    access.issue_token(arta, "mark-of-a-token", ["visit.read"], 1)
    made["user"] = arta.id
    made["membership"] = Membership.objects.get(user=arta).id
    made["token"] = ApiToken.objects.get().id
    made.marks += ["mark-of-a-token", arta.email]
    made.add_people(arta)
    settings.STATE = tmp_path
    made |= _results(house)
    made.marks += ["mark-of-a-report"]
    return made


def _results(house):
    """A report of Arta's office, published once, and a target somebody proposed."""
    from waystation.governance.results import actions, store
    from waystation.governance.results.models import Block

    store.forget()
    actions.load_shipped_indicators(house.organisation.id)
    year = (date(2026, 1, 1), date(2026, 12, 31))
    blocks = [("heading", {"text": "mark-of-a-report"}), ("text", {"text": "[visits] visits"})]
    report = actions.draft_report(
        house.blerim, "mark-of-a-report", *year, audience="internal", blocks=blocks
    )
    edition = actions.publish_report(house.blerim, report.id)
    target = actions.set_target(house.blerim, "visits", house.prishtine.id, *year, 10)
    kept, gone = Block.objects.filter(report=report).order_by("position")
    return {
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
    }
