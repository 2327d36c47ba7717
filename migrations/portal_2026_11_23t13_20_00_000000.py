from piccolo.apps.migrations.auto.migration_manager import MigrationManager

ID = "2026-11-23T13:20:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "licences"


async def forwards():
    manager = MigrationManager(
        migration_id=ID, app_name="portal", description=DESCRIPTION
    )

    manager.drop_column(
        table_class_name="Structure",
        tablename="structure",
        column_name="licensed_places",
        db_column_name="licensed_places",
        schema=None,
    )

    manager.drop_constraint(
        table_class_name="Structure",
        tablename="structure",
        constraint_name="structure_places_positive",
        schema=None,
    )

    return manager
