from django.urls import path

from . import views

app_name = "organisations"
urlpatterns = [
    path("", views.Entities.as_view(), name="entities"),
    path("new/", views.EntityNew.as_view(), name="new"),
    path("<uuid:entity_id>/", views.EntityPage.as_view(), name="entity"),
    path("<uuid:entity_id>/change/", views.EntityEdit.as_view(), name="change"),
    path("<uuid:entity_id>/focal-point/", views.FocalPointNew.as_view(), name="focal_point"),
]
