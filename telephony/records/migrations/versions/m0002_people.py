"""Officers who were rung, and what callers left for them."""

import sqlalchemy as sa
from alembic import op

from telephony.records.references import FIRST_REFERENCE

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.create_table(
        "transfers",
        sa.Column(
            "call_sid", sa.String(), sa.ForeignKey("calls.call_sid", ondelete="CASCADE"), primary_key=True
        ),
        sa.Column("position", sa.Integer(), primary_key=True),
        sa.Column("officer", sa.String(), nullable=False),
        sa.Column("started", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended", sa.DateTime(timezone=True)),
        sa.Column("outcome", sa.String()),
    )
    op.create_table(
        "messages",
        sa.Column(
            "call_sid", sa.String(), sa.ForeignKey("calls.call_sid", ondelete="CASCADE"), primary_key=True
        ),
        sa.Column("position", sa.Integer(), primary_key=True),
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("left", sa.DateTime(timezone=True), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("recording_sid", sa.String()),
        sa.Column("seconds", sa.Double()),
    )
    op.create_index("ix_messages_reference", "messages", ["reference"])
    counter = op.create_table(
        "reference_counter",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("next_number", sa.Integer(), nullable=False),
    )
    op.bulk_insert(counter, [{"id": 1, "next_number": FIRST_REFERENCE}])
