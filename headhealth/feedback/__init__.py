"""Feedback: what readers say about a page, and what becomes of it."""
