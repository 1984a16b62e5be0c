"""The ledger file of release 0.1: book, projections and working tables (ARCHITECTURE A1, §4).

Every index costs each commit one more page to encrypt and write (about 30 µs when tried), so there are few: a case knows the
places of its entries (`case_row.places`), a business day is a span of `seq` between two closings, and the search index takes
new cases in batches from `search_pending` (a full-text insert in each commit was half of its time). `case_at`, by which a case
is found by its id, is filled with them: as an index on `case_row` it cost a twentieth of each commit; `case_key_of` is both.
An entry's row id is its place, `stream_id << 40 | seq` (`ledger/tables.py`): a key (stream_id, seq) beside the row id cost 46 µs
and a page each commit.
"""

BOOK = """
CREATE TABLE stream (
    stream_id INTEGER PRIMARY KEY, device_id BLOB NOT NULL, epoch INTEGER NOT NULL, branch INTEGER NOT NULL, office TEXT NOT NULL,
    desk TEXT NOT NULL, own INTEGER NOT NULL, root BLOB NOT NULL, old_head BLOB NOT NULL, public_key BLOB NOT NULL,
    central_id BLOB NOT NULL, adopted_seq INTEGER NOT NULL DEFAULT 0, UNIQUE (device_id, epoch, branch));
CREATE TABLE entry (
    place INTEGER PRIMARY KEY, entry_id BLOB NOT NULL, header BLOB NOT NULL,
    salt BLOB, body BLOB, digest BLOB NOT NULL, hash BLOB NOT NULL, head_sig BLOB, own INTEGER NOT NULL, kind TEXT NOT NULL,
    case_id BLOB, visit_id BLOB, business_day TEXT NOT NULL, recorded_at INTEGER NOT NULL,
    stream_id INTEGER AS (place >> 40), seq INTEGER AS (place & 1099511627775));
CREATE INDEX entry_view ON entry (recorded_at) WHERE kind = 'personal_data_viewed';
CREATE INDEX entry_attachment ON entry (place) WHERE kind = 'attachment_added';
CREATE TABLE standing (
    stream_id INTEGER NOT NULL, seq INTEGER NOT NULL, office_seq INTEGER, generation INTEGER NOT NULL DEFAULT 0,
    outcome TEXT NOT NULL DEFAULT 'applied', code TEXT NOT NULL DEFAULT '', disputed_at INTEGER,
    PRIMARY KEY (stream_id, seq)) WITHOUT ROWID;
CREATE UNIQUE INDEX standing_office ON standing (office_seq) WHERE office_seq IS NOT NULL;
CREATE INDEX standing_disputed ON standing (stream_id, seq) WHERE outcome != 'applied';
CREATE TABLE disposal (stream_id INTEGER NOT NULL, seq INTEGER NOT NULL, at INTEGER NOT NULL, ground TEXT NOT NULL,
    PRIMARY KEY (stream_id, seq)) WITHOUT ROWID;
CREATE TRIGGER entry_immutable BEFORE UPDATE ON entry WHEN NOT (
    NEW.salt IS NULL AND NEW.body IS NULL AND NEW.place = OLD.place AND NEW.entry_id = OLD.entry_id
    AND NEW.header = OLD.header AND NEW.digest = OLD.digest AND NEW.hash = OLD.hash AND NEW.head_sig IS OLD.head_sig
    AND NEW.own = OLD.own AND NEW.kind = OLD.kind AND NEW.case_id IS OLD.case_id AND NEW.visit_id IS OLD.visit_id
    AND NEW.business_day = OLD.business_day AND NEW.recorded_at = OLD.recorded_at
    AND EXISTS (SELECT 1 FROM disposal WHERE stream_id = OLD.stream_id AND seq = OLD.seq))
BEGIN SELECT RAISE(ABORT, 'an entry is never changed'); END;
CREATE TRIGGER entry_permanent BEFORE DELETE ON entry WHEN OLD.own = 1
BEGIN SELECT RAISE(ABORT, 'an entry is never deleted'); END;
CREATE TRIGGER entry_once BEFORE INSERT ON entry WHEN EXISTS (SELECT 1 FROM entry WHERE place = NEW.place)
BEGIN SELECT RAISE(ABORT, 'an entry is never replaced'); END;
"""

PROJECTIONS = """
CREATE TABLE case_row (
    case_key INTEGER PRIMARY KEY, case_id BLOB NOT NULL, number TEXT NOT NULL, official_no TEXT, desk TEXT NOT NULL,
    service TEXT NOT NULL, life TEXT NOT NULL, state TEXT NOT NULL, money TEXT NOT NULL, open INTEGER NOT NULL, open_won INTEGER NOT NULL,
    own INTEGER NOT NULL, received_at INTEGER NOT NULL, only_received INTEGER NOT NULL, due_at INTEGER,
    last_stream INTEGER NOT NULL, last_seq INTEGER NOT NULL, places BLOB NOT NULL,
    state_blob BLOB NOT NULL);
CREATE INDEX case_official ON case_row (official_no) WHERE official_no IS NOT NULL;
CREATE INDEX case_open ON case_row (life, state, case_key, open_won) WHERE open = 1;
CREATE INDEX case_due ON case_row (due_at) WHERE open = 1 AND due_at IS NOT NULL;
CREATE INDEX case_filing ON case_row (service, case_key) WHERE life = 'filing';
CREATE INDEX case_unpaid ON case_row (case_key) WHERE open_won > 0;
CREATE TABLE case_duty (
    case_key INTEGER NOT NULL, list TEXT NOT NULL, at INTEGER NOT NULL, user TEXT NOT NULL, PRIMARY KEY (case_key, list)) WITHOUT ROWID;
CREATE INDEX duty_list ON case_duty (list, at, case_key, user);
CREATE INDEX duty_user ON case_duty (user) WHERE list = 'open';
CREATE TABLE fee_line (
    case_id BLOB NOT NULL, line INTEGER NOT NULL, stream_id INTEGER NOT NULL, charged_day TEXT NOT NULL, service TEXT NOT NULL,
    label TEXT NOT NULL, unit_won INTEGER NOT NULL, owner TEXT NOT NULL, quantity INTEGER NOT NULL, waived_won INTEGER NOT NULL,
    due_won INTEGER NOT NULL, PRIMARY KEY (case_id, line)) WITHOUT ROWID;
CREATE INDEX fee_line_waived ON fee_line (charged_day, stream_id) WHERE waived_won > 0;
CREATE TABLE allocation (
    business_day TEXT NOT NULL, stream_id INTEGER NOT NULL, seq INTEGER NOT NULL, n INTEGER NOT NULL, case_id BLOB NOT NULL,
    line INTEGER NOT NULL, tender TEXT NOT NULL, amount_won INTEGER NOT NULL, reversal INTEGER NOT NULL,
    counts INTEGER NOT NULL,
    PRIMARY KEY (business_day, stream_id, seq, n)) WITHOUT ROWID;
CREATE TABLE day (
    stream_id INTEGER NOT NULL, day TEXT NOT NULL, desk TEXT NOT NULL, opened_at INTEGER NOT NULL, float_won INTEGER NOT NULL,
    opener TEXT NOT NULL, closed_at INTEGER, closing_no INTEGER, closer TEXT, closing_seq INTEGER, grand_total_won INTEGER,
    PRIMARY KEY (stream_id, day)) WITHOUT ROWID;
CREATE TABLE outage (
    outage_id BLOB PRIMARY KEY, system TEXT NOT NULL, since INTEGER, until INTEGER, cause TEXT NOT NULL DEFAULT '',
    scope TEXT NOT NULL DEFAULT 'desk', opened_by TEXT NOT NULL DEFAULT 'hand', desk TEXT NOT NULL DEFAULT '', stream_id INTEGER);
CREATE TABLE card_payment (
    payment_id BLOB PRIMARY KEY, stream_id INTEGER NOT NULL, seq INTEGER NOT NULL, way TEXT NOT NULL, tender TEXT NOT NULL,
    amount_won INTEGER NOT NULL, terminal TEXT NOT NULL, trace_no TEXT NOT NULL, cases BLOB NOT NULL, original BLOB, visit_id BLOB,
    started_by BLOB, business_day TEXT NOT NULL, started_at INTEGER NOT NULL, state TEXT NOT NULL, code TEXT NOT NULL DEFAULT '',
    changed_at INTEGER NOT NULL, receipt_no TEXT NOT NULL DEFAULT '', approval_no TEXT NOT NULL DEFAULT '',
    last4 TEXT NOT NULL DEFAULT '', approved_at INTEGER NOT NULL DEFAULT 0) WITHOUT ROWID;
CREATE UNIQUE INDEX card_payment_place ON card_payment (stream_id, seq);
CREATE INDEX card_payment_open ON card_payment (started_at) WHERE state IN ('intent', 'unknown', 'reversing');
CREATE INDEX card_payment_trace ON card_payment (trace_no);
CREATE INDEX card_payment_day ON card_payment (business_day);
CREATE TABLE deputy (
    stream_id INTEGER NOT NULL, seq INTEGER NOT NULL, user TEXT NOT NULL, first_day TEXT NOT NULL, last_day TEXT NOT NULL,
    reason TEXT NOT NULL, ended INTEGER NOT NULL, named_by TEXT NOT NULL, PRIMARY KEY (stream_id, seq)) WITHOUT ROWID;
CREATE TABLE room_typed (day TEXT NOT NULL, desk TEXT NOT NULL, stream_id INTEGER NOT NULL, seq INTEGER NOT NULL,
    PRIMARY KEY (day, desk, stream_id, seq)) WITHOUT ROWID;
CREATE TABLE slip_mark (
    stream_id INTEGER NOT NULL, seq INTEGER NOT NULL, slips TEXT NOT NULL, first INTEGER NOT NULL, last INTEGER NOT NULL,
    mark TEXT NOT NULL, reason TEXT NOT NULL, PRIMARY KEY (stream_id, seq)) WITHOUT ROWID;
CREATE TABLE slip_case (
    slips TEXT NOT NULL, serial INTEGER NOT NULL, stream_id INTEGER NOT NULL, seq INTEGER NOT NULL, case_id BLOB NOT NULL,
    PRIMARY KEY (slips, serial, stream_id, seq)) WITHOUT ROWID;
CREATE TABLE drawer_act (
    business_day TEXT NOT NULL, stream_id INTEGER NOT NULL, seq INTEGER NOT NULL, kind TEXT NOT NULL, way TEXT NOT NULL,
    amount_won INTEGER NOT NULL, PRIMARY KEY (business_day, stream_id, seq)) WITHOUT ROWID;
CREATE TABLE remit_number (
    moved BLOB NOT NULL, recorded_at INTEGER NOT NULL, stream_id INTEGER NOT NULL, seq INTEGER NOT NULL, number TEXT NOT NULL,
    PRIMARY KEY (moved, recorded_at, stream_id, seq)) WITHOUT ROWID;
CREATE TABLE late_case (intake_at INTEGER NOT NULL, case_id BLOB NOT NULL, PRIMARY KEY (intake_at, case_id)) WITHOUT ROWID;
CREATE TABLE fee_amount (
    stream_id INTEGER NOT NULL, seq INTEGER NOT NULL, entry_id BLOB NOT NULL, service TEXT NOT NULL, fee TEXT NOT NULL,
    valid_from INTEGER NOT NULL, amount_won INTEGER, share_bp INTEGER, source TEXT NOT NULL, set_at INTEGER NOT NULL, actor BLOB,
    confirmed_by BLOB, PRIMARY KEY (stream_id, seq)) WITHOUT ROWID;
CREATE TABLE calendar_word (
    stream_id INTEGER NOT NULL, seq INTEGER NOT NULL, entry_id BLOB NOT NULL, change TEXT NOT NULL, day TEXT NOT NULL, name TEXT NOT NULL,
    hours TEXT NOT NULL, reason TEXT NOT NULL, set_at INTEGER NOT NULL, actor BLOB, PRIMARY KEY (stream_id, seq)) WITHOUT ROWID;
CREATE TABLE kiosk_count (
    day TEXT NOT NULL, machine TEXT NOT NULL, at INTEGER NOT NULL, stream_id INTEGER NOT NULL, seq INTEGER NOT NULL,
    papers INTEGER NOT NULL, counts TEXT NOT NULL, amount_won INTEGER NOT NULL, note TEXT NOT NULL, card_won INTEGER NOT NULL,
    faults TEXT NOT NULL, paper_changed INTEGER NOT NULL, paper_left INTEGER, actor BLOB,
    PRIMARY KEY (day, machine, stream_id, seq)) WITHOUT ROWID;
CREATE TABLE office_word (
    kind TEXT NOT NULL, stream_id INTEGER NOT NULL, seq INTEGER NOT NULL, entry_id BLOB NOT NULL, body BLOB NOT NULL,
    said_at INTEGER NOT NULL, actor BLOB, confirmed_by BLOB, PRIMARY KEY (kind, stream_id, seq)) WITHOUT ROWID;
CREATE TABLE rating (
    day TEXT NOT NULL, desk TEXT NOT NULL, stream_id INTEGER NOT NULL, seq INTEGER NOT NULL, score INTEGER NOT NULL,
    PRIMARY KEY (day, desk, stream_id, seq)) WITHOUT ROWID;
CREATE TABLE visit_ticket (
    business_day TEXT NOT NULL, stream_id INTEGER NOT NULL, seq INTEGER NOT NULL, desk TEXT NOT NULL, visit_id BLOB NOT NULL,
    ticket TEXT NOT NULL, kind TEXT NOT NULL, since INTEGER, called_at INTEGER NOT NULL,
    PRIMARY KEY (business_day, stream_id, seq)) WITHOUT ROWID;
CREATE TABLE visit_end (
    visit_id BLOB NOT NULL, stream_id INTEGER NOT NULL, seq INTEGER NOT NULL, cases INTEGER NOT NULL, calls INTEGER NOT NULL,
    until INTEGER, way TEXT NOT NULL, PRIMARY KEY (visit_id, stream_id)) WITHOUT ROWID;
CREATE TABLE action_item (
    stream_id INTEGER NOT NULL, seq INTEGER NOT NULL, kind TEXT NOT NULL, code TEXT NOT NULL, case_id BLOB, opened_at INTEGER NOT NULL,
    settled_at INTEGER, PRIMARY KEY (stream_id, seq)) WITHOUT ROWID;
CREATE TABLE settlement (
    stream_id INTEGER NOT NULL, seq INTEGER NOT NULL, settled_at INTEGER NOT NULL, way TEXT NOT NULL, by_stream INTEGER NOT NULL,
    by_seq INTEGER NOT NULL, PRIMARY KEY (stream_id, seq)) WITHOUT ROWID;
CREATE TABLE refund (
    payment_id BLOB NOT NULL, stream_id INTEGER NOT NULL, seq INTEGER NOT NULL, receipt_no TEXT NOT NULL, claim_won INTEGER NOT NULL,
    PRIMARY KEY (payment_id, stream_id, seq)) WITHOUT ROWID;
CREATE INDEX refund_number ON refund (receipt_no);
CREATE TABLE refund_promise (
    promise_id BLOB PRIMARY KEY, stream_id INTEGER NOT NULL, seq INTEGER NOT NULL, payment_id BLOB NOT NULL, slip_no TEXT NOT NULL,
    due TEXT NOT NULL, desk TEXT NOT NULL) WITHOUT ROWID;
CREATE INDEX refund_promise_payment ON refund_promise (payment_id);
CREATE INDEX refund_promise_slip ON refund_promise (slip_no);
CREATE TABLE refund_promise_end (
    promise_id BLOB NOT NULL, stream_id INTEGER NOT NULL, seq INTEGER NOT NULL, way TEXT NOT NULL,
    PRIMARY KEY (promise_id, stream_id, seq)) WITHOUT ROWID;
CREATE TABLE claim (
    payment_id BLOB PRIMARY KEY, stream_id INTEGER NOT NULL, seq INTEGER NOT NULL, receipt_no TEXT NOT NULL, case_id BLOB NOT NULL,
    business_day TEXT NOT NULL, desk TEXT NOT NULL, at INTEGER NOT NULL, amount_won INTEGER NOT NULL) WITHOUT ROWID;
CREATE INDEX claim_receipt ON claim (receipt_no);
CREATE TABLE transfer_link (
    transfer_id BLOB NOT NULL, way TEXT NOT NULL, office TEXT NOT NULL, case_id BLOB NOT NULL, at INTEGER NOT NULL,
    PRIMARY KEY (transfer_id, way)) WITHOUT ROWID;
CREATE INDEX transfer_case ON transfer_link (case_id);
CREATE TABLE notice (
    notice_id BLOB PRIMARY KEY, thing TEXT NOT NULL, case_id BLOB NOT NULL, template TEXT NOT NULL, way TEXT NOT NULL,
    at INTEGER NOT NULL, desk TEXT NOT NULL, until INTEGER NOT NULL, rank INTEGER NOT NULL, state TEXT NOT NULL, code TEXT NOT NULL,
    told_at INTEGER NOT NULL) WITHOUT ROWID;
CREATE INDEX notice_thing ON notice (thing);
CREATE INDEX notice_case ON notice (case_id);
CREATE INDEX notice_state ON notice (state, at);
CREATE INDEX notice_at ON notice (at);
CREATE TABLE notice_refusal (
    mac BLOB NOT NULL, stream_id INTEGER NOT NULL, seq INTEGER NOT NULL, at INTEGER NOT NULL, refused INTEGER NOT NULL,
    PRIMARY KEY (mac, stream_id, seq)) WITHOUT ROWID;
CREATE TABLE notice_text (
    template TEXT NOT NULL, stream_id INTEGER NOT NULL, seq INTEGER NOT NULL, at INTEGER NOT NULL, text TEXT NOT NULL,
    subject TEXT NOT NULL, actor BLOB, confirmed_by BLOB, PRIMARY KEY (template, stream_id, seq)) WITHOUT ROWID;
CREATE TABLE notice_posted (
    template TEXT NOT NULL, mac BLOB NOT NULL, ref TEXT NOT NULL, at INTEGER NOT NULL, PRIMARY KEY (template, mac, ref)) WITHOUT ROWID;
CREATE INDEX action_case ON action_item (case_id) WHERE settled_at IS NULL;
CREATE TABLE lookup (word BLOB NOT NULL, case_key INTEGER NOT NULL, PRIMARY KEY (word, case_key)) WITHOUT ROWID;
CREATE TABLE signed_in (entry_id BLOB PRIMARY KEY, user TEXT NOT NULL, name TEXT NOT NULL, role TEXT NOT NULL,
    address TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE paper (document TEXT NOT NULL, ref TEXT NOT NULL, stream_id INTEGER NOT NULL, seq INTEGER NOT NULL,
    PRIMARY KEY (document, ref, stream_id, seq)) WITHOUT ROWID;
CREATE TABLE staff_log (stream_id INTEGER NOT NULL, seq INTEGER NOT NULL, at INTEGER NOT NULL, desk TEXT NOT NULL,
    user TEXT NOT NULL, action TEXT NOT NULL, role TEXT, actor BLOB, PRIMARY KEY (stream_id, seq)) WITHOUT ROWID;
CREATE TABLE case_at (case_id BLOB PRIMARY KEY, case_key INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE search_pending (case_key INTEGER PRIMARY KEY, case_id BLOB NOT NULL);
CREATE VIEW case_key_of AS SELECT case_id, case_key FROM case_at UNION ALL SELECT case_id, case_key FROM search_pending;
CREATE VIRTUAL TABLE search USING fts5 (words, content='', contentless_delete=1, detail=none, tokenize='unicode61');
"""

WORKING = """
CREATE TABLE setting (name TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE draft (key TEXT PRIMARY KEY, saved_at INTEGER NOT NULL, content BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE ack (
    stream_id INTEGER NOT NULL, acked_seq INTEGER NOT NULL, acked_hash BLOB NOT NULL, generation INTEGER NOT NULL,
    office_first INTEGER NOT NULL, office_last INTEGER NOT NULL, received_at INTEGER NOT NULL, signature BLOB NOT NULL,
    PRIMARY KEY (stream_id, acked_seq)) WITHOUT ROWID;
CREATE TABLE transfer (
    transfer_id BLOB NOT NULL, kind TEXT NOT NULL, from_office TEXT NOT NULL, from_name TEXT NOT NULL, at INTEGER NOT NULL,
    body BLOB NOT NULL, PRIMARY KEY (transfer_id, kind, from_office)) WITHOUT ROWID;
CREATE TABLE print_job (
    print_id INTEGER PRIMARY KEY, at INTEGER NOT NULL, document TEXT NOT NULL, ref TEXT NOT NULL, printer TEXT NOT NULL,
    copies INTEGER NOT NULL, state TEXT NOT NULL, code TEXT NOT NULL, job TEXT NOT NULL);
CREATE TABLE cursor (name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE credential (
    user TEXT PRIMARY KEY, name TEXT NOT NULL, role TEXT NOT NULL, verifier TEXT NOT NULL, active INTEGER NOT NULL,
    changed_at INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE login_attempt (user TEXT PRIMARY KEY, failures INTEGER NOT NULL, last_at INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE attachment (
    address BLOB PRIMARY KEY, stream_id INTEGER NOT NULL, seq INTEGER NOT NULL, size INTEGER NOT NULL, state TEXT NOT NULL,
    generation INTEGER NOT NULL DEFAULT 0, attempts INTEGER NOT NULL DEFAULT 0, next_at INTEGER NOT NULL DEFAULT 0,
    code TEXT NOT NULL DEFAULT '') WITHOUT ROWID;
CREATE TABLE ticket (
    day TEXT NOT NULL, number TEXT NOT NULL, kind TEXT NOT NULL, station TEXT NOT NULL, issued_at INTEGER NOT NULL,
    since INTEGER NOT NULL, place INTEGER NOT NULL, mark TEXT NOT NULL, serial INTEGER NOT NULL, state TEXT NOT NULL,
    PRIMARY KEY (day, number)) WITHOUT ROWID;
CREATE TABLE terminal_job (
    payment_id BLOB PRIMARY KEY, kind TEXT NOT NULL, attempts INTEGER NOT NULL, next_at INTEGER NOT NULL, code TEXT NOT NULL,
    content BLOB NOT NULL) WITHOUT ROWID;
CREATE INDEX attachment_waits ON attachment (state, next_at);
CREATE TABLE inbox_file (
    file_id BLOB PRIMARY KEY, kind TEXT NOT NULL, digest BLOB NOT NULL, mark TEXT NOT NULL, address BLOB NOT NULL,
    sealed_bytes INTEGER NOT NULL, key BLOB NOT NULL, name BLOB NOT NULL, medium TEXT NOT NULL, size INTEGER NOT NULL,
    found_at INTEGER NOT NULL, state TEXT NOT NULL, why TEXT NOT NULL, code TEXT NOT NULL, pages INTEGER NOT NULL DEFAULT 0) WITHOUT ROWID;
CREATE INDEX inbox_digest ON inbox_file (digest);
CREATE INDEX inbox_waits ON inbox_file (kind, why) WHERE state = 'waiting';
"""


def _statements(script: str) -> list[str]:
    """Statements of a script, triggers kept whole."""
    found, current = [], []
    for line in script.strip().splitlines():
        current.append(line)
        text = "\n".join(current)
        done = text.rstrip().endswith("END;") if "CREATE TRIGGER" in text else line.rstrip().endswith(";")
        if done:
            found.append(text)
            current = []
    return found


def up(migrator, db):
    """Make all tables of an empty file."""
    for script in (BOOK, PROJECTIONS, WORKING):
        for statement in _statements(script):
            db.execute_sql(statement)
