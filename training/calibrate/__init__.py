"""From logits to probabilities that mean what they say, and to thresholds."""
