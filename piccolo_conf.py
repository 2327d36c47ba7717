"""Where Piccolo's own commands find the engine and the tables."""

from piccolo.conf.apps import AppRegistry

from models.engine import DB as PORTAL_DB

DB = PORTAL_DB
APP_REGISTRY = AppRegistry(apps=["models.piccolo_app"])
