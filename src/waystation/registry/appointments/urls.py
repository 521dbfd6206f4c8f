from django.urls import path
from django.views.decorators.http import require_safe

from . import views

app_name = "appointments"
urlpatterns = [
    path("", views.Bookings.as_view(), name="bookings"),
    path("book/", views.Book.as_view(), name="book"),
    path("<uuid:booking_id>/", views.BookingPage.as_view(), name="booking"),
    path("<uuid:booking_id>/move/", views.Move.as_view(), name="move"),
    path(
        "<uuid:booking_id>/<slug:transition>/",
        views.BookingTransition.as_view(),
        name="booking_transition",
    ),
    path("times/", views.Slots.as_view(), name="slots"),
    path("times/new/", views.SlotsNew.as_view(), name="slots_new"),
    path("times/<uuid:slot_id>/", views.SlotPage.as_view(), name="slot"),
    path(
        "times/<uuid:slot_id>/<slug:transition>/",
        views.SlotTransition.as_view(),
        name="slot_transition",
    ),
    path("calendar/", views.CalendarAddress.as_view(), name="calendar"),
    path("calendar/<str:secret>/", require_safe(views.calendar_file), name="calendar_file"),
]
