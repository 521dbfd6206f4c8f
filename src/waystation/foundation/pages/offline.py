"""Pages that also work offline: same form, same action, sent later.

A device shows the page's form, stores the input, and sends it with the record's key. What the page
would refuse is refused with the same sentence beside the same field. An app lists its forms in
``offline_forms``; ``site.offline`` offers them and receives the records.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext as _

from waystation.foundation.access import queries as access
from waystation.foundation.access.http import onto_form
from waystation.foundation.records.editing import parse_seen, seen_reader, write_seen
from waystation.foundation.records.fields import FieldTable
from waystation.foundation.shared.errors import Conflict, Refusal

from .action_pages import ELSEWHERE, EditForm
from .forms import chosen_values


@dataclass(frozen=True)
class Sent:
    """A record sent by a device.

    ``target`` is its subject: a person, or the record to edit. ``before`` are the answers sent
    earlier with the same key, if the device missed the response and the record was edited since.
    ``recorded_at`` is never in the future.
    """

    key: UUID
    target: UUID | None
    recorded_at: datetime
    answers: QueryDict
    before: QueryDict | None = None
    seen: str = ""


@dataclass(frozen=True)
class Outcome:
    """The result of a sent record: applied, refused with its form, or disputed."""

    status: int
    record_id: UUID | None = None
    form: Any = None
    disputed: list[dict[str, Any]] = field(default_factory=list)
    seen: str = ""


class Disputed(Exception):
    """Two editors changed the same answer; ``seen`` are the values this one has now seen."""

    def __init__(self, conflict: Conflict, seen: Mapping[str, Any]) -> None:
        self.conflict, self.seen = conflict, seen


class SentPage:
    """A mixin for pages whose form also works offline; ``sent`` is the record that was sent."""

    sent: Sent

    @classmethod
    def offline_context(cls, user: Any) -> dict[str, Any]:
        """Return the template's context, with an empty ``form``, for a device."""
        raise NotImplementedError

    def extra_names(self) -> Collection[str]:
        """Return the names of answers that the page accepts in addition to its form's fields."""
        return ()


@dataclass(frozen=True)
class OfflineForm:
    """A form that works offline: its title, its page, and the URL argument of its target."""

    label: str
    page: Any
    permission: str
    template: str = "pages/fields.html"
    place: str = ""

    def offline_context(self, user: Any) -> dict[str, Any]:
        """Return the template's context, as the page has it today."""
        context: dict[str, Any] = self.page.offline_context(user)
        return context

    def receive(self, request: HttpRequest, sent: Sent) -> Outcome:
        """Perform the page's action with the answers. Raises refusals of 403 and 404."""
        page = self._page_of(request, sent)
        form = page.get_form()
        if sentence := _unknown_answers(page, form, sent.answers):
            form.add_error(None, sentence)
        if not form.is_valid():
            return Outcome(422, form=form)
        try:
            return Outcome(200, record_id=page.act(form).id)
        except Disputed as disputed:
            return _ask(form, disputed.conflict, disputed.seen)
        except Refusal as refusal:
            if refusal.status in ELSEWHERE:
                raise
            if (
                isinstance(page, EditForm)
                and isinstance(refusal, Conflict)
                and refusal.code == "edited_meanwhile"
            ):
                return _ask(form, refusal, page.seen_by_now(refusal))
            onto_form(form, refusal)
            return Outcome(refusal.status, form=form)

    def _page_of(self, request: HttpRequest, sent: Sent) -> Any:
        """Return the page as if its own form had been posted. Raises NotSeen, NotAllowed."""
        answers = sent.answers.copy()
        answers["key"], answers["seen"] = str(sent.key), sent.seen
        posted: Any = HttpRequest()
        posted.method, posted.POST, posted.META = "POST", answers, request.META
        posted.user, posted.session = request.user, request.session
        page = self.page()
        page.setup(posted, **({self.place: sent.target} if self.place else {}))
        page.sent = sent
        page.admit(access.signed_in(request.user))
        access.require(page.user, self.permission, getattr(page.record, "office_id", None))
        return page


def _unknown_answers(page: SentPage, form: Any, answers: QueryDict) -> str:
    """Return a sentence about answers that today's form does not ask for, "" if none."""
    answered = {name for name in answers if answers[name] and not name.startswith("keep-")}
    unknown = sorted(answered - {*form.fields, *page.extra_names()})
    if not unknown:
        return ""
    sentence = _(
        "The form has changed, and no longer asks: {names}. Open the record, check it, and "
        "save it again."
    )
    return sentence.format(names=", ".join(unknown)[:200])


def _ask(form: Any, conflict: Refusal, seen: Mapping[str, Any]) -> Outcome:
    onto_form(form, conflict)
    return Outcome(409, form=form, disputed=form.show_both(conflict), seen=write_seen(dict(seen)))


def edit_sent(
    sent: Sent,
    table: FieldTable,
    proposed: Mapping[str, Any],
    before: Mapping[str, Any],
    current: Mapping[str, Any],
    edit: Callable[[Mapping[str, Any], Mapping[str, Any]], Any],
) -> Any:
    """Edit a record on behalf of an editor who saw the values ``before``.

    Raises Disputed with both values, as on the page; ``sent.seen`` are the values that were shown.
    """
    seen = parse_seen(sent.seen, seen_reader(table)) if sent.seen else dict(before)
    try:
        return edit(seen, chosen_values(proposed, seen, sent.answers))
    except Conflict as conflict:
        # Other fields keep their earlier value, as in EditForm.seen_by_now.
        both = {name: current[name] for name in conflict.fields if name in current}
        raise Disputed(conflict, {**seen, **both}) from None


def typed_answers(form: Any) -> list[list[str]]:
    """Return names and values of a form as a browser would send them."""
    pairs = []
    for bound in form:
        if isinstance(bound.field, forms.BooleanField):
            pairs += [[bound.name, "on"]] if bound.value() else []
            continue
        value = bound.field.widget.format_value(bound.value())
        for one in value if isinstance(value, list | tuple) else [value]:
            pairs += [[bound.name, str(one)]] if one not in (None, "") else []
    return pairs
