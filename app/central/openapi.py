"""Central's addresses as an OpenAPI 3.1 document. Bodies are MessagePack; their structs are described from `app.wire.messages`."""

from __future__ import annotations

from typing import Any

import msgspec

from app.central.problems import KINDS
from app.wire import messages
from app.wire.attachments import PIECE_MEDIA_TYPE, AttachmentState
from app.wire.day_check import DayMarks
from app.wire.messages import MEDIA_TYPE, PROBLEM_TYPE
from app.wire.notices import NoticePage
from app.wire.recovery import AmnesiaProof, GenerationNotice, SnapshotChunk, SnapshotManifest
from app.wire.transfers import TransferPage

_SCHEMA_AT = "#/components/schemas/"
_STRUCTS: tuple[type[msgspec.Struct], ...] = (
    messages.Ack,
    messages.CentralInfo,
    messages.Challenge,
    messages.EnrolAnswer,
    messages.EnrolRequest,
    messages.FeedPage,
    messages.OfficeSums,
    DayMarks,
    TransferPage,
    NoticePage,
    messages.Problem,
    messages.Push,
    messages.SessionAnswer,
    messages.SessionRequest,
    messages.StaffPage,
    AttachmentState,
    AmnesiaProof,
    GenerationNotice,
    SnapshotChunk,
    SnapshotManifest,
)


def document(version: str) -> dict[str, Any]:
    """The whole document."""
    _, schemas = msgspec.json.schema_components(_STRUCTS, ref_template=_SCHEMA_AT + "{name}")
    office = _parameter("office", "path", {"type": "string", "pattern": "^[0-9]{5}$"}, "The session's own office")
    after = _parameter("after", "query", {"type": "integer", "minimum": 0, "default": 0}, "The cursor: what comes after it is given")
    stream = _parameter("stream", "path", {"type": "string"}, "`device.epoch.branch`")
    day = _parameter("day", "path", {"type": "string", "format": "date"}, "Business date")
    urgent = _parameter(
        "urgent", "query", {"type": "integer", "enum": [0, 1], "default": 0}, "1: the batch holds a closing or a payment; turned away last"
    )
    feed = [
        office,
        after,
        _parameter("generation", "query", {"type": "integer", "minimum": 0, "default": 0}, "The cursor's generation; 0: not known yet"),
        _parameter("limit", "query", {"type": "integer", "minimum": 1, "maximum": 2000, "default": 1000}, "Entries at most"),
        _parameter(
            "wait", "query", {"type": "integer", "minimum": 0, "maximum": messages.LONG_POLL_S, "default": 0}, "Seconds to wait for news"
        ),
    ]
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Minwon central",
            "version": version,
            "description": "Desk ⇄ central, protocol 1. Messages are MessagePack maps; `format: binary` strings are MessagePack binaries, "
            "UUIDs travel as 16 bytes. Bodies may be zstd-compressed.",
        },
        "paths": {
            "/health": {
                "get": _operation(
                    "health", "Whether central and its database answer", "Health", ["database_unavailable"], media="application/json"
                )
            },
            "/openapi.json": {"get": _operation("openapi", "This document", "Document", [], media="application/json")},
            "/metrics": {"get": _operation("metrics", "Counts and times for Prometheus", "Text", [], media="text/plain")},
            "/v1/central": {"get": _operation("central", "Who central is", "CentralInfo", [])},
            "/v1/enrol": {
                "post": _operation(
                    "enrol",
                    "A one-time code becomes a desk",
                    "EnrolAnswer",
                    [
                        "message_unreadable",
                        "code_wrong",
                        "enrolment_signature_wrong",
                        "office_or_desk_differ",
                        "desk_taken",
                        "office_keys_differ",
                        "office_keys_missing",
                        "too_many_codes",
                    ],
                    body="EnrolRequest",
                )
            },
            "/v1/sessions/challenge": {"post": _operation("challenge", "Something to sign", "Challenge", [])},
            "/v1/sessions": {
                "post": _operation(
                    "session",
                    "A signed challenge opens a session of one hour",
                    "SessionAnswer",
                    ["challenge_expired", "session_refused", "device_revoked"],
                    body="SessionRequest",
                )
            },
            "/v1/streams/{stream}/entries": {
                "post": _operation(
                    "push",
                    "Entries of a stream; safe to repeat",
                    "Ack",
                    [
                        "message_unreadable",
                        "batch_empty",
                        "session_refused",
                        "device_revoked",
                        "other_stream",
                        "gap",
                        "fork",
                        "batch_too_large",
                        "entry_too_large",
                        "encoding_unknown",
                        "bad_chain",
                        "protocol_too_old",
                    ],
                    parameters=[stream, urgent],
                    body="Push",
                    session=True,
                )
            },
            "/v1/offices/{office}/feed": {
                "get": _operation(
                    "feed",
                    "Entries of the office in central's order; can wait for news",
                    "FeedPage",
                    ["session_refused", "other_office", "generation_changed"],
                    parameters=feed,
                    session=True,
                )
            },
            "/v1/offices/{office}/staff": {
                "get": _operation(
                    "staff",
                    "People changed since",
                    "StaffPage",
                    ["session_refused", "other_office"],
                    parameters=[office, after],
                    session=True,
                )
            },
            **_attachments(office),
            **_recovery(office),
            "/v1/offices/{office}/transfers": {
                "get": _operation(
                    "transfers",
                    "What other offices asked of this one, and answered",
                    "TransferPage",
                    ["session_refused", "other_office"],
                    parameters=[office, after],
                    session=True,
                )
            },
            "/v1/offices/{office}/notices": {
                "get": _operation(
                    "notices",
                    "What became of notices to citizens",
                    "NoticePage",
                    ["session_refused", "other_office"],
                    parameters=[office, after],
                    session=True,
                )
            },
            "/v1/offices/{office}/days/{day}/check": {
                "get": _operation(
                    "check",
                    "What central counts for a business date",
                    "OfficeSums",
                    ["session_refused", "other_office", "not_found"],
                    parameters=[office, day],
                    session=True,
                )
            },
            "/v1/offices/{office}/days/{day}/streams/{stream}": {
                "get": _operation(
                    "day_marks",
                    "Every entry of one stream on a business date, by its mark",
                    "DayMarks",
                    ["session_refused", "other_office", "not_found", "stream_unknown_form"],
                    parameters=[office, day, stream],
                    session=True,
                )
            },
        },
        "components": {
            "schemas": schemas
            | {
                "Health": {
                    "type": "object",
                    "required": ["status", "protocol", "version"],
                    "properties": {"status": {"const": "ok"}, "protocol": {"type": "integer"}, "version": {"type": "string"}},
                },
                "Document": {"type": "object", "required": ["openapi"]},
                "Text": {"type": "string"},
            },
            "securitySchemes": {"session": {"type": "http", "scheme": "bearer", "description": "Token of POST /v1/sessions"}},
        },
    }


def _attachments(office: dict[str, Any]) -> dict[str, Any]:
    """Sealed files in pieces."""

    def needed(name: str, place: str, description: str, **schema: object) -> dict[str, Any]:
        return _parameter(name, place, schema, description) | {"required": True}

    address = needed("address", "path", "SHA-256 of the ciphertext", type="string", pattern="^[0-9a-f]{64}$")
    entry = needed("entry", "query", "The entry that names the file: `device.epoch.branch.seq`", type="string")
    offset = needed("offset", "query", "Where the piece begins", type="integer", minimum=0)
    part = needed("range", "header", "`bytes=FIRST-LAST`, at most a piece", type="string")

    def operation(name: str, summary: str, codes: list[str], *more: dict[str, Any]) -> dict[str, Any]:
        always = ["message_unreadable", "session_refused", "other_office", "attachment_unknown", "storage_unavailable"]
        return _operation(name, summary, "AttachmentState", [*always, *codes], parameters=[office, address, entry, *more], session=True)

    piece = {PIECE_MEDIA_TYPE: {"schema": {"type": "string", "format": "binary"}}}
    get = operation("attachment_get", "A piece of a file that is complete", ["attachment_awaited", "range_wrong"], part)
    del get["responses"]["200"]
    get["responses"]["206"] = {"description": "Bytes of the ciphertext", "content": piece}
    taken = ["offset_differs", "piece_too_large", "encoding_unknown"]
    put = operation("attachment_add", "A piece is in its place; safe to repeat", taken, offset)
    put["requestBody"] = {"required": True, "content": piece}
    checked = ["offset_differs", "attachment_differs"]
    path = "/v1/offices/{office}/attachments/{address}"
    return {
        path: {"get": get, "put": put},
        f"{path}/state": {"get": operation("attachment_state", "How much of a file central has", [])},
        f"{path}/finish": {"post": operation("attachment_finish", "The whole is checked and kept; safe to repeat", checked)},
    }


def _recovery(office: dict[str, Any]) -> dict[str, Any]:
    """Proofs of a loss, and snapshots for new desks."""
    as_of = _parameter("as_of", "path", {"type": "integer"}, "Order number of the manifest")
    number = _parameter("number", "path", {"type": "integer"}, "Which chunk, from 0")
    codes = ["session_refused", "other_office", "not_found"]
    proof = _operation(
        "generation",
        "What is valid for a desk of that generation, after it has shown what central signed",
        "GenerationNotice",
        [*codes, "message_unreadable"],
        parameters=[office],
        body="AmnesiaProof",
        session=True,
    )
    manifest = _operation(
        "snapshot", "A signed manifest", "SnapshotManifest", [*codes, "device_revoked"], parameters=[office], session=True
    )
    chunk = _operation(
        "snapshot_chunk", "A page of the feed with holes", "SnapshotChunk", codes, parameters=[office, as_of, number], session=True
    )
    path = "/v1/offices/{office}"
    return {
        f"{path}/generation": {"post": proof},
        f"{path}/snapshot": {"get": manifest},
        f"{path}/snapshot/{{as_of}}/{{number}}": {"get": chunk},
    }


def _parameter(name: str, place: str, schema: dict[str, Any], description: str) -> dict[str, Any]:
    return {"name": name, "in": place, "required": place == "path", "schema": schema, "description": description}


def _operation(
    name: str,
    summary: str,
    answer: str,
    codes: list[str],
    *,
    parameters: list[dict[str, Any]] | None = None,
    body: str = "",
    session: bool = False,
    media: str = MEDIA_TYPE,
) -> dict[str, Any]:
    responses: dict[str, Any] = {"200": {"description": summary, "content": {media: _schema(answer)}}}
    for code in [*codes, "central_busy", "internal_error"]:
        status = str(KINDS[code].status)
        known = responses.setdefault(status, {"description": "", "content": {PROBLEM_TYPE: _schema("Problem")}})
        known["description"] = f"{known['description']} · `{code}`: {KINDS[code].title}".removeprefix(" · ")
    operation: dict[str, Any] = {"operationId": name, "summary": summary, "responses": responses}
    if parameters:
        operation["parameters"] = parameters
    if body:
        operation["requestBody"] = {"required": True, "content": {MEDIA_TYPE: _schema(body)}}
    if session:
        operation["security"] = [{"session": []}]
    return operation


def _schema(name: str) -> dict[str, Any]:
    return {"schema": {"$ref": _SCHEMA_AT + name}}
