"""Pages of the work agenda, split along what they show."""
