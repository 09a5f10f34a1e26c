"""Does one job in a process of its own: `python -m tests.bench.job NAME`.

Prints as JSON the seconds of processor time and by the clock, and the most memory it held, in MB.
"""

from __future__ import annotations

import json
import resource
import sys
import time


def main(name: str) -> None:
    import django

    django.setup()
    from tests.bench.jobs import JOBS

    clock, processor = time.perf_counter(), time.process_time()
    JOBS[name]()
    figures = {
        "seconds": time.process_time() - processor,
        "clock": time.perf_counter() - clock,
        "memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }
    print(name, file=sys.stderr)
    print(f"\n{json.dumps(figures)}")


if __name__ == "__main__":
    main(sys.argv[1])
