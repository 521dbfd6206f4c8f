from django.apps import AppConfig


class ResultsConfig(AppConfig):
    name = "waystation.governance.results"
    label = "results"
    verbose_name = "Results"
