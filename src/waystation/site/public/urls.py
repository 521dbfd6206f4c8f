from django.urls import path
from django.views.decorators.http import require_safe

from . import diaspora, views

app_name = "public"
urlpatterns = [
    path("", views.start, name="start"),
    path("centres/", require_safe(views.all_centres), name="centres"),
    path("danger/", require_safe(views.danger), name="danger"),
    path("work/", require_safe(views.work), name="work"),
    path("facts/", require_safe(views.facts), name="facts"),
    path("facts/<slug:topic>/", require_safe(views.fact), name="fact"),
    path("times/", require_safe(views.times), name="times"),
    path("times/<uuid:slot_id>/", views.Book.as_view(), name="book"),
    path("appointment/<str:secret>/", views.Appointment.as_view(), name="appointment"),
    path("call-me/", views.CallMe.as_view(), name="call_me"),
    path("call-me/sent/", require_safe(views.sent_page), name="sent"),
    path("complain/", views.Complain.as_view(), name="complain"),
    path("complaint/<str:secret>/", require_safe(views.complaint), name="complaint"),
    path(
        "complaint/<str:secret>/remedies/<uuid:remedy_id>/",
        views.ComplaintRemedy.as_view(),
        name="complaint_remedy",
    ),
    path("diaspora/", diaspora.Join.as_view(), name="diaspora"),
    path("diaspora/deleted/", require_safe(diaspora.erased_page), name="diaspora_erased"),
    path("diaspora/me/<str:secret>/", diaspora.Me.as_view(), name="diaspora_me"),
    path("diaspora/me/<str:secret>/correct/", diaspora.Correct.as_view(), name="diaspora_correct"),
    path("diaspora/me/<str:secret>/delete/", diaspora.Erase.as_view(), name="diaspora_erase"),
    path(
        "diaspora/me/<str:secret>/calls/<uuid:call_id>/",
        diaspora.Answer.as_view(),
        name="diaspora_answer",
    ),
    path("diaspora/letters/<str:secret>/", diaspora.Stop.as_view(), name="diaspora_stop"),
]
