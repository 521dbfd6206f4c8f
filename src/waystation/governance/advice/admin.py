"""Advice in the admin site: read only; answers are added through the action."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest

from waystation.foundation.access import queries as access
from waystation.foundation.access.http import onto_form
from waystation.foundation.shared.errors import Refusal
from waystation.governance.advice import actions
from waystation.governance.advice.models import AdviceEvent, Recommendation
from waystation.governance.advice.queries import recommendations as queries

if TYPE_CHECKING:
    Events = admin.ModelAdmin[AdviceEvent]
    Recommendations = admin.ModelAdmin[Recommendation]
    EventForm = forms.ModelForm[AdviceEvent]
else:
    Events = Recommendations = admin.ModelAdmin
    EventForm = forms.ModelForm


class ReadOnly:
    """A read-only admin page for users who may read advice."""

    def has_module_permission(self, request: HttpRequest) -> bool:
        return any(access.may(request.user, one) for one in ("network.read", "unkt.read"))

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.has_module_permission(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class _Answer(EventForm):
    """The UNKT's answer. It is recorded by the action, which is asked before anything is kept."""

    user: Any = None

    class Meta:
        model = AdviceEvent
        fields = ("recommendation", "state", "motivation", "decided_on", "decider", "document",
                  "note")  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["recommendation"].queryset = queries.recommendations_visible_to(self.user)  # type: ignore[attr-defined]
        self.fields["decider"].required = False

    def clean(self) -> dict[str, Any]:
        """Record the answer, or show the refusal beside its field."""
        given = super().clean() or {}
        row = given.get("recommendation")
        if row is None or self.errors:
            return given
        try:
            self.recorded = actions.record_answer(
                self.user,
                row.id,
                verdict=given.get("state", ""),
                motivation=given.get("motivation", ""),
                decided_on=given.get("decided_on"),
                decider=given.get("decider", ""),
                document=given.get("document", ""),
                why=given.get("note", ""),
            )
        except Refusal as refusal:
            onto_form(self, refusal)
        return given

    def _post_clean(self) -> None:
        """Leave the model's own checks out: the action has made the row."""

    def save(self, commit: bool = True) -> AdviceEvent:
        """Return the row that the action made."""
        return self.recorded

    def save_m2m(self) -> None:
        """There is nothing more to save."""


@admin.register(AdviceEvent)
class AdviceEvents(ReadOnly, Events):
    """Every event of advice; adding one is the UNKT's answer."""

    list_display = ("recommendation", "number", "state", "day", "decider")
    ordering = ("-created_at",)
    form = _Answer

    def get_queryset(self, request: HttpRequest) -> Any:
        seen = queries.recommendations_visible_to(request.user).values("id")
        return super().get_queryset(request).filter(recommendation__in=seen)

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> Any:
        if obj is not None:
            return super().get_form(request, obj, change, **kwargs)
        return type("Answer", (_Answer,), {"user": request.user})

    def has_add_permission(self, request: HttpRequest) -> bool:
        answering = ("advice.answer", "advice.record_answer")
        return any(access.may(request.user, one) for one in answering)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """The action has saved it and written the audit log."""

    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        return None


@admin.register(Recommendation)
class RecommendationRegister(ReadOnly, Recommendations):
    """The recommendations, to look at."""

    list_display = ("__str__", "text", "addressee", "created_at")
    ordering = ("-year", "-number")

    def get_queryset(self, request: HttpRequest) -> Any:
        return queries.recommendations_visible_to(request.user)
