from waystation.foundation.access.contributions import App


class TasksConfig(App):
    name = "waystation.foundation.tasks"
    label = "tasks"
    verbose_name = "Tasks"
