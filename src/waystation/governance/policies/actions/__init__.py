"""Actions on policies: draft, consult, adopt, follow up, assess, deliver."""
