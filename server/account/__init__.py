"""The pages of an account for a browser, in French, without script: signing in and its steps, links, one's own account."""
