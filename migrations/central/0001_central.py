"""The first tables of central. A frozen copy on purpose: it never follows app.central.tables."""

from __future__ import annotations

from typing import Any

from peewee import BigIntegerField, BlobField, BooleanField, CompositeKey, IntegerField, Model, TextField


class Central(Model):
    central_id = BlobField(primary_key=True)

    class Meta:
        table_name = "central"


class Office(Model):
    office_id = TextField(primary_key=True)
    name = TextField()
    division = TextField()
    generation = IntegerField()
    last_office_seq = BigIntegerField()
    keys = BlobField(null=True)
    keys_id = BlobField(null=True)

    class Meta:
        table_name = "office"


class Device(Model):
    office_id = TextField()
    device_id = BlobField()
    epoch = BigIntegerField()
    desk = TextField()
    public_key = BlobField()
    adopted = BooleanField()
    enrolled_at = BigIntegerField()
    retired_at = BigIntegerField(null=True)
    revoked_at = BigIntegerField(null=True)

    class Meta:
        table_name = "device"
        primary_key = CompositeKey("office_id", "device_id", "epoch")


class Stream(Model):
    office_id = TextField()
    device_id = BlobField()
    epoch = BigIntegerField()
    branch = BigIntegerField()
    desk = TextField()
    last_seq = BigIntegerField()
    last_hash = BlobField()
    state = TextField()
    adopted_seq = BigIntegerField()
    old_head = BlobField()

    class Meta:
        table_name = "stream"
        primary_key = CompositeKey("office_id", "device_id", "epoch", "branch")


class Entry(Model):
    office_id = TextField()
    office_seq = BigIntegerField()
    device_id = BlobField()
    epoch = BigIntegerField()
    branch = BigIntegerField()
    seq = BigIntegerField()
    entry_id = BlobField(null=True)
    kind = TextField()
    case_id = BlobField(null=True)
    business_day = TextField()
    recorded_at = BigIntegerField()
    header = BlobField()
    salt = BlobField(null=True)
    body = BlobField(null=True)
    digest = BlobField()
    hash = BlobField()
    head_sig = BlobField(null=True)
    size = IntegerField()
    outcome = TextField()
    code = TextField()

    class Meta:
        table_name = "entry"
        primary_key = CompositeKey("office_id", "office_seq")


class Case(Model):
    office_id = TextField()
    case_id = BlobField()
    office_seq = BigIntegerField()
    number = TextField()
    service = TextField()
    state = TextField()
    money = TextField()
    business_day = TextField()
    received_at = BigIntegerField()
    due_won = BigIntegerField()
    paid_won = BigIntegerField()
    data = BlobField()

    class Meta:
        table_name = "case_state"
        primary_key = CompositeKey("office_id", "case_id")


class Day(Model):
    office_id = TextField()
    day = TextField()
    device_id = BlobField()
    epoch = BigIntegerField()
    branch = BigIntegerField()
    entries = BigIntegerField()
    cases = BigIntegerField()
    settled_won = BigIntegerField()
    reversed_won = BigIntegerField()
    last_seq = BigIntegerField()

    class Meta:
        table_name = "office_day"
        primary_key = CompositeKey("office_id", "day", "device_id", "epoch", "branch")


class Staff(Model):
    office_id = TextField()
    user_id = TextField()
    name = TextField()
    role = TextField()
    verifier = TextField()
    active = BooleanField()
    changed_at = BigIntegerField()

    class Meta:
        table_name = "staff"
        primary_key = CompositeKey("office_id", "user_id")


class StaffChange(Model):
    office_id = TextField()
    changed_at = BigIntegerField()
    user_id = TextField()
    action = TextField()
    role = TextField()
    name = TextField()
    by_user = TextField()

    class Meta:
        table_name = "staff_change"
        primary_key = CompositeKey("office_id", "changed_at")


class Invite(Model):
    office_id = TextField()
    secret_hash = BlobField()
    desk = TextField()
    expires_at = BigIntegerField()
    public_key = BlobField(null=True)
    answer = BlobField(null=True)

    class Meta:
        table_name = "invite"
        primary_key = CompositeKey("office_id", "secret_hash")


class Session(Model):
    office_id = TextField()
    token_hash = BlobField()
    device_id = BlobField()
    epoch = BigIntegerField()
    expires_at = BigIntegerField()
    challenge = BlobField()

    class Meta:
        table_name = "session"
        primary_key = CompositeKey("office_id", "token_hash")


class Evidence(Model):
    office_id = TextField()
    device_id = BlobField()
    epoch = BigIntegerField()
    branch = BigIntegerField()
    digest = BlobField()
    received_at = BigIntegerField()
    from_seq = BigIntegerField()
    differs_at = BigIntegerField()
    push = BlobField()

    class Meta:
        table_name = "evidence"
        primary_key = CompositeKey("office_id", "device_id", "epoch", "branch", "digest")


class Generation(Model):
    office_id = TextField()
    generation = IntegerField()
    valid_up_to = BigIntegerField()
    began_at = BigIntegerField()
    proof = BlobField()

    class Meta:
        table_name = "generation"
        primary_key = CompositeKey("office_id", "generation")


class KnownStream(Model):
    office_id = TextField()
    device_id = BlobField()
    epoch = BigIntegerField()
    branch = BigIntegerField()
    last_seq = BigIntegerField()

    class Meta:
        table_name = "known_stream"
        primary_key = CompositeKey("office_id", "device_id", "epoch", "branch")


class Snapshot(Model):
    office_id = TextField()
    as_of = BigIntegerField()
    generation = IntegerField()
    made_at = BigIntegerField()
    manifest = BlobField()

    class Meta:
        table_name = "snapshot"
        primary_key = CompositeKey("office_id", "as_of")


class SnapshotChunk(Model):
    office_id = TextField()
    as_of = BigIntegerField()
    number = IntegerField()
    data = BlobField()

    class Meta:
        table_name = "snapshot_chunk"
        primary_key = CompositeKey("office_id", "as_of", "number")


class Bundle(Model):
    office_id = TextField()
    bundle_id = BlobField()
    added_at = BigIntegerField()

    class Meta:
        table_name = "bundle"
        primary_key = CompositeKey("office_id", "bundle_id")


class BundleFile(Model):
    office_id = TextField()
    bundle_id = BlobField()
    path = TextField()
    content = BlobField()

    class Meta:
        table_name = "bundle_file"
        primary_key = CompositeKey("office_id", "bundle_id", "path")


class Attachment(Model):
    office_id = TextField()
    address = BlobField()
    device_id = BlobField()
    epoch = BigIntegerField()
    branch = BigIntegerField()
    seq = BigIntegerField()
    size = BigIntegerField()
    stored_at = BigIntegerField()

    class Meta:
        table_name = "attachment"
        primary_key = CompositeKey("office_id", "address")


class Transfer(Model):
    office_id = TextField()
    seq = BigIntegerField()
    from_office = TextField()
    from_name = TextField()
    transfer_id = BlobField()
    kind = TextField()
    at = BigIntegerField()
    body = BlobField()

    class Meta:
        table_name = "transfer"
        primary_key = CompositeKey("office_id", "seq")


class TransferPlace(Model):
    office_id = TextField(primary_key=True)
    relayed_to = BigIntegerField()
    last_seq = BigIntegerField()

    class Meta:
        table_name = "transfer_place"


class Notice(Model):
    office_id = TextField()
    notice_id = BlobField()
    thing = TextField()
    case_id = BlobField(null=True)
    desk = TextField()
    way = TextField()
    to_field = TextField()
    to_mac = BlobField()
    text = TextField()
    subject = TextField()
    until = BigIntegerField()
    training = BooleanField()
    state = TextField()
    code = TextField()
    attempts = IntegerField()
    next_at = BigIntegerField()
    claim = BlobField()
    provider_ref = TextField()
    changed_at = BigIntegerField()

    class Meta:
        table_name = "notice"
        primary_key = CompositeKey("office_id", "notice_id")


class NoticeNews(Model):
    office_id = TextField()
    seq = BigIntegerField()
    notice_id = BlobField()
    state = TextField()
    code = TextField()
    at = BigIntegerField()

    class Meta:
        table_name = "notice_news"
        primary_key = CompositeKey("office_id", "seq")


class NoticePlace(Model):
    office_id = TextField(primary_key=True)
    read_to = BigIntegerField()
    last_seq = BigIntegerField()

    class Meta:
        table_name = "notice_place"


class NoticeRefusal(Model):
    office_id = TextField()
    mac = BlobField()
    refused = BooleanField()
    office_seq = BigIntegerField()

    class Meta:
        table_name = "notice_refusal"
        primary_key = CompositeKey("office_id", "mac")


class NoticeProvider(Model):
    office_id = TextField(primary_key=True)
    settings = BlobField()
    changed_at = BigIntegerField()
    holder = BlobField()
    held_until = BigIntegerField()

    class Meta:
        table_name = "notice_provider"


class NoticeReceipt(Model):
    office_id = TextField()
    provider_ref = TextField()
    state = TextField()
    code = TextField()
    at = BigIntegerField()

    class Meta:
        table_name = "notice_receipt"
        primary_key = CompositeKey("office_id", "provider_ref")


TABLES = (
    Central,
    Office,
    Device,
    Stream,
    Entry,
    Case,
    Day,
    Staff,
    StaffChange,
    Invite,
    Session,
    Evidence,
    Generation,
    KnownStream,
    Snapshot,
    SnapshotChunk,
    Bundle,
    BundleFile,
    Attachment,
    Transfer,
    TransferPlace,
    Notice,
    NoticeNews,
    NoticePlace,
    NoticeRefusal,
    NoticeProvider,
    NoticeReceipt,
)


def up(migrator: Any, db: Any) -> None:
    with db.bind_ctx(TABLES):
        db.create_tables(TABLES, safe=False)
    # What is relayed to other offices is found without reading what is not; an entry of another kind costs nothing here.
    db.execute_sql("CREATE INDEX entry_transfer ON entry (office_id, office_seq) WHERE kind IN ('transfer_asked', 'transfer_answered')")
    # So are notices to citizens.
    db.execute_sql(
        "CREATE INDEX entry_notice ON entry (office_id, office_seq) WHERE kind IN ('notice_requested', 'notice_answered', 'notice_refused')"
    )
    # Each stream's seq 1, 2, 3 … exists once; what is sent twice is found here.
    migrator.migrate(
        migrator.add_index("entry", ("office_id", "device_id", "epoch", "branch", "seq"), unique=True),
        migrator.add_index("entry", ("office_id", "entry_id")),
        migrator.add_index("transfer", ("office_id", "from_office", "transfer_id", "kind"), unique=True),
        migrator.add_index("notice", ("office_id", "thing")),
        migrator.add_index("notice", ("office_id", "state", "next_at")),
        migrator.add_index("notice", ("office_id", "provider_ref")),
        migrator.add_index("staff", ("office_id", "changed_at")),
        migrator.add_index("device", ("device_id", "epoch"), unique=True),
        migrator.add_index("invite", ("secret_hash",), unique=True),
        migrator.add_index("session", ("token_hash",), unique=True),
        migrator.add_index("session", ("office_id", "challenge"), unique=True),
    )
