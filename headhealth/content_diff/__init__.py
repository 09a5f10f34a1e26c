"""What differs between two versions of health content, for people to read."""
