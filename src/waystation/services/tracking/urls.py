from django.urls import path

from . import views

app_name = "tracking"
urlpatterns = [
    path("", views.studies, name="studies"),
    path("<uuid:study>/", views.study, name="study"),
    path("rounds/<uuid:round>/", views.round_, name="round"),
    path("rounds/<uuid:round>/estimate/", views.estimate, name="estimate"),
    path("rounds/<uuid:round>/findings.csv", views.export, name="export"),
]
