"""A host site's own app: a page type and a snippet of its own under the publishing gate."""
