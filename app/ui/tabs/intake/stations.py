"""The intake desks: which services each serves, in which order, and how the hands begin there. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal

from app.domain.find_services import in_order
from app.domain.forms import Catalogue, Fee, FormDef, Life

StationName = Literal["seal", "family", "passport", "integrated"]


@dataclass(frozen=True)
class Mode:
    """A way of working at a station, chosen by its digit: taking cases of these lives, the commonest `first`, or a page of its own."""

    key: str
    word: str
    lives: tuple[Life, ...] = ()
    page: str = ""
    first: tuple[str, ...] = ()


@dataclass(frozen=True)
class Station:
    """`begin`: where the keyboard is after the station's key: in the form of its first service, at its modes, or in the box."""

    name: StationName
    begin: Literal["form", "modes", "box"]
    modes: tuple[Mode, ...] = ()
    first: tuple[str, ...] = ()


STATIONS: Final[dict[StationName, Station]] = {
    "seal": Station("seal", "form", first=("seal_certificate_issue", "signature_certificate_issue", "seal_registration")),
    "family": Station(
        "family",
        "modes",
        modes=(Mode("1", "mode.certificates", ("certificate",)), Mode("2", "mode.filings", ("filing",))),
        first=("family_relation_certificate", "basic_certificate", "marriage_relation_certificate", "birth_filing", "death_filing"),
    ),
    "passport": Station(
        "passport",
        "modes",
        modes=(
            Mode("1", "mode.apply", ("passport",)),
            Mode("2", "mode.deliver", page="deliver"),
            Mode("3", "mode.arrive", page="arrive"),
            Mode("4", "mode.expiry", page="expiry"),
        ),
        first=("passport_multiple_10y", "passport_multiple_5y_8to17", "passport_multiple_5y_under8"),
    ),
    "integrated": Station(
        "integrated",
        "box",
        modes=(
            Mode("1", "mode.all"),
            Mode(
                "2",
                "mode.petitions",
                ("petition",),
                first=("registration_petition", "permit_petition", "suggestion_petition", "approval_petition"),
            ),
            Mode("3", "mode.disclosure", ("disclosure",)),
            Mode("4", "mode.living", ("living_report",)),
            Mode("5", "mode.anywhere", ("exchange",)),
            Mode("6", "mode.programmes", ("compensation", "guardianship", "consultation")),
        ),
        first=(
            "resident_registration_copy",
            "resident_registration_abstract",
            "family_relation_certificate",
            "seal_certificate_issue",
            "vehicle_register_copy",
            "land_register_copy",
            "cadastral_map_copy",
            "land_use_plan_certificate",
            "building_register_copy",
        ),
    ),
}


def services_of(catalogue: Catalogue, station: Station, mode: Mode | None) -> list[FormDef]:
    """Services of that station and mode, the commonest first. 통합민원 serves them all."""
    forms = [form for form in catalogue.forms.values() if form.offered and station.name in ("integrated", form.station)]
    if mode is not None and mode.lives:
        forms = [form for form in forms if form.life in mode.lives]
    rank = {service: index for index, service in enumerate(mode.first if mode is not None and mode.first else station.first)}
    return sorted(in_order(forms), key=lambda form: (rank.get(form.id, len(rank)), form.station != station.name))


def fees_now(form: FormDef, at: datetime) -> list[Fee]:
    """Counter fees that hold at that moment, whatever their conditions: what a caller asks on the telephone."""
    return [fee for fee in form.fees if fee.channel == "counter" and fee.from_ <= at and (fee.to is None or at < fee.to)]


def other_channels(form: FormDef, at: datetime) -> list[Fee]:
    """What the same paper costs online or at a kiosk."""
    return [fee for fee in form.fees if fee.channel in ("online", "kiosk") and fee.from_ <= at and (fee.to is None or at < fee.to)]
