"""What proves that content was reviewed, gathered for people who assess it."""
