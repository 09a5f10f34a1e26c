"""Finds what no gate can stop: content and records that were changed behind Django's back."""
