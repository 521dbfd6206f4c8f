from django.urls import path
from django.views.decorators.http import require_safe

from . import views

app_name = "public"
urlpatterns = [
    path("", views.start, name="start"),
    path("danger/", require_safe(views.danger), name="danger"),
    path("facts/", require_safe(views.facts), name="facts"),
    path("facts/<slug:topic>/", require_safe(views.fact), name="fact"),
    path("times/", require_safe(views.times), name="times"),
    path("times/<uuid:slot_id>/", views.Book.as_view(), name="book"),
    path("appointment/<str:secret>/", views.Appointment.as_view(), name="appointment"),
    path("call-me/", views.CallMe.as_view(), name="call_me"),
    path("call-me/sent/", require_safe(views.sent), name="sent"),
    path("complain/", views.Complain.as_view(), name="complain"),
    path("complaint/<str:secret>/", require_safe(views.complaint), name="complaint"),
]
