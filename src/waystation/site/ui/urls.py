from django.urls import path

from . import views, work

app_name = "ui"
urlpatterns = [
    path("", views.home, name="home"),
    path("work/", work.Work.as_view(), name="work"),
    path("ten-things/", work.TenThings.as_view(), name="ten_things"),
    path("notifications/", work.Notifications.as_view(), name="notifications"),
    path("notifications/email/", work.DailyEmail.as_view(), name="daily_email"),
    path("notifications/count/", work.Count.as_view(), name="notifications_count"),
    path("search/", work.Search.as_view(), name="search"),
    path("guides/", work.Guides.as_view(), name="guides"),
    path("guides/<slug:guide>/", work.GuidePage.as_view(), name="guide"),
    path("sections/", views.sections, name="sections"),
    path("contributions/", views.Contributions.as_view(), name="contributions"),
    path("language/", views.choose_language, name="language"),
]
