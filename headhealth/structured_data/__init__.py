"""Pages as schema.org has them: a page in, JSON-LD out. Pages do not know it."""
