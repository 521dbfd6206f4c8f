from django.apps import AppConfig


class TasksConfig(AppConfig):
    name = "waystation.foundation.tasks"
    label = "tasks"
    verbose_name = "Tasks"
