from django.urls import path

from . import views

PROFILE = "profiles/<uuid:profile_id>/"
LINE = "lines/<slug:section>/<uuid:line_id>/"
OWN = "own/<str:token>/"

app_name = "skills"
urlpatterns = [
    path("titles/", views.Titles.as_view(), name="titles"),
    path("esco/", views.Esco.as_view(), name="esco"),
    path("profiles/", views.Profiles.as_view(), name="profiles"),
    path("profiles/of/<uuid:person_id>/", views.ProfileNew.as_view(), name="new"),
    path(PROFILE, views.ProfilePage.as_view(), name="profile"),
    path(f"{PROFILE}change/", views.ProfileEdit.as_view(), name="change"),
    path(f"{PROFILE}confirm/", views.ProfileConfirm.as_view(), name="confirm"),
    path(f"{PROFILE}link/", views.LinkNew.as_view(), name="link"),
    path(f"{PROFILE}cv/", views.CvUpload.as_view(), name="cv"),
    path(f"{PROFILE}europass/", views.Europass.as_view(), name="europass"),
    path(f"{PROFILE}add/<slug:section>/", views.LineNew.as_view(), name="line_new"),
    path(f"{PROFILE}<slug:transition>/", views.ProfileTransition.as_view(), name="transition"),
    path(LINE, views.LineEdit.as_view(), name="line"),
    path(f"{LINE}remove/", views.LineRemove.as_view(), name="line_remove"),
    path(OWN, views.OwnProfile.as_view(), name="own"),
    path(f"{OWN}confirm/", views.OwnConfirm.as_view(), name="own_confirm"),
    path(f"{OWN}wishes/", views.OwnWishes.as_view(), name="own_wishes"),
    path(f"{OWN}cv/", views.OwnCv.as_view(), name="own_cv"),
    path(f"{OWN}add/<slug:section>/", views.OwnLineNew.as_view(), name="own_line_new"),
    path(f"{OWN}<slug:section>/<uuid:line_id>/", views.OwnLineEdit.as_view(), name="own_line"),
    path(
        f"{OWN}<slug:section>/<uuid:line_id>/remove/",
        views.OwnLineRemove.as_view(),
        name="own_line_remove",
    ),
]
