"""The agreements that open a bonus: rows, days and rights, written by hand."""

from pathlib import Path

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.engine import engine_finder

ID = "2026-11-25T22:12:35:000000"
VERSION = "1.38.0"
DESCRIPTION = "agreements"
FILES = ("portal_agreements.sql",)


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="portal", description=DESCRIPTION)

    async def run() -> None:
        transaction = engine_finder().current_transaction.get()
        for name in FILES:
            sql = (Path(__file__).parent / name).read_text(encoding="utf-8")
            await transaction.connection.execute(sql)

    manager.add_raw(run)
    return manager
