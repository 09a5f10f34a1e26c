"""What a worker takes to start and to hold: `python -m tests.bench.worker ADDRESS`.

Prints as JSON the processor time until the first answer, how many queries that took, and the
kilobytes in memory after as many answers as a worker gives before it is warm.
"""

from __future__ import annotations

import json
import sys
import time
from typing import Any

from django.core.wsgi import get_wsgi_application
from django.db import connection

from tests.bench.wsgi_call import ask

ANSWERS = 50

server = get_wsgi_application()
statements: list[str] = []


def note(execute: Any, sql: str, *rest: Any) -> Any:
    statements.append(sql)
    return execute(sql, *rest)


with connection.execute_wrapper(note):
    ask(server, sys.argv[1])
boot = time.process_time()
for _ in range(ANSWERS):
    ask(server, sys.argv[1])
with open("/proc/self/status") as status:
    memory = next(int(line.split()[1]) for line in status if line.startswith("VmRSS"))
print(json.dumps({"boot": boot, "queries": len(statements), "memory": memory}))
