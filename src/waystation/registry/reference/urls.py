from django.urls import path

from . import views

app_name = "reference"
urlpatterns = [
    path("", views.lists, name="lists"),
    path("packs/", views.packs, name="packs"),
    path("framework/", views.Framework.as_view(), name="framework"),
    path("<slug:key>/", views.show_list, name="list"),
    path("<slug:key>.csv", views.list_as_csv, name="list_csv"),
]
