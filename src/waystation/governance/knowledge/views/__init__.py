"""The pages of knowledge: the registers and their lists."""
