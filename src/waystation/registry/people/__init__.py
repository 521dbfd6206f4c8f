"""People: who somebody is, under all their names, what they agreed to, and who may find them."""
