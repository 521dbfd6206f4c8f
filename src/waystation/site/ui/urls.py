from django.urls import path

from . import views

app_name = "ui"
urlpatterns = [
    path("", views.home, name="home"),
    path("sections/", views.sections, name="sections"),
    path("contributions/", views.Contributions.as_view(), name="contributions"),
    path("language/", views.choose_language, name="language"),
]
