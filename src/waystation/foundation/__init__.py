"""Layer 0: access control, the audit log, documents, and the toolkit that all apps use."""
