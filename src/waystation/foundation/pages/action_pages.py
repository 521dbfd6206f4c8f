"""Pages that do one thing: a form or a button, one action, one place to go on."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.generic.edit import FormMixin

from waystation.foundation.access import queries as access
from waystation.foundation.access.http import add_refusals, in_words, onto_form
from waystation.foundation.records.editing import parse_seen, seen_reader, write_seen
from waystation.foundation.records.fields import FieldTable
from waystation.foundation.records.values import values_of
from waystation.foundation.shared.errors import Conflict, NotAllowed, NotSeen, Refusal
from waystation.foundation.shared.words import N_
from waystation.foundation.workflow.transitions import Transition, Workflow

from .base import Page, Permitted
from .forms import FieldsForm, KeyedForm, chosen_values
from .sent_once import SentOnce

if TYPE_CHECKING:
    FormPart = FormMixin[Any]
else:
    FormPart = FormMixin

ELSEWHERE = {403, 404}
"""HTTP statuses of refusals that are not about the form; RefusalPages shows them."""


class ActionMixin(Permitted):
    """A view that calls ``action(user, *subjects, **values)``, or does more in its own ``act``.

    ``subject`` names the part of the URL that is the action's subject, "" for none.
    """

    action: Any = None
    subject = ""

    @property
    def subjects(self) -> tuple[Any, ...]:
        """Return the subjects of the action, from the URL."""
        return (self.kwargs[self.subject],) if self.subject else ()


class ActionForm(FormPart, ActionMixin, Page):
    """A page with one form. GET shows it; POST calls ``act`` and redirects, or shows the errors.

    The form is that of the ``table``, or of another ``form_class``. A refusal is shown beside its
    field, with 422, or 409 for a conflict. The same form sent twice acts once. If the action is no
    longer possible, GET gives the reason instead of the form (``refusal_to_open``).
    """

    template_name = "pages/form.html"
    form_class: Any = FieldsForm
    table: FieldTable | None = None
    button = ""
    done = ""
    paragraph = ""
    working_rule = ""

    def get_values(self, form: Any) -> Mapping[str, Any]:
        """Return the named arguments of the ``action``."""
        values: Mapping[str, Any] = form.values
        return values

    def act(self, form: Any) -> Any:
        """Perform the page's action with the form's values. Raises Refusal."""
        return self.action(self.user, *self.subjects, **self.get_values(form))

    def check_answers(self, form: Any) -> Any:
        """Raise what the action would refuse in the answers of an invalid form.

        By default nothing. A page overrides it so that one response lists everything that is wrong.
        """

    def get_success_url(self) -> str:
        return Page.get_success_url(self)

    def refusal_to_open(self) -> Refusal | None:
        """Return why the action is not possible now, whatever the form says; None if it is."""
        return None

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        refusal = self.refusal_to_open()
        if refusal is None:
            return super().get(request, *args, **kwargs)
        if refusal.status in ELSEWHERE:
            raise refusal
        context = self.get_context_data(sentence=in_words(refusal))
        return render(request, "pages/not_possible.html", context)

    def get_offers(self) -> Mapping[str, Any]:
        """Return the choices of fields whose list is not declared, by field."""
        return {}

    def get_form_kwargs(self) -> dict[str, Any]:
        kwargs: dict[str, Any] = {"initial": self.get_initial()}
        if self.request.method == "POST":
            kwargs |= {"data": self.request.POST, "files": self.request.FILES}
        if self.table is not None:
            kwargs["table"] = self.table
        if offers := self.get_offers():
            kwargs["offers"] = offers
        return kwargs

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = self.get_form()
        if form.is_valid():
            return self.form_valid(form)
        add_refusals(form, lambda: self.check_answers(form))
        return self.form_invalid(form)

    def form_valid(self, form: Any) -> HttpResponse:
        sent = SentOnce(self.request, wanted="key" not in form.fields)
        try:
            if where := sent.before():
                return redirect(where)
        except Refusal as refusal:
            return self.form_refused(form, refusal)
        try:
            self.result = self.act(form)
        except Refusal as refusal:
            sent.forget()
            return self.form_refused(form, refusal)
        except BaseException:
            sent.forget()
            raise
        if self.done:
            messages.success(self.request, gettext(self.done))
        where = self.get_success_url()
        sent.remember(where)
        return redirect(where)

    def form_refused(self, form: Any, refusal: Refusal) -> HttpResponse:
        if refusal.status in ELSEWHERE:
            raise refusal
        onto_form(form, refusal)
        return self.form_invalid(form, refusal.status)

    def form_invalid(self, form: Any, status: int = 422) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=status)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {
            "button": gettext(self.button or "Save"),
            "paragraph": self.paragraph,
            "working_rule": self.working_rule,
        }


class NewForm(ActionForm):
    """A page that creates a record: the action gets the form's ``key`` and its values."""

    form_class = KeyedForm

    def get_values(self, form: Any) -> Mapping[str, Any]:
        return {"key": form.cleaned_data["key"], **form.values}


class EditForm(ActionForm):
    """A page that edits a record which several people may edit at the same time.

    The form carries the values that its editor saw; if two editors changed the same field, it shows
    both values and asks. ``before`` returns the record's values by field name.
    """

    table: FieldTable
    done = "The change is saved."

    def before(self) -> dict[str, Any]:
        """Return the record's current values."""
        return values_of(self.record, self.get_table())

    def edit(self, seen: Mapping[str, Any], proposed: Mapping[str, Any]) -> Any:
        """Call the action. Raises Conflict and other refusals."""
        return self.action(self.user, *self.subjects, seen, proposed)

    def get_table(self) -> FieldTable:
        return self.table

    def get_form_kwargs(self) -> dict[str, Any]:
        self.now = self.before()
        return super().get_form_kwargs() | {"table": self.get_table()}

    def get_initial(self) -> dict[str, Any]:
        return {name: without_seconds(value) for name, value in self.now.items()}

    def act(self, form: Any) -> Any:
        seen = parse_seen(self.request.POST.get("seen", ""), seen_reader(self.get_table()))
        proposed = {
            # The form shows no seconds: an unedited time would otherwise count as changed.
            name: seen[name]
            if name in seen and without_seconds(value) == without_seconds(seen[name])
            else value
            for name, value in form.values.items()
        }
        return self.edit(seen, chosen_values(proposed, seen, self.request.POST))

    def form_refused(self, form: Any, refusal: Refusal) -> HttpResponse:
        if isinstance(refusal, Conflict):
            if refusal.code == "unseen":  # what the editor saw is unknown: ask about each field
                refusal.fields = {
                    name: (self.now[name], value)
                    for name, value in form.values.items()
                    if name in self.now
                    and without_seconds(self.now[name]) != without_seconds(value)
                }
            form.add_error(None, in_words(refusal))
            disputed = form.show_both(refusal)
            seen = write_seen(self.seen_by_now(refusal))
            context = self.get_context_data(form=form, disputed=disputed, seen=seen)
            return self.render_to_response(context, status=409)
        return super().form_refused(form, refusal)

    def seen_by_now(self, conflict: Conflict) -> dict[str, Any]:
        """Return the values that the editor has now seen: disputed fields as they are now.

        Fields that only the other editor changed keep their earlier value, because the form still
        has it: the next submission would otherwise count as changing them back.
        """
        try:
            seen = parse_seen(self.request.POST.get("seen", ""), seen_reader(self.get_table()))
        except Conflict:
            return self.now
        return seen | {name: self.now[name] for name in conflict.fields if name in self.now}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        sent = self.request.POST.get("seen", "") if self.request.method == "POST" else ""
        return {"seen": sent or write_seen(self.now)} | context


class ActionButton(ActionMixin):
    """POST only: do one thing and redirect. A refusal is shown as a message on the next page.

    ``table`` has the fields that the form around the button asks, if any: a refusal names them.
    """

    http_method_names = ["post"]
    done = ""
    table: FieldTable | None = None

    def get_values(self) -> dict[str, Any]:
        """Return the named arguments of the ``action``, from the request."""
        return {}

    def act(self) -> Any:
        return self.action(self.user, *self.subjects, **self.get_values())

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            self.result = self.act()
        except Refusal as refusal:
            if refusal.status in ELSEWHERE:
                raise
            for one in refusal.all:
                messages.error(request, self.words_of(one))
        else:
            if self.done:
                messages.success(request, gettext(self.done))
        return redirect(self.get_success_url())

    def words_of(self, refusal: Refusal) -> str:
        """Return a refusal in words, after the label of its field."""
        words, table = in_words(refusal), self.table
        if table is None or refusal.field not in table.names:
            return words
        return f"{gettext(table[refusal.field].label)}: {words}"


class TransitionForm(ActionForm):
    """The confirmation page of a transition: its effect, its questions, and one button.

    ``workflow`` is the table, the URL names the ``transition``; ``perform`` is the app's action.
    """

    workflow: Workflow

    def get_transition(self) -> Transition:
        found = self.workflow.transitions.get(self.kwargs["transition"])
        if found is None:
            raise NotSeen(N_("There is no such page."), code="not_seen")
        return found

    def perform(self, transition: Transition, values: Mapping[str, Any]) -> Any:
        raise NotImplementedError

    def check_permission(self) -> None:
        self.transition = self.get_transition()
        self.permissions = self.transition.permissions
        if self.workflow.of_organisation:
            access.require_any(self.user, *self.permissions)
        else:
            super().check_permission()

    def get_title(self) -> str:
        return gettext(self.transition.button)

    def get_lead(self) -> str:
        return gettext(self.transition.lead) if self.transition.lead else ""

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"table": self.transition.asks}

    def refusal_to_open(self) -> Refusal | None:
        meta = getattr(self.record, "_meta", None)
        if meta is None or meta.label != self.workflow.kind:
            return None  # the page is about another record than the transition
        refusal = self.workflow.refusal_to_take(self.record, self.transition.name, self.user)
        return None if isinstance(refusal, NotAllowed) else refusal  # POST refuses it

    def act(self, form: Any) -> Any:
        self.done = self.transition.done
        return self.perform(self.transition, form.values)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {
            "button": gettext(self.transition.button),
            "paragraph": self.transition.paragraph,
        }


def without_seconds(value: Any) -> Any:
    """Return a time as forms show it; other values unchanged."""
    return value.replace(second=0, microsecond=0) if isinstance(value, datetime) else value
