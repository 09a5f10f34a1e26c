"""Whole pages for anonymous readers, kept until anything they could show has changed."""
