"""The templates of the server."""

from pathlib import Path

from admin.stencil import stencils

TEMPLATES = Path(__file__).parent / "templates"

template = stencils(TEMPLATES)
"""A template by its path under `server/templates`."""
