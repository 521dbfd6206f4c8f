"""The raw XML of a submission is immutable; phones, forms and versions renew their stamp."""

from waystation.foundation.shared.schema import StampTrigger, append_only

SCHEMA = [
    # Deleting stays possible: whoever asks to be erased is erased here too.
    *append_only("collection_rawxml", verbs=["UPDATE"]),
    *(
        StampTrigger(table, "access_changestamp", "collection")
        for table in (
            "collection_form",
            "collection_formversion",
            "collection_formfile",
            "collection_appuser",
        )
    ),
]
