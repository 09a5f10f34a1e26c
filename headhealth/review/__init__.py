"""What was reviewed, by whom, and the gate that holds everything else back."""
