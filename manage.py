#!/usr/bin/env python3
"""Django's command line for the site under site/."""

import os
import sys
from pathlib import Path


def main() -> None:
    # site/ is a folder of top-level packages (config, demo) and must stay one: a site/__init__.py
    # would make it the package `site`, the name of a standard library module that Python imports at
    # start-up. So the folder goes on the path here, and nothing is ever imported as site.<name>.
    sys.path.insert(0, str(Path(__file__).resolve().parent / "site"))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.dev")

    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
