"""The pages of what is known: the registers, and the list of each of them."""
