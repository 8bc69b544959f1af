"""Run by Alembic: the connection is the one that `bot.shared.schema` has, within its transaction."""

from __future__ import annotations

from alembic import context

context.configure(connection=context.config.attributes["connection"])
context.run_migrations()
