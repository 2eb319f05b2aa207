"""Pages of rounds, reports and editions."""
