from django.urls import path

from . import views

app_name = "skills"
urlpatterns = [path("titles/", views.Titles.as_view(), name="titles")]
