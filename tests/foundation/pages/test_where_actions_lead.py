"""A form that was saved, and a button that was pressed, lead to a page."""

from django.urls import URLPattern, get_resolver

from waystation.foundation.pages.action_pages import ActionButton, ActionForm
from waystation.foundation.pages.base import Permitted


def views(patterns=None):
    for one in get_resolver().url_patterns if patterns is None else patterns:
        if not isinstance(one, URLPattern):
            yield from views(one.url_patterns)
        elif isinstance(view := getattr(one.callback, "view_class", None), type):
            yield view


def leads_somewhere(view):
    if view.get_success_url not in (ActionForm.get_success_url, Permitted.get_success_url):
        return True
    if issubclass(view, ActionForm) and view.form_valid is not ActionForm.form_valid:
        return True  # it answers itself, with a page that is shown once
    has_record = view.get_record is not Permitted.get_record
    return bool(view.result_page or view.next_page or (view.record_page and has_record))


def test_every_action_leads_to_a_page():
    acting = {view for view in views() if issubclass(view, (ActionForm, ActionButton))}

    lost = sorted(view.__qualname__ for view in acting if not leads_somewhere(view))

    assert len(acting) > 300
    assert not lost, lost
