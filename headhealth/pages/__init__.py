"""Page types, one a file: an abstract mixin for host sites and a concrete class."""
