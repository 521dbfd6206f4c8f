"""Members are erased, not deleted: what was counted stays counted."""

from waystation.foundation.shared.schema import never_deleted

SCHEMA = [
    *never_deleted("diaspora_member"),
    *never_deleted("diaspora_contribution"),
    *never_deleted("diaspora_mailing"),
]
