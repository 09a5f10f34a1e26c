"""Loads the demonstration content from ``content/`` through the editorial code path."""
