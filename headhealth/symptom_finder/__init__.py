"""From symptoms to the conditions they can belong to."""
