"""Build the wheel, install it in new environments and start it there.

Run by `make wheel-check`. Finds what tests in a checkout cannot: a template left out of the wheel,
a dependency that only the lock knew, an import of the demo or the tests, a release of a dependency
that is newer than the lock. It is installed with the versions of the lock, and as `pip install`
without them does on the newest Python that is here.
"""

import re
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

from python_versions import pythons

ROOT = Path(__file__).resolve().parent.parent
# Run by the new environment, which sees neither the checkout nor its lock.
START = Path(__file__).with_name("wheel_start.py")
REQUIRED_FILES = [
    r"headhealth/__init__\.py",
    r"headhealth/py\.typed",
    r"headhealth/migrations/0001_.*\.py",
    r"headhealth/templates/headhealth/base\.html",
    r"headhealth/static/headhealth/css/.*\.css",
    r"headhealth-.*\.dist-info/licenses/LICENSE",
]


def build_wheel() -> Path:
    # The build back end itself: `flit build` would first fetch a list of classifiers.
    subprocess.run(
        [sys.executable, "-m", "flit_core.wheel", "--outdir", "dist"], cwd=ROOT, check=True
    )
    wheels = sorted((ROOT / "dist").glob("headhealth-*.whl"), key=lambda path: path.stat().st_mtime)
    return wheels[-1]


def check_contents(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    strange = [name for name in names if not re.match(r"headhealth(-[^/]+\.dist-info)?/", name)]
    if strange:
        sys.exit(f"The wheel holds more than the app: {strange}")
    for pattern in REQUIRED_FILES:
        if not any(re.fullmatch(pattern, name) for name in names):
            sys.exit(f"The wheel has no file like {pattern}")


def constraints(folder: Path) -> Path:
    """The lock's versions without its hashes: pip refuses hashes beside a wheel built here."""
    lock = (ROOT / "requirements.txt").read_text()
    pins = re.findall(r"^([\w.-]+==[^\s;]+(?: ; [^\\\n]+?)?) *\\?$", lock, flags=re.MULTILINE)
    path = folder / "constraints.txt"
    path.write_text("\n".join(pins))
    return path


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        wheel = build_wheel()
        check_contents(wheel)
        start(folder / "locked", sys.executable, wheel, "--constraint", constraints(folder))
        newest = max(pythons().items(), default=(None, sys.executable))[1]
        start(folder / "newest", newest, wheel)


def start(folder: Path, command: str | Path, *installed: str | Path) -> None:
    """Install into a new environment of the Python ``command``, and start the wheel there."""
    subprocess.run([command, "-m", "venv", folder], check=True)
    python = folder / "bin" / "python"
    pip = [python, "-m", "pip", "--disable-pip-version-check", "-qq"]
    subprocess.run([*pip, "install", *installed], check=True)
    # -I: neither the script's folder nor PYTHONPATH is on the path.
    started = subprocess.run([python, "-I", "-W", "error", START], cwd=folder)
    if started.returncode:
        sys.exit(started.returncode)


if __name__ == "__main__":
    main()
