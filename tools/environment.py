"""Make .venv, or another folder, hold what a lock says.

Run as ``python3 tools/environment.py LOCK [FOLDER]``.

Does nothing when it already does, so that `make run` is up in seconds. Standard library only: this
runs before anything is installed.
"""

import hashlib
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
OLDEST_PYTHON = (3, 11)


def main(lock_name: str, folder: str = ".venv") -> None:
    if sys.version_info < OLDEST_PYTHON:
        sys.exit(
            f"Python {sys.version_info.major}.{sys.version_info.minor} is too old: headhealth needs"
            " 3.11 or newer. Name one with `make PYTHON=python3.12 …`."
        )
    lock = ROOT / lock_name
    environment = ROOT / folder
    python = environment / "bin" / "python"
    stamp = environment / f"{lock.stem}.installed"
    fingerprint = hashlib.sha256(lock.read_bytes()).hexdigest()
    if python.exists() and stamp.exists() and stamp.read_text() == fingerprint:
        return

    if not python.exists():
        print(f"Creating {folder}")
        try:
            venv.create(environment, with_pip=True, symlinks=True, clear=True)
        except subprocess.CalledProcessError:
            sys.exit(f"Could not create {folder}. On Debian and Ubuntu, install python3-venv.")
    print(f"Installing {lock_name}")
    pip = [python, "-m", "pip", "--disable-pip-version-check", "-qq"]
    installed = subprocess.run([*pip, "install", "--require-hashes", "--requirement", lock])
    if installed.returncode:
        sys.exit(f"Could not install {lock_name}: see above.")
    stamp.write_text(fingerprint)


if __name__ == "__main__":
    main(*sys.argv[1:])
