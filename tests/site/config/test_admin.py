"""The admin's pages are looked for when addresses are, so Django's own checks come after."""

from django.contrib import admin

import waystation.site.config.urls  # noqa: F401  finds the pages


def test_every_page_of_the_administration_passes_djangos_checks():
    pages = {model.__name__ for model in admin.site._registry}

    assert {"Centre", "Recommendation", "AdviceEvent"} <= pages
    assert admin.site.check(None) == []
