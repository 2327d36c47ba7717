"""The law and the profession: pure data and functions, no framework, no storage."""
