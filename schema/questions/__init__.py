"""What can be asked, a class of queries per noun; `schema.query` puts them together."""
