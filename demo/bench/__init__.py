"""`portal bench`: each query of the portal against its floor, the best that we can write by hand for the same answer."""
