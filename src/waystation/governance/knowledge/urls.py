from django.urls import path

from .views import checking, profile, series, texts
from .views.lists import Entries
from .views.registers import PAGES

app_name = "knowledge"
urlpatterns = [
    path("check/", checking.CheckText.as_view(), name="check"),
    path("over-time/", series.AllSeries.as_view(), name="all_series"),
    path("over-time/load/", series.LoadSeries.as_view(), name="load_series"),
    path("over-time/<slug:key>/", series.OneSeries.as_view(), name="one_series"),
    path("texts/", texts.Texts.as_view(), name="texts"),
    path("texts/<uuid:mention>/settle/", texts.Settle.as_view(), name="settle"),
    path("profile/", profile.Profile.as_view(), name="profile"),
    path("profile/publish/", profile.PublishProfile.as_view(), name="publish_profile"),
    path(
        "profile/download/<slug:kind>",
        profile.ProfileDownload.as_view(),
        name="profile_download",
    ),
    path("profile/<uuid:edition>/", profile.ProfileEditionPage.as_view(), name="profile_edition"),
    path(
        "profile/<uuid:edition>/<slug:kind>",
        profile.ProfileEditionDownload.as_view(),
        name="profile_edition_download",
    ),
    path("topics/<slug:topic>/", profile.Topic.as_view(), name="topic"),
    path("topics/<slug:topic>/module", profile.TopicModule.as_view(), name="topic_module"),
    path("<slug:register>/", Entries.as_view(), name="entries"),
    *(one for one in PAGES.urls() if one.name != "entries"),
]
