"""Networks, losses, and heads on frozen features."""
