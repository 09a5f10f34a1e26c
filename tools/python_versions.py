"""Run the fast tests on every Python that is here, each with the newest Django that it takes.

Run by `make test-versions`. The last lines name each Python and Django that ran. `make test` runs
everything on the Python of .venv, which is left out here.
"""

import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOCK = "requirements-dev-newest-django.txt"
OLDEST_PYTHON = (3, 12)
"""Of the newest Django."""
# What Django 6.1 announces cannot be followed while Django 5.2 is supported.
WARNINGS = ["-W", "ignore::django.utils.deprecation.RemovedInDjango2028Warning"]
TESTS = ["tests/unit", "tests/integration/gate", "tests/integration/pages"]
VERSIONS = "import sys, django, wagtail; print(*sys.version_info[:2], sep='.', end=' ');" + (
    "print(django.__version__, wagtail.__version__)"
)


def pythons() -> dict[tuple[int, int], Path]:
    """The commands of Python 3 on the path and in pyenv, by version."""
    found: dict[tuple[int, int], Path] = {}
    folders = [Path(name) for name in os.get_exec_path()]
    folders += sorted((Path.home() / ".pyenv" / "versions").glob("*/bin"))
    for folder in folders:
        for command in sorted(folder.glob("python3.*")):
            name = re.fullmatch(r"python3\.(\d+)", command.name)
            version = (3, int(name[1])) if name else OLDEST_PYTHON
            if name and version >= OLDEST_PYTHON and version not in found and _works(command):
                found[version] = command
    return dict(sorted(found.items()))


def _works(command: Path) -> bool:
    """Whether it is a Python that can make environments: pyenv's shims may lead nowhere."""
    tried = subprocess.run([command, "-c", "import ensurepip, sqlite3, ssl"], capture_output=True)
    return tried.returncode == 0


def run_on(version: tuple[int, int], command: Path) -> str:
    """Run the tests; returns the versions of Python, Django and Wagtail."""
    folder = f".venv-python{version[0]}.{version[1]}"
    subprocess.run([command, "tools/environment.py", LOCK, folder], cwd=ROOT, check=True)
    python = ROOT / folder / "bin" / "python"
    pytest = [python, "-m", "pytest", "--numprocesses", "auto", *WARNINGS, *TESTS]
    if subprocess.run(pytest, cwd=ROOT).returncode:
        sys.exit(f"The tests fail on Python {version[0]}.{version[1]}.")
    return subprocess.check_output([python, "-c", VERSIONS], cwd=ROOT, text=True).strip()


def main() -> None:
    ran = [run_on(version, command) for version, command in pythons().items()]
    for line in ran:
        python, django, wagtail = line.split()
        print(f"Passed on Python {python} with Django {django} and Wagtail {wagtail}")
    if not ran:
        print("No Python 3.12 or newer is here: the newest Django was not tested.")


if __name__ == "__main__":
    main()
