"""Where the measured pages are: apart from what makes them, which no worker should have to load."""

FULL, NAIVE, BARE = "/conditions/full/", "/conditions/naive/", "/conditions/bare/"
STOCK = "/article/"
"""On the site without the app."""
