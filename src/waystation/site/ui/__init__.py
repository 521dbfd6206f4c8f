"""What all pages share: base templates, components, styles, icons, translations."""
