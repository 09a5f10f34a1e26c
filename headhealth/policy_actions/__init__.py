"""What the review policy does by itself where nobody acts: it takes down what is too late."""
