"""Runs the migrations on the connection that `schema` gives, inside its transaction."""

from alembic import context

context.configure(
    connection=context.config.attributes["connection"],
    render_as_batch=True,  # SQLite changes a table only by copying it
    transactional_ddl=True,  # true of SQLite too, because `database` issues BEGIN itself
)
context.run_migrations()
