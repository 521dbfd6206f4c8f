from django.urls import path

from . import views

app_name = "tasks"
urlpatterns = [
    path("", views.tasks, name="list"),
    path("<uuid:task_id>/", views.task, name="task"),
]
