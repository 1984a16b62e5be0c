"""Signing, sealing, passwords, ids and clocks: published vectors, and what each is bound to."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta, timezone
from itertools import pairwise
from uuid import UUID

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from hypothesis import given
from hypothesis import strategies as st

from app.crypto.box import box_private_key, box_public_key, open_sealed, seal_to
from app.crypto.clock import SteppingClock, SystemClock
from app.crypto.ids import SystemIds
from app.crypto.passwords import Argon2Passwords, derive
from app.crypto.sealer import OfficeSealer
from app.crypto.signer import Ed25519Signer, verify_signature
from app.domain.errors import IntegrityViolated
from tests.fakes.fixed_clock import FixedClock
from tests.fakes.seeded_ids import SeededIds

ENTRY = UUID("01932f6e-5a00-7abc-8def-0123456789ab")
OTHER_ENTRY = UUID("01932f6e-5a00-7abc-8def-0123456789ac")
NONCE = bytes(range(12))
MORNING = datetime(2026, 11, 20, 0, 0, tzinfo=UTC)

# RFC 8032 §7.1, TEST 1 to 3: private key, public key, message, signature
RFC_8032 = [
    (
        "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
    ),
    (
        "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
    ),
    (
        "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "af82",
        "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a",
    ),
]


def a_sealer() -> OfficeSealer:
    return OfficeSealer(bytes(range(32)), bytes(range(1, 33)))


# ── signatures ───────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("private", "public", "message", "signature"), RFC_8032)
def test_signatures_are_those_of_rfc_8032(private: str, public: str, message: str, signature: str) -> None:
    signer = Ed25519Signer(bytes.fromhex(private))
    assert signer.public_key.hex() == public
    assert signer.sign(bytes.fromhex(message)).hex() == signature
    assert verify_signature(bytes.fromhex(public), bytes.fromhex(message), bytes.fromhex(signature))


def test_a_signature_fits_only_its_message_and_its_key() -> None:
    signer, other = Ed25519Signer(bytes(32)), Ed25519Signer(bytes([1]) * 32)
    signature = signer.sign(b"head")
    assert verify_signature(signer.public_key, b"head", signature)
    assert not verify_signature(signer.public_key, b"hEad", signature)
    assert not verify_signature(other.public_key, b"head", signature)
    for position in range(len(signature)):
        changed = bytearray(signature)
        changed[position] ^= 1
        assert not verify_signature(signer.public_key, b"head", bytes(changed))


@pytest.mark.parametrize("public_key", [b"", bytes(31), b"\xff" * 32, bytes(33)])
def test_bytes_that_are_no_key_verify_nothing(public_key: bytes) -> None:
    assert not verify_signature(public_key, b"head", Ed25519Signer(bytes(32)).sign(b"head"))


@pytest.mark.parametrize("signature", [b"", bytes(63), bytes(64), bytes(65)])
def test_bytes_that_are_no_signature_do_not_verify(signature: bytes) -> None:
    assert not verify_signature(Ed25519Signer(bytes(32)).public_key, b"head", signature)


def test_a_signer_does_not_print_its_key() -> None:
    assert "0" not in repr(Ed25519Signer(bytes(32)))


# ── sealed fields ────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_sealed_number_is_nonce_ciphertext_and_tag_bound_to_entry_and_field() -> None:
    sealed = a_sealer().seal("900101-1234567", entry_id=ENTRY, field_id="applicant.rrn", nonce=NONCE)
    assert sealed[:12] == NONCE
    assert len(sealed) == 12 + len("900101-1234567") + 16
    assert AESGCM(bytes(range(32))).decrypt(NONCE, sealed[12:], ENTRY.bytes + b"applicant.rrn") == b"900101-1234567"


def test_a_sealed_number_opens_only_in_its_own_entry_and_field() -> None:
    sealer = a_sealer()
    sealed = sealer.seal("M123A4567", entry_id=ENTRY, field_id="passport-no", nonce=NONCE)
    assert sealer.unseal(sealed, entry_id=ENTRY, field_id="passport-no") == "M123A4567"
    for entry_id, field_id in [(OTHER_ENTRY, "passport-no"), (ENTRY, "old-passport-no"), (ENTRY, "")]:
        with pytest.raises(IntegrityViolated, match="seal_broken"):
            sealer.unseal(sealed, entry_id=entry_id, field_id=field_id)


def test_every_changed_or_missing_byte_breaks_the_seal() -> None:
    sealer = a_sealer()
    sealed = sealer.seal("M123A4567", entry_id=ENTRY, field_id="passport-no", nonce=NONCE)
    damaged = [sealed[:position] + bytes([sealed[position] ^ 0x80]) + sealed[position + 1 :] for position in range(len(sealed))]
    cut = [sealed[:length] for length in range(len(sealed))]
    for each in [*damaged, *cut, sealed + b"\x00"]:
        with pytest.raises(IntegrityViolated, match="seal_broken"):
            sealer.unseal(each, entry_id=ENTRY, field_id="passport-no")


def test_another_office_cannot_unseal() -> None:
    sealed = a_sealer().seal("M123A4567", entry_id=ENTRY, field_id="passport-no", nonce=NONCE)
    with pytest.raises(IntegrityViolated, match="seal_broken"):
        OfficeSealer(bytes([7]) * 32, bytes(32)).unseal(sealed, entry_id=ENTRY, field_id="passport-no")


@given(st.text(), st.text(max_size=40), st.binary(min_size=12, max_size=12))
def test_what_is_sealed_comes_back(text: str, field_id: str, nonce: bytes) -> None:
    sealer = a_sealer()
    sealed = sealer.seal(text, entry_id=ENTRY, field_id=field_id, nonce=nonce)
    assert sealer.unseal(sealed, entry_id=ENTRY, field_id=field_id) == text


def test_unfit_keys_and_nonces_are_refused() -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        OfficeSealer(bytes(16), bytes(32))
    with pytest.raises(ValueError, match="differ"):
        OfficeSealer(bytes(32), bytes(32))
    with pytest.raises(ValueError, match="12 bytes"):
        a_sealer().seal("x", entry_id=ENTRY, field_id="rrn", nonce=bytes(16))


def hmac_sha256(key: bytes, message: bytes) -> bytes:
    """RFC 2104 by hand, so that the look-up is not compared with itself."""
    padded = key.ljust(64, b"\x00")
    inner = hashlib.sha256(bytes(each ^ 0x36 for each in padded) + message).digest()
    return hashlib.sha256(bytes(each ^ 0x5C for each in padded) + inner).digest()


def test_a_lookup_is_the_first_half_of_an_hmac_of_domain_and_number() -> None:
    expected = hmac_sha256(bytes(range(1, 33)), b"person_no\x009001011234567")[:16]
    assert a_sealer().lookup("person_no", "900101-1234567") == expected


@pytest.mark.parametrize("typed", ["9001011234567", " 900101 - 1234567 ", "９００１０１－１２３４５６７", "900101‑1234567"])
def test_a_number_is_found_however_it_was_typed(typed: str) -> None:
    assert a_sealer().lookup("person_no", typed) == a_sealer().lookup("person_no", "900101-1234567")


def test_lookups_keep_domains_offices_and_drafts_apart() -> None:
    sealer = a_sealer()
    assert sealer.lookup("person_no", "M1") != sealer.lookup("passport_no", "M1")
    assert sealer.lookup("passport_no", "m1") == sealer.lookup("passport_no", "M1")
    assert sealer.lookup("draft", "m1") != sealer.lookup("draft", "M1")
    assert sealer.lookup("draft", "a b") != sealer.lookup("draft", "ab")
    assert sealer.lookup("person_no", "M1") != OfficeSealer(bytes(range(32)), bytes(32)).lookup("person_no", "M1")


# ── passwords ────────────────────────────────────────────────────────────────────────────────────────────────────────

# Argon2 reference implementation, src/test.c: version 0x13, argon2id
REFERENCE = "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc"


def test_a_verifier_of_the_argon2_reference_fits() -> None:
    assert Argon2Passwords().fits("password", REFERENCE)
    assert not Argon2Passwords().fits("Password", REFERENCE)


def test_new_verifiers_cost_64_mib_and_three_passes_and_have_their_own_salt() -> None:
    passwords = Argon2Passwords()
    first, second = passwords.verifier("창구-3번"), passwords.verifier("창구-3번")
    assert first.startswith("$argon2id$v=19$m=65536,t=3,p=1$")
    assert first != second
    assert passwords.fits("창구-3번", first)
    assert not passwords.fits("창구-4번", first)


def test_a_password_typed_with_decomposed_hangul_fits() -> None:
    passwords = Argon2Passwords(memory_kib=64, passes=1)
    assert passwords.fits("\u1112\u1161\u11ab", passwords.verifier("한"))
    assert derive("\u1112\u1161\u11ab", bytes(16), memory_kib=64, passes=1) == derive("한", bytes(16), memory_kib=64, passes=1)


@pytest.mark.parametrize(
    "verifier",
    [
        "",
        "password",
        REFERENCE.replace("argon2id", "argon2i"),
        REFERENCE.replace("m=65536", "m=9999999"),
        REFERENCE.replace("m=65536", "m=1"),
        REFERENCE.replace("t=2", "t=0"),
        REFERENCE.replace("t=2", "t=999"),
        REFERENCE.replace("p=1", "p=0"),
        REFERENCE + "\n",
        REFERENCE[:-1] + "=",
        REFERENCE + "AA",
    ],
)
def test_what_is_no_verifier_is_said_to_be_broken_and_not_just_a_wrong_password(verifier: str) -> None:
    with pytest.raises(IntegrityViolated, match="verifier_unreadable"):
        Argon2Passwords().fits("password", verifier)


# ── sealed boxes ─────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_box_opens_only_with_the_right_key_and_aad() -> None:
    private = box_private_key(bytes(32))
    box = seal_to(box_public_key(private), b"office data key", b"26410-03")
    assert open_sealed(private, box, b"26410-03") == b"office data key"
    for key, aad in [(private, b"26410-04"), (private, b""), (box_private_key(bytes([1]) * 32), b"26410-03")]:
        with pytest.raises(IntegrityViolated, match="seal_broken"):
            open_sealed(key, box, aad)


def test_every_changed_or_missing_byte_breaks_a_box() -> None:
    private = box_private_key(bytes(32))
    box = seal_to(box_public_key(private), b"office data key", b"a")
    damaged = [box[:position] + bytes([box[position] ^ 1]) + box[position + 1 :] for position in range(len(box))]
    for each in [*damaged, *(box[:length] for length in range(len(box))), box + b"\x00", bytes(len(box))]:
        with pytest.raises(IntegrityViolated, match="seal_broken"):
            open_sealed(private, each, b"a")


def test_boxes_of_the_same_bytes_differ() -> None:
    public = box_public_key(box_private_key(bytes(32)))
    assert seal_to(public, b"same") != seal_to(public, b"same")


@pytest.mark.parametrize("public", [b"", bytes(32), bytes(33)])
def test_nothing_is_sealed_to_what_is_no_key(public: bytes) -> None:
    with pytest.raises(IntegrityViolated, match="box_key_invalid"):
        seal_to(public, b"office data key")


# ── ids ──────────────────────────────────────────────────────────────────────────────────────────────────────────────

MAKERS: list[Callable[[FixedClock], SystemIds | SeededIds]] = [SystemIds, lambda clock: SeededIds(7, clock)]


@pytest.mark.parametrize("maker", MAKERS)
def test_ids_are_version_7_and_begin_with_the_milliseconds(maker: Callable[[FixedClock], SystemIds | SeededIds]) -> None:
    made = maker(FixedClock(MORNING)).new_id()
    assert made.version == 7
    assert made.variant == "specified in RFC 4122"
    assert made.int >> 80 == int(MORNING.timestamp() * 1000)


@pytest.mark.parametrize("maker", MAKERS)
def test_ids_rise_while_the_clock_stands_goes_on_or_is_set_back(maker: Callable[[FixedClock], SystemIds | SeededIds]) -> None:
    clock = FixedClock(MORNING)
    ids = maker(clock)
    made = [ids.new_id() for _ in range(10_000)]
    clock.advance(timedelta(days=-3650))
    made += [ids.new_id() for _ in range(10_000)]
    clock.advance(timedelta(days=7300))
    made += [ids.new_id() for _ in range(100)]
    assert all(before < after for before, after in pairwise(made))
    assert all(each.version == 7 and each.variant == "specified in RFC 4122" for each in made)
    assert made[-1].int >> 80 == int((MORNING + timedelta(days=3650)).timestamp() * 1000)


def test_a_clock_before_1970_still_gives_ids() -> None:
    ids = SystemIds(FixedClock(datetime(1960, 1, 1, tzinfo=UTC)))
    assert ids.new_id() < ids.new_id()


def test_threads_never_get_the_same_id() -> None:
    ids = SystemIds()
    with ThreadPoolExecutor(8) as pool:
        made = [each for batch in pool.map(lambda _: [ids.new_id() for _ in range(500)], range(8)) for each in batch]
    assert len(set(made)) == 4_000


def test_one_seed_gives_the_same_ids_and_bytes_again_and_another_seed_others() -> None:
    def drawn(seed: int) -> list[object]:
        ids = SeededIds(seed, FixedClock(MORNING))
        return [ids.new_id(), ids.random_bytes(16), ids.new_id(), ids.random_bytes(12)]

    assert drawn(1) == drawn(1)
    assert drawn(1) != drawn(2)


def test_random_bytes_have_their_length_and_differ() -> None:
    ids = SystemIds()
    assert len(ids.random_bytes(16)) == 16
    assert ids.random_bytes(16) != ids.random_bytes(16)


# ── clocks ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_system_clock_is_aware_utc_in_whole_milliseconds() -> None:
    now = SystemClock().now()
    assert now.tzinfo is UTC
    assert now.microsecond % 1000 == 0


def test_a_fixed_clock_stands_until_it_is_advanced() -> None:
    clock = FixedClock(datetime(2026, 11, 20, 9, 0, 0, 123_456, tzinfo=timezone(timedelta(hours=9))))
    assert clock.now() == clock.now() == MORNING + timedelta(milliseconds=123)
    assert clock.now().tzinfo is UTC
    clock.advance(timedelta(minutes=5))
    assert clock.now() == MORNING + timedelta(minutes=5, milliseconds=123)


def test_a_stepping_clock_runs_on_from_its_moment_with_the_monotonic_clock() -> None:
    passed = [1000.0]
    clock = SteppingClock(MORNING, monotonic_s=lambda: passed[0])
    assert clock.now() == MORNING
    passed[0] += 90.0015
    assert clock.now() == MORNING + timedelta(seconds=90, milliseconds=1)
    clock.advance(timedelta(hours=1))
    assert clock.now() == MORNING + timedelta(hours=1, seconds=90, milliseconds=1)


@pytest.mark.parametrize("clock", [FixedClock, SteppingClock])
def test_a_moment_without_a_zone_is_refused(clock: Callable[[datetime], object]) -> None:
    with pytest.raises(ValueError, match="time zone"):
        clock(MORNING.replace(tzinfo=None))
