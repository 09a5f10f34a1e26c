"""Make the lock files from pyproject.toml, with hashes. Run by `make lock`.

One version of everything for every Python from 3.11 and every platform, so that what one machine
tested is what another installs. Versions stay as they are unless pyproject.toml rules them out or
``--upgrade`` is given. A third lock has the newest Django, which needs Python 3.12.
"""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
UV = Path(sys.executable).with_name("uv")
NEWEST_DJANGO = "Django>=6.1"
COMMON = [
    *["--universal", "--fork-strategy", "fewest"],
    # A lock says what, not from where: the installing machine knows its own index.
    *["--generate-hashes", "--no-emit-index-url", "--no-emit-find-links"],
    *["--custom-compile-command", "make lock", "--quiet"],
]


def compile_lock(
    output: str, *options: str, python: str = "3.11", stated: str | None = None
) -> None:
    """Write the lock ``output``. ``stated`` is one more requirement, as pip reads it."""
    command = [UV, "pip", "compile", "pyproject.toml", *COMMON, "--python-version", python]
    subprocess.run(
        [*command, *options, "--output-file", output, *(["-"] if stated else [])],
        cwd=ROOT,
        check=True,
        input=stated,
        text=True,
    )


if __name__ == "__main__":
    upgrade = sys.argv[1:]
    compile_lock("requirements.txt", "--extra", "site", *upgrade)
    everything = ["--extra", "site", "--extra", "pdf", "--extra", "dev"]
    # The developers' lock holds the site's, at the same versions.
    compile_lock("requirements-dev.txt", *everything, "--constraints", "requirements.txt", *upgrade)
    compile_lock(
        "requirements-dev-newest-django.txt",
        *everything,
        *upgrade,
        python="3.12",
        stated=NEWEST_DJANGO,
    )
