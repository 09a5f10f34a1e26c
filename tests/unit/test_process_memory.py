"""What a worker remembers belongs to one generation, whatever its other threads do."""

from __future__ import annotations

from typing import Any

from headhealth.page_cache.process_memory import ProcessMemory, remembered


def reader_of(memory: ProcessMemory, generation: str) -> str:
    """What a reader is shown who is answered at that generation."""
    with memory.of(generation):
        shown: str = remembered("content", lambda: generation)
        return shown


class Interrupted(ProcessMemory):
    """Another thread answers a whole request, at ``other``, when the first attribute is set."""

    others: list[str] = []

    def interrupt(self, other: str) -> None:
        vars(self)["others"] = [other]

    def __setattr__(self, name: str, value: Any) -> None:
        super().__setattr__(name, value)
        if self.others:
            generation = self.others.pop()
            assert reader_of(self, generation) == generation


def test_threads_at_two_generations__share_nothing():
    memory = Interrupted()
    memory.interrupt("new")
    assert reader_of(memory, "old") == "old"
    assert reader_of(memory, "new") == "new"
    assert reader_of(memory, "old") == "old"
