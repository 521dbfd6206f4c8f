from __future__ import annotations

from django.urls import path

from waystation.governance.network.views import terms

urlpatterns = [
    path("terms/", terms.text, name="terms"),
    path("terms/load/", terms.load, name="load_terms"),
    path("terms/keeping/", terms.keeping, name="keeping"),
    path("terms/house-rules/", terms.readings, name="house_rules"),
    path("terms/house-rules/<slug:key>/", terms.set_reading, name="set_house_rule"),
    path("assessment/", terms.assessment, name="assessment"),
    path("assessment/<int:year>/<slug:code>/", terms.assess, name="assess"),
]
