"""Layer 3: front-line services. These apps never import each other."""
