"""Floor 3: the front line. These rooms never import each other."""
