"""A Wagtail app for publishing health information that a medical reviewer has approved."""

__version__ = "0.1.0"
