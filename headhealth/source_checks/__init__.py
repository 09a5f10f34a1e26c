"""Whether the addresses of sources still lead to them; asked by ``manage.py check_sources``."""
