"""The raw XML of a submission never changes."""

from waystation.foundation.shared.schema import append_only

# Deleting stays possible: whoever asks to be erased is erased here too.
SCHEMA = append_only("collection_rawxml", verbs=["UPDATE"])
