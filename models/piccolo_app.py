"""How Piccolo finds the tables and their migrations."""

from pathlib import Path

from piccolo.conf.apps import AppConfig, table_finder

APP_CONFIG = AppConfig(
    app_name="portal",
    migrations_folder_path=str(Path(__file__).resolve().parent.parent / "migrations"),
    table_classes=table_finder(
        modules=[
            f"models.{noun}"
            for noun in (
                "caf",
                "organisation",
                "structure",
                "licence",
                "tenure",
                "agreement",
                "person",
                "staff_role",
                "role_grant",
                "account_opening",
                "outgoing_mail",
                "declaration_period",
                "declaration",
                "declaration_event",
                "group_accounts",
                "submission",
                "statistic",
                "act_key",
                "audit_entry",
                "audit_head",
                "read_entry",
            )
        ],
        exclude_imported=True,
    ),
)
