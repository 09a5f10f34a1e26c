"""Search backends for a site's settings."""
