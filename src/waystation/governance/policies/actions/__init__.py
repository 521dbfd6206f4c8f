"""What people do with policies: draft, consult, adopt, follow up, assess, deliver."""
