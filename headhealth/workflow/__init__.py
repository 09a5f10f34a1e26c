"""What people do to health content: submit, review, approve, send back."""
