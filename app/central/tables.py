"""Central's tables. `office_id` leads every key, so that no transaction ever spans two offices (ARCHITECTURE A15).

The models carry no database: every query says where it runs (`CentralDatabase`), one process can serve several. UUIDs and
hashes are bytes on both engines. Changing anything here needs a new file in migrations/central.
"""

from __future__ import annotations

from typing import Any

from peewee import BigIntegerField, BlobField, BooleanField, CompositeKey, IntegerField, Model, TextField


class _Row(Model):
    class Meta:
        legacy_table_names = False


class CentralRow(_Row):
    """Whose database this is: one row."""

    central_id = BlobField(primary_key=True)

    class Meta:
        table_name = "central"


class OfficeRow(_Row):
    """`last_office_seq` is the office's order number, given out under a lock. `keys`: office data key ‖ look-up key, sealed to central."""

    office_id = TextField(primary_key=True)
    name = TextField()
    division = TextField()
    generation = IntegerField()
    last_office_seq = BigIntegerField()
    keys = BlobField(null=True)
    keys_id = BlobField(null=True)

    class Meta:
        table_name = "office"


class DeviceRow(_Row):
    """One key of one desk PC; a re-enrolment adds a row with the next epoch and retires the one before.

    `revoked_at`: from then on what it writes has no effect (it was stolen).
    """

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


class StreamRow(_Row):
    """`state`: open or forked. Entries up to `adopted_seq` were signed before the desk had a central."""

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


class EntryRow(_Row):
    """One entry: header, salt and body are the desk's own bytes, the rest is what central found out about them."""

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


class CaseRow(_Row):
    """A projection: `data` is the case as folded, msgpack; `office_seq`: the last entry that changed it."""

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


class DayRow(_Row):
    """A projection: what one stream brought to one business date."""

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


class StaffRow(_Row):
    """People of an office. `changed_at` grows with every change, so that it can be a feed's cursor."""

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


class StaffChangeRow(_Row):
    """One change of somebody's rights, never changed itself (kept three years, safety standard Art. 5). `by_user`: whose shell it was."""

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


class InviteRow(_Row):
    """A one-time code, kept hashed; once used it holds the answer for lost replies."""

    office_id = TextField()
    secret_hash = BlobField()
    desk = TextField()
    expires_at = BigIntegerField()
    public_key = BlobField(null=True)
    answer = BlobField(null=True)

    class Meta:
        table_name = "invite"
        primary_key = CompositeKey("office_id", "secret_hash")


class SessionRow(_Row):
    """An open session; the token itself is only known to the desk. `challenge`: what was signed to open it, good for this one alone."""

    office_id = TextField()
    token_hash = BlobField()
    device_id = BlobField()
    epoch = BigIntegerField()
    expires_at = BigIntegerField()
    challenge = BlobField()

    class Meta:
        table_name = "session"
        primary_key = CompositeKey("office_id", "token_hash")


class EvidenceRow(_Row):
    """A signed upload that contradicts what is stored: kept as it came, nothing is overwritten (SYNC §4.2)."""

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


class GenerationRow(_Row):
    """A generation that began because central had been restored: order numbers after `valid_up_to` were given anew (SYNC §8)."""

    office_id = TextField()
    generation = IntegerField()
    valid_up_to = BigIntegerField()
    began_at = BigIntegerField()
    proof = BlobField()

    class Meta:
        table_name = "generation"
        primary_key = CompositeKey("office_id", "generation")


class KnownStreamRow(_Row):
    """How far a stream is known to have gone, by what desks have shown; more than is stored here means entries are missing."""

    office_id = TextField()
    device_id = BlobField()
    epoch = BigIntegerField()
    branch = BigIntegerField()
    last_seq = BigIntegerField()

    class Meta:
        table_name = "known_stream"
        primary_key = CompositeKey("office_id", "device_id", "epoch", "branch")


class SnapshotRow(_Row):
    """A complete snapshot of an office; its manifest is signed."""

    office_id = TextField()
    as_of = BigIntegerField()
    generation = IntegerField()
    made_at = BigIntegerField()
    manifest = BlobField()

    class Meta:
        table_name = "snapshot"
        primary_key = CompositeKey("office_id", "as_of")


class SnapshotChunkRow(_Row):
    office_id = TextField()
    as_of = BigIntegerField()
    number = IntegerField()
    data = BlobField()

    class Meta:
        table_name = "snapshot_chunk"
        primary_key = CompositeKey("office_id", "as_of", "number")


class BundleRow(_Row):
    """Reference data central knows; `office_id` empty: for every office. The current one has the highest `added_at`."""

    office_id = TextField()
    bundle_id = BlobField()
    added_at = BigIntegerField()

    class Meta:
        table_name = "bundle"
        primary_key = CompositeKey("office_id", "bundle_id")


class BundleFileRow(_Row):
    office_id = TextField()
    bundle_id = BlobField()
    path = TextField()
    content = BlobField()

    class Meta:
        table_name = "bundle_file"
        primary_key = CompositeKey("office_id", "bundle_id", "path")


class AttachmentRow(_Row):
    """A file central has in full, its hash checked. `address`: SHA-256 of its ciphertext; the entry that names it; `size`: ciphertext."""

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


class TransferRow(_Row):
    """A message of another office, in the order of this one's small feed; (from_office, transfer_id, kind) is there once."""

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


class TransferPlaceRow(_Row):
    """How far an office's entries were read for transfers, and the newest message in its own feed."""

    office_id = TextField(primary_key=True)
    relayed_to = BigIntegerField()
    last_seq = BigIntegerField()

    class Meta:
        table_name = "transfer_place"


class NoticeRow(_Row):
    """A notice a desk asked for. `state`: waiting, sending (somebody is about to hand it over), or what became of it; `claim`: by whom.

    Where it goes stands in the case (`case_id`, `to_field`) and nowhere here.
    """

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


class NoticeNewsRow(_Row):
    """What became of notices, in the order of the office's small feed."""

    office_id = TextField()
    seq = BigIntegerField()
    notice_id = BlobField()
    state = TextField()
    code = TextField()
    at = BigIntegerField()

    class Meta:
        table_name = "notice_news"
        primary_key = CompositeKey("office_id", "seq")


class NoticePlaceRow(_Row):
    """How far an office's entries were read for notices, and the newest in its small feed."""

    office_id = TextField(primary_key=True)
    read_to = BigIntegerField()
    last_seq = BigIntegerField()

    class Meta:
        table_name = "notice_place"


class NoticeRefusalRow(_Row):
    """Numbers to which nothing may be sent, by their keyed hash; `office_seq`: the entry that said so last."""

    office_id = TextField()
    mac = BlobField()
    refused = BooleanField()
    office_seq = BigIntegerField()

    class Meta:
        table_name = "notice_refusal"
        primary_key = CompositeKey("office_id", "mac")


class NoticeProviderRow(_Row):
    """How messages travel, sealed; `office_id` empty: for every office without its own. `holder` sends until `held_until`, nobody else."""

    office_id = TextField(primary_key=True)
    settings = BlobField()
    changed_at = BigIntegerField()
    holder = BlobField()
    held_until = BigIntegerField()

    class Meta:
        table_name = "notice_provider"


class NoticeReceiptRow(_Row):
    """A receipt that came before we knew the provider's name of its message. `office_id`: of the provider."""

    office_id = TextField()
    provider_ref = TextField()
    state = TextField()
    code = TextField()
    at = BigIntegerField()

    class Meta:
        table_name = "notice_receipt"
        primary_key = CompositeKey("office_id", "provider_ref")


TABLES: tuple[type[Any], ...] = (
    CentralRow,
    OfficeRow,
    DeviceRow,
    StreamRow,
    EntryRow,
    CaseRow,
    DayRow,
    StaffRow,
    StaffChangeRow,
    InviteRow,
    SessionRow,
    EvidenceRow,
    GenerationRow,
    KnownStreamRow,
    SnapshotRow,
    SnapshotChunkRow,
    BundleRow,
    BundleFileRow,
    AttachmentRow,
    TransferRow,
    TransferPlaceRow,
    NoticeRow,
    NoticeNewsRow,
    NoticePlaceRow,
    NoticeRefusalRow,
    NoticeProviderRow,
    NoticeReceiptRow,
)
