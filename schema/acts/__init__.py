"""What can be done, a class of mutations per noun; `schema.mutation` puts them together."""
