"""Members are erased, not deleted: they remain in past counts."""

from waystation.foundation.shared.schema import never_deleted

SCHEMA = [
    *never_deleted("diaspora_member"),
    *never_deleted("diaspora_contribution"),
    *never_deleted("diaspora_mailing"),
]
