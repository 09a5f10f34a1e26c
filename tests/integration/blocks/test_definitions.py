"""How blocks are defined: in migrations, and the messages of their rules."""

from __future__ import annotations

import re
from pathlib import Path

from wagtail.blocks.definition_lookup import BlockDefinitionLookup, BlockDefinitionLookupBuilder

import headhealth.rules
from headhealth.blocks.body import HealthBodyBlock
from headhealth.blocks.rule_messages import MESSAGES


def test_migrations_name_blocks_and_spell_nothing_out() -> None:
    """A reworded label must not make a migration in every site that uses the block."""
    for block in HealthBodyBlock().child_blocks.values():
        lookup = BlockDefinitionLookupBuilder()
        index = lookup.add_block(block)
        definitions = lookup.get_lookup_as_dict()

        path, args, kwargs = definitions[index]
        assert path == f"{type(block).__module__}.{type(block).__name__}"
        assert (list(definitions), args, kwargs) == ([0], (), {})
        assert type(BlockDefinitionLookup(definitions).get_block(index)) is type(block)


def test_every_finding_has_a_message() -> None:
    folders = Path(headhealth.rules.__file__).parent, Path(headhealth.__file__).parent / "blocks"
    sources = "\n".join(path.read_text() for folder in folders for path in folder.glob("*.py"))
    codes = re.findall(r'(?:error|advice)\(\s*"([a-z_]+)"', sources)
    codes += re.findall(r'\(?"(long_[a-z]+|[a-z]+_repeated)"', sources)

    assert set(codes) == set(MESSAGES)
