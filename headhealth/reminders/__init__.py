"""Reminders of what is due, to whoever is there; sent by ``manage.py send_review_reminders``."""
