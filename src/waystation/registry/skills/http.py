"""Common code of the pages behind the link of a person's own skills profile.

Apps above add pages to it with the contribution ``own_profile_pages``.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.contrib.auth.models import AnonymousUser
from django.urls import reverse
from django.utils.translation import gettext as _

from waystation.foundation.access import contributions
from waystation.foundation.messaging.http import OnOneDevice
from waystation.registry.skills import queries
from waystation.registry.skills.sections import section_named


class OwnPage(OnOneDevice):
    """A page at the secret URL. No sign-in: the link identifies the profile."""

    link_model = queries.ProfileLink

    related = ("profile__person",)

    def languages_of_guest(self) -> Sequence[str]:
        return self.link.profile.person.languages  # type: ignore[no-any-return]

    def prepare(self) -> None:
        self.link = queries.open_link(self.link.id)
        self.user = AnonymousUser()
        self.record = self.link.profile
        if "section" in self.kwargs:
            self.section = section_named(self.kwargs["section"])
        if "line_id" in self.kwargs:
            self.line = queries.line_of(self.record, self.section, self.kwargs["line_id"])

    def first_page(self) -> str:
        return reverse("skills:own", args=[self.kwargs["token"]])

    def get_parents(self) -> list[tuple[str, str]]:
        return [(self.first_page(), _("Your profile"))]

    def get_success_url(self) -> str:
        return self.first_page()


def pages_of_others(token: str) -> list[tuple[str, str]]:
    """Return the pages that other apps have behind the same link: their URLs and names."""
    found = contributions.list_of("own_profile_pages")
    return [(reverse(one.address, args=[token]), str(one.label)) for one in found]
