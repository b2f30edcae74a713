"""Requests that were refused, so that the doctor can tell why."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.create_table(
        "refused_requests",
        sa.Column("cause", sa.String(), primary_key=True),
        sa.Column("explanation", sa.String(), nullable=False),
        sa.Column("public_url", sa.String()),
        sa.Column("first", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last", sa.DateTime(timezone=True), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
    )
