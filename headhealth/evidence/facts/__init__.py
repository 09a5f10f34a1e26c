"""Plain facts about one object, each kind in a module: what they say does not need the database."""
