from waystation.foundation.access.contributions import App


class WorkflowConfig(App):
    name = "waystation.foundation.workflow"
    label = "workflow"
    verbose_name = "Workflow"
