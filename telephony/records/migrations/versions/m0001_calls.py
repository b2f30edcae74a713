"""Calls and their turns."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "calls",
        sa.Column("call_sid", sa.String(), primary_key=True),
        sa.Column("run", sa.BigInteger(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("caller", sa.String(), nullable=False),
        sa.Column("started", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended", sa.DateTime(timezone=True)),
        sa.Column("outcome", sa.String()),
    )
    op.create_index("ix_calls_started", "calls", ["started"])
    op.create_table(
        "turns",
        sa.Column(
            "call_sid", sa.String(), sa.ForeignKey("calls.call_sid", ondelete="CASCADE"), primary_key=True
        ),
        sa.Column("position", sa.Integer(), primary_key=True),
        sa.Column("at", sa.DateTime(timezone=True)),
        sa.Column("heard", sa.String(), nullable=False),
        sa.Column("engine", sa.String()),
        sa.Column("hearing_confidence", sa.Double(), nullable=False),
        sa.Column("decision", sa.String()),
        sa.Column("entry", sa.String()),
        sa.Column("title", sa.String()),
        sa.Column("aspects", sa.JSON(), nullable=False),
        sa.Column("confidence", sa.Double(), nullable=False),
        sa.Column("said", sa.JSON(), nullable=False),
        sa.Column("voice", sa.String()),
        sa.Column("audio_ms", sa.Double(), nullable=False),
        sa.Column("pause_ms", sa.Double(), nullable=False),
        sa.Column("recognition_ms", sa.Double(), nullable=False),
        sa.Column("match_ms", sa.Double(), nullable=False),
        sa.Column("first_audio_ms", sa.Double(), nullable=False),
    )
