"""What pages refer to: symptoms (reviewed health text) and sources."""
