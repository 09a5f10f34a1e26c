"""Asking for a new medical review of many pages at once, for one reason."""
