"""The roof: pages that bring the floors together, and what answers when something is wrong."""
