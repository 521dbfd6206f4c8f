"""What makes a policy, a measure, an assessment or an arrangement right. No database, no clock."""
