"""What the portal writes about itself: one line an event, named fields, no secret and no text of people."""

from server.logs.setting import set_up

__all__ = ["set_up"]
