"""Layer 3: the front line. These apps never import each other."""
