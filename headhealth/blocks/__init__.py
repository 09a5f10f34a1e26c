"""StreamField blocks, one family a module. Each has icon, description, preview and template."""
