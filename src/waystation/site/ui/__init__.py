"""What every page shares: frame, components, style, icons, words."""
