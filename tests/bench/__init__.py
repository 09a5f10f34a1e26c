"""How fast the site is beside stock Wagtail and a plain view: `make bench`. No tests."""
