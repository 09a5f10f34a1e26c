"""The checkers that come from npm: installed once in var/quality, as the lock beside this says."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
INSTALLED = HERE.parents[1] / "var" / "quality"
FILES = ["package.json", "package-lock.json", ".npmrc"]


NEEDED = {
    "html": {"java": "Java 11 or newer", "npm": "npm"},
    "lighthouse": {"node": "Node.js 18.16 or newer", "npm": "npm"},
}
"""Check to the commands it cannot do without."""


def install_node_tools(checks: list[str]) -> None:
    """Have what these checks need; where something is missing, say so and stop."""
    for check in checks:
        for command, name in NEEDED.get(check, {}).items():
            if shutil.which(command) is None:
                sys.exit(f"No {command} found. The {check} check needs {name}.")
    if NEEDED.keys().isdisjoint(checks):
        return
    stamp = INSTALLED / "installed"
    contents = b"".join((HERE / name).read_bytes() for name in FILES)
    fingerprint = hashlib.sha256(contents).hexdigest()
    if stamp.exists() and stamp.read_text() == fingerprint:
        return
    INSTALLED.mkdir(parents=True, exist_ok=True)
    for file in FILES:
        shutil.copy(HERE / file, INSTALLED / file)
    print("Installing the checkers from npm", flush=True)
    if subprocess.run(["npm", "ci", "--silent"], cwd=INSTALLED).returncode:
        sys.exit("npm could not install the checkers: see above.")
    stamp.write_text(fingerprint)


def node_module(name: str) -> Path:
    """The folder of an installed package."""
    return INSTALLED / "node_modules" / name
