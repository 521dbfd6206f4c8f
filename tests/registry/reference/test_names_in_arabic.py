"""Public pages in Arabic name the answers of their own lists in Arabic."""

import pytest
from django.urls import reverse
from django.utils import translation

from waystation.registry.reference import queries

pytestmark = pytest.mark.django_db
ARABIC = range(0x600, 0x700)


@pytest.mark.parametrize("code_list", ["feedback_kind", "feedback_about", "language", "topic"])
def test_every_entry_of_a_list_on_public_pages_has_an_arabic_name(code_list):
    with translation.override("ar"):
        names = [name for _code, name in queries.choices(code_list)]

    assert names
    assert all(ord(name[0]) in ARABIC for name in names)


def test_a_list_without_arabic_names_falls_back_to_english():
    with translation.override("ar"):
        assert queries.label("community", "serb") == "Serb"


def test_the_complaint_form_in_arabic_asks_in_arabic(client):
    page = client.get(reverse("public:complain"), HTTP_ACCEPT_LANGUAGE="ar").content.decode()

    assert 'dir="rtl"' in page
    assert "شكوى" in page
    assert "Complaint" not in page
