"""When an answer is due, what may be disclosed, which service fits, who may open a link."""
