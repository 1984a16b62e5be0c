"""A case that nothing but its receipt has touched is kept as that one entry: `case_kept.state_blob` is empty for it.

Whoever reads cases reads `case_row`, which gives the entry's own bytes in that place (a NUL, the header's length in six digits, header,
body: `ledger.projections.decode_case`); nobody has to know which cases are kept how. Where that entry is gone the NUL stands alone, so that
nobody takes a damaged case for one that was never here. Cases that were folded before stay as they are.
"""

COLUMNS = (
    "case_key, case_id, number, official_no, desk, service, life, state, money, open, open_won, own, received_at, only_received, due_at, "
    "last_stream, last_seq, places"
)
CASE_ROW = f"""
CREATE VIEW case_row AS SELECT {COLUMNS}, CASE WHEN length(state_blob) > 0 THEN state_blob ELSE coalesce((
    SELECT CAST(x'00' || printf('%06d', length(header)) || header || body AS BLOB) FROM entry
    WHERE place = (last_stream << 40 | last_seq)), x'00') END AS state_blob
FROM case_kept"""


def up(migrator, db):
    """The table has its new name, and the old one is the view's."""
    db.execute_sql("ALTER TABLE case_row RENAME TO case_kept")
    db.execute_sql(CASE_ROW)
