"""Make both lock files from pyproject.toml, with hashes. Run by `make lock`.

One version of everything for every Python from 3.11 and every platform, so that what one machine
tested is what another installs. Versions stay as they are unless pyproject.toml rules them out or
``--upgrade`` is given.
"""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
UV = Path(sys.executable).with_name("uv")
COMMON = [
    *["--universal", "--python-version", "3.11", "--fork-strategy", "fewest"],
    # A lock says what, not from where: the installing machine knows its own index.
    *["--generate-hashes", "--no-emit-index-url", "--no-emit-find-links"],
    *["--custom-compile-command", "make lock", "--quiet"],
]


def compile_lock(output: str, *options: str) -> None:
    subprocess.run(
        [UV, "pip", "compile", "pyproject.toml", *COMMON, *options, "--output-file", output],
        cwd=ROOT,
        check=True,
    )


if __name__ == "__main__":
    upgrade = sys.argv[1:]
    compile_lock("requirements.txt", "--extra", "site", *upgrade)
    # The developers' lock holds the site's, at the same versions.
    compile_lock(
        "requirements-dev.txt",
        *["--extra", "site", "--extra", "pdf", "--extra", "dev"],
        *["--constraints", "requirements.txt", *upgrade],
    )
