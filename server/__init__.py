"""How the portal runs: settings, database, ASGI application, command line."""
