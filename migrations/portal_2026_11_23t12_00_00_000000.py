"""Keys, triggers, row-level security and rights: `portal_security.sql`, written by hand."""

from pathlib import Path

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.engine import engine_finder

ID = "2026-11-23T12:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "security"


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="portal", description=DESCRIPTION)

    async def run() -> None:
        sql = (Path(__file__).parent / "portal_security.sql").read_text(encoding="utf-8")
        transaction = engine_finder().current_transaction.get()
        await transaction.connection.execute(sql)

    manager.add_raw(run)
    return manager
