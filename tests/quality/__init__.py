"""The public site of the demo, measured: ``python -m tests.quality axe html lighthouse``."""
