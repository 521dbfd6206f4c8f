from django.urls import path

from .views import files, households, lists

app_name = "people"
urlpatterns = [
    path("", lists.People.as_view(), name="list"),
    path("new", files.PersonNew.as_view(), name="new"),
    path("search", lists.Search.as_view(), name="search"),
    path("merges/<uuid:merge_id>/undo", files.UndoMerge.as_view(), name="undo_merge"),
    path("households/<uuid:household_id>/", households.HouseholdPage.as_view(), name="household"),
    path(
        "households/<uuid:household_id>/add/<uuid:person_id>",
        households.JoinHousehold.as_view(),
        name="household_add",
    ),
    path(
        "households/<uuid:household_id>/place/<uuid:person_id>",
        households.ChangeRole.as_view(),
        name="household_place",
    ),
    path(
        "households/<uuid:household_id>/leave/<uuid:person_id>",
        households.LeaveHousehold.as_view(),
        name="household_leave",
    ),
    path("<uuid:person_id>/household", households.HouseholdNew.as_view(), name="household_begin"),
    path("<uuid:person_id>/", files.PersonView.as_view(), name="person"),
    path("<uuid:person_id>/edit", files.PersonEdit.as_view(), name="edit"),
    path("<uuid:person_id>/seen", files.Seen.as_view(), name="seen"),
    path("<uuid:person_id>/merge", files.MergePeople.as_view(), name="merge"),
]
