"""How good a model is: metrics, the goals, and what ships against what is published."""
