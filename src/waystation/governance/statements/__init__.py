"""Joint statements by silence procedure."""
