from django.urls import path

from . import views

app_name = "organisations"
urlpatterns = [
    path("", views.entities, name="entities"),
    path("new/", views.new, name="new"),
    path("<uuid:entity_id>/", views.entity, name="entity"),
    path("<uuid:entity_id>/change/", views.change, name="change"),
    path("<uuid:entity_id>/focal-point/", views.focal_point, name="focal_point"),
]
