from waystation.foundation.access.contributions import App


class RecordsConfig(App):
    name = "waystation.foundation.records"
    label = "records"
    verbose_name = "Records"
    record_fields = "waystation.foundation.records.fields.declared_field"
