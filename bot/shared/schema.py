"""The tables of the shared database, made and changed step by step as `migrations/versions` says."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy
from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

_MIGRATIONS = Path(__file__).with_name("migrations")
# Of several processes that start at once, one makes the changes; told apart from other locks of the database.
_LOCK = 7_031_001


class SchemaError(ValueError):
    """The database cannot be brought to what this version needs; the message says why and what to do."""


def bring_up_to_date(engine: sqlalchemy.engine.Engine) -> None:
    """Makes what is missing, in one transaction.

    Args:
        engine: connections to the database.

    Raises:
        SchemaError: the database cannot be reached or changed, or is of a newer version.
    """
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS))
    known = {step.revision for step in ScriptDirectory.from_config(config).walk_revisions()}
    try:
        with engine.begin() as connection:
            connection.execute(sqlalchemy.select(sqlalchemy.func.pg_advisory_xact_lock(_LOCK)))
            current = MigrationContext.configure(connection).get_current_revision()
            if current is not None and current not in known:
                raise SchemaError(
                    f"The database has tables of a newer version of the assistant ({current}). Start that version, or "
                    "restore the backup that was made before it; see docs/operations.md."
                )
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
    except sqlalchemy.exc.SQLAlchemyError as error:
        reason = str(getattr(error, "orig", None) or type(error).__name__).strip().splitlines()[0]
        raise SchemaError(
            f"The database that DATABASE_URL names cannot be used: {reason}. Start it, or let this user make tables in it."
        ) from error
