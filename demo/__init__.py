"""The demo: its population, its story and the command that shows it."""
