"""What published standards ask of health information, and what proves each of their items.

The wording is the app's own. Each standard is a module of data; what its items check stands in the
modules ``*_checks``, which know facts and no database.
"""
