"""The public site as readers with different eyes, hands, screens and paper meet it."""
