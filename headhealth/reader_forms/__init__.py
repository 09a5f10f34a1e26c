"""What the forms of anonymous readers share: who may send how much, what is spam, what is kept."""
