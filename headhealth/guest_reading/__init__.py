"""Experts from outside read one exact version without an account, and say what they think of it."""
