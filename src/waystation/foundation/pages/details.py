"""The page of one record: its answers, its links and transitions, and its history."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext

from waystation.foundation.access import presenting
from waystation.foundation.access import queries as access
from waystation.foundation.records.fields import FieldTable
from waystation.foundation.records.values import readable_values_of
from waystation.foundation.workflow.transitions import Transition, Workflow

from .base import Page


class DetailPage(Page):
    """A record with its answers, the transitions available to this user, and its history.

    ``values`` returns the record's values by field name, with sealed text decrypted.
    ``change_address`` names the page that changes the record, for users with
    ``change_permission`` in its office.
    """

    template_name = "pages/detail.html"
    table: FieldTable
    workflow: Workflow | None = None
    transition_address = ""
    change_address = change_permission = ""
    history_shown = 20

    def values(self) -> Mapping[str, Any]:
        return readable_values_of(self.record, self.table)

    def get_links(self) -> list[dict[str, str]]:
        """Return the next actions: dicts with "url", "label" and "primary"."""
        if not self.has_change_permission():
            return []
        url = reverse(self.change_address, args=[self.record.pk])
        return [{"label": gettext("Change"), "url": url}]

    def has_change_permission(self) -> bool:
        """Return whether this user may change the record as it is."""
        permission = self.change_permission
        return bool(permission) and access.may(self.user, permission, self.record.office_id)

    def get_history(self) -> list[dict[str, Any]]:
        """Return the changes of the record, newest first, without reads."""
        rows = access.rows_about(self.user, self.record.pk, limit=self.history_shown, reads=False)
        return [self._event(row) for row in rows]

    def _event(self, row: Mapping[str, Any]) -> dict[str, Any]:
        names = row["detail"].get("fields", [])
        fields = [self.table[name].title for name in names if name in self.table.names]
        return {
            "at": row["at"],
            "who": row["user"],
            "what": self.words_of_verb(row["verb"]),
            "fields": fields,
        }

    def words_of_verb(self, verb: str) -> str:
        """Return a verb of the audit log in the reader's language."""
        return presenting.verb(verb).rpartition(" · ")[2]

    def available_transitions(self) -> list[Transition]:
        """Return the transitions that are offered to the user."""
        return self.workflow.available(self.user, self.record) if self.workflow else []

    def get_transitions(self) -> list[dict[str, str]]:
        return [
            {
                "label": gettext(one.button),
                "url": reverse(self.transition_address, args=[self.record.pk, one.name]),
            }
            for one in self.available_transitions()
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        state = self.workflow.state_of(self.record) if self.workflow else None
        return super().get_context_data(**kwargs) | {
            "answers": self.table.answers(self.values()),
            "links": self.get_links(),
            "transitions": self.get_transitions(),
            "state": (gettext(state.name), state.tone) if state else None,
            "history": self.get_history(),
        }
