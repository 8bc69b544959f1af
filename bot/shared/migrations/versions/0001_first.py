"""The first schema: conversations as Rasa keeps them, messages by id, and what the channels keep beside them."""

from __future__ import annotations

from alembic import op

revision = "0001"
down_revision = None

_STATEMENTS = (
    # Rasa's own table, as its SQL tracker store names it; an installation that used that store has it already.
    "create sequence if not exists events_seq as bigint",
    """
    create table if not exists events (
        id bigint primary key default nextval('events_seq'),
        sender_id varchar(255) not null, type_name varchar(255) not null, timestamp double precision,
        intent_name varchar(255), action_name varchar(255), data text
    )
    """,
    "create index if not exists ix_events_sender_id on events (sender_id)",
    """
    create table answered (
        sender_id varchar(255) not null, message_id varchar(255) not null, primary key (sender_id, message_id)
    )
    """,
    "create table ended (session text primary key, until double precision not null)",
    """
    create table feedback (
        id text primary key, day text not null, verdict text not null, status text not null, facts text not null
    )
    """,
    """
    create table received (
        rowid bigint generated always as identity unique, key text primary key, conversation text not null,
        at double precision not null, channel text not null, record text, parts text,
        sent integer not null default 0, under_way integer not null default 0,
        process text not null, taken_over text
    )
    """,
    "create index received_at on received (at)",
    "create index received_open on received (conversation, rowid) where record is not null",
    "create table met (conversation text primary key, at double precision not null, numbered text)",
    "create table processes (name text primary key, seen timestamptz not null)",
)


def upgrade() -> None:
    """Makes the tables."""
    for statement in _STATEMENTS:
        op.execute(statement)


def downgrade() -> None:
    """Removes our own tables; the conversations are Rasa's."""
    for table in ("answered", "ended", "feedback", "received", "met", "processes"):
        op.execute(f"drop table {table}")
