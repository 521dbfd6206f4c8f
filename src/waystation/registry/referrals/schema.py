"""Referrals, their messages and links are never deleted."""

from waystation.foundation.shared.schema import never_deleted

SCHEMA = [
    *never_deleted("referrals_referral"),
    *never_deleted("referrals_note"),
    *never_deleted("referrals_sealedlink"),
]
