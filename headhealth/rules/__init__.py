"""Plain Python: what health content must and should be. Imports neither Django nor Wagtail."""
