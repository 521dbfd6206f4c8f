"""People: who somebody is, under all their names, and who may find them."""
