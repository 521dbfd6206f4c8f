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
def content(house, arta):
    made = Content(house)
    access.issue_token(arta, "mark-of-a-token", ["visit.read"], 1)
    made["user"] = arta.id
    made["membership"] = Membership.objects.get(user=arta).id
    made["token"] = ApiToken.objects.get().id
    made.marks += ["mark-of-a-token", arta.email]
    return made
