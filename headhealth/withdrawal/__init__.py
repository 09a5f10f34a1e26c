"""Pages that were taken away for a reason, which readers are told at the old address (410)."""
