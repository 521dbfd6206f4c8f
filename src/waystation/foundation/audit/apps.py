from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "waystation.foundation.audit"
    label = "audit"
    verbose_name = "Audit log"
