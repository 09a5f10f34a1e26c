"""Measures actions in a process of its own: `python -m tests.bench.probe NAME …`.

Prints the figures of each as one JSON object.
"""

from __future__ import annotations

import json
import sys
from typing import Any


def main(names: list[str]) -> None:
    import django

    django.setup()
    from tests.bench.editing import EDITING
    from tests.bench.measuring import measure
    from tests.bench.reading import READING
    from tests.bench.searching import SEARCHING

    actions = {**READING, **EDITING, **SEARCHING}
    figures: dict[str, Any] = {}
    for name in names:
        figures[name] = measure(actions[name]())
        print(name, file=sys.stderr)
    print(json.dumps(figures))


if __name__ == "__main__":
    main(sys.argv[1:])
