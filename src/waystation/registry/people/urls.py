from django.urls import path

from .views import files, households, merging

app_name = "people"
urlpatterns = [
    path("", files.people, name="list"),
    path("new", files.new, name="new"),
    path("search", files.search, name="search"),
    path("merges/<uuid:merge_id>/undo", merging.undo, name="undo_merge"),
    path("households/<uuid:household_id>/", households.household, name="household"),
    path(
        "households/<uuid:household_id>/add/<uuid:person_id>",
        households.add,
        name="household_add",
    ),
    path(
        "households/<uuid:household_id>/place/<uuid:person_id>",
        households.change_role,
        name="household_place",
    ),
    path(
        "households/<uuid:household_id>/leave/<uuid:person_id>",
        households.leave,
        name="household_leave",
    ),
    path("<uuid:person_id>/household", households.begin, name="household_begin"),
    path("<uuid:person_id>/", files.person, name="person"),
    path("<uuid:person_id>/edit", files.edit, name="edit"),
    path("<uuid:person_id>/seen", files.seen, name="seen"),
    path("<uuid:person_id>/merge", merging.merge, name="merge"),
]
