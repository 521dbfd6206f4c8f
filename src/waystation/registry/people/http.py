"""Common code of the pages about one person: the file, its header, and its actions."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from waystation.foundation.access import contributions
from waystation.foundation.access import queries as access
from waystation.foundation.pages.base import PagePart
from waystation.registry.people import queries
from waystation.registry.reference import queries as reference

from .lines import person_line as person_line


class PersonPage(PagePart):
    """A page about one person, to be mixed into a page of the kit.

    ``why`` is the reason that the log gives for opening the file; ``tab`` the address of the
    page, marked among the tabs.
    """

    why = "page"
    tab = ""
    record_page = "people:person"

    def get_record(self) -> Any:
        return queries.person_visible_to(self.user, self.kwargs["person_id"], why=self.why)

    def get_parents(self) -> list[tuple[str, str]]:
        return [
            (reverse("people:list"), _("People")),
            (reverse("people:person", args=[self.record.id]), self.record.number),
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | head_of(self.user, self.record, self.tab)


def head_of(user: access.AnyUser, file: queries.PersonFile, tab: str) -> dict[str, Any]:
    """Return the context of the header of pages about one person."""
    links = [] if file.erased_at else _links(user, file)
    return {
        "file": file,
        "name": file.name,
        "initials": "".join(word[0] for word in file.name.split()[:2]).upper(),
        "buttons": [link for link in links if not link["tab"]],
        "tabs": [link for link in links if link["tab"]],
        "current_tab": reverse(tab, args=[file.id]) if tab else "",
        "sex": reference.label("sex", file.sex),
        "place": reference.label("municipality", file.municipality),
        "spoken": [reference.label("language", code) for code in file.languages],
    }


def _links(user: access.AnyUser, file: queries.PersonFile) -> list[dict[str, Any]]:
    """Return what the apps offer to do with this person, in their order."""
    offered = sorted(contributions.list_of("person_links"), key=lambda link: link.order)
    return [
        {
            "label": str(link.label),
            "url": reverse(link.address, args=[file.id])
            if link.in_path
            else f"{reverse(link.address)}?{urlencode({'person': file.id})}",
            "tab": link.tab,
        }
        for link in offered
        if access.may(user, link.permission, file.office_id)
    ]
