"""What changed in a page, version by version, for everybody to read."""
