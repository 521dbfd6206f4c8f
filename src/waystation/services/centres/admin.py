"""The centre register in the admin site. Saving calls the same action as the page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse

from waystation.foundation.access import queries as access
from waystation.foundation.access.http import in_words
from waystation.foundation.shared.errors import Refusal

from . import actions, queries
from .fields import CENTRE
from .models import Centre

if TYPE_CHECKING:
    Register = admin.ModelAdmin[Centre]
else:
    Register = admin.ModelAdmin


@admin.register(Centre)
class CentreRegister(Register):
    list_display = tuple(one.name for one in CENTRE if one.listed and one.kind != "codes")
    fields = CENTRE.names
    ordering = ("name",)

    def get_queryset(self, request: HttpRequest) -> Any:
        return queries.centres_visible_to(request.user)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return access.may(request.user, "centre.manage")

    def has_view_permission(self, request: HttpRequest, obj: Centre | None = None) -> bool:
        return access.may(request.user, "centre.manage")

    def has_change_permission(self, request: HttpRequest, obj: Centre | None = None) -> bool:
        return access.may(request.user, "centre.manage")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False  # a centre belongs to an office: it is entered from the register's page

    def has_delete_permission(self, request: HttpRequest, obj: Centre | None = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: Centre, form: Any, change: bool) -> None:
        values = {name: form.cleaned_data[name] for name in CENTRE.names}
        try:
            actions.record_centre(request.user, obj.office_id, **values)
        except Refusal as refusal:
            request.refused = True  # type: ignore[attr-defined]
            self.message_user(request, in_words(refusal), messages.ERROR)

    def log_change(self, request: HttpRequest, obj: Centre, message: Any) -> Any:
        return None  # the action has written the audit log

    def response_change(self, request: HttpRequest, obj: Centre) -> HttpResponse:
        if getattr(request, "refused", False):
            return self.response_post_save_change(request, obj)
        return super().response_change(request, obj)
