from django.apps import AppConfig


class KnowledgeConfig(AppConfig):
    name = "waystation.governance.knowledge"
    label = "knowledge"
    verbose_name = "Knowledge"
