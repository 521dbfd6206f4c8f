from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "waystation.foundation.documents"
    label = "documents"
    verbose_name = "Documents"
