"""Records for the measurement of sync: birth filings of invented people, about 600 bytes of JSON with Korean text, one case each.

Every value is drawn anew for every record, so that compression finds no more than it would in a year of real filings.
"""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

from app.domain.entries import CaseReceived
from app.domain.sampling import People

_BORN = date(2026, 10, 20)
_WISHES = (
    "출생증명서 원본을 돌려받기를 원함",
    "이름의 한자는 나중에 추후보완 신고하기로 함",
    "부모가 함께 와서 신고함",
    "혼인관계 확인을 위하여 가족관계증명서를 전산으로 확인함",
    "처리 결과를 문자로 알려 달라고 함",
    "양육수당과 출산지원금 신청을 함께 안내함",
)


class Filings:
    """The same records for the same seed. `sealed`: with the resident numbers of two people, as a desk would seal them."""

    def __init__(self, people: People, seed: int, *, sealed: bool = False) -> None:
        self._people, self._random, self._sealed = people, Random(seed), sealed
        self._weights = [each.weight for each in people.surnames]

    def next(self, number: str) -> CaseReceived:
        """One more filing under that number."""
        random = self._random
        father, mother = self._name(), self._name()
        born = _BORN - timedelta(days=random.randrange(30))
        applicant: dict[str, object] = {
            "name": father,
            "phone": f"0100{random.randrange(10**7):07d}",
            "id_document": random.choice(("resident_card", "driving_licence", "passport", "mobile_id")),
            "birth_date": self._date_of(25, 45),
            "address": self._address(),
        }
        answers: dict[str, object] = {
            "filer_capacity": random.choice(("father", "mother", "relative", "midwife")),
            "child_name": father[0] + self._given(),
            "child_sex": random.choice(("female", "male")),
            "born_at": f"{born.isoformat()}T{random.randrange(24):02d}:{random.randrange(60):02d}",
            "in_marriage": "yes",
            "mother_name": mother,
            "mother_birth_date": self._date_of(22, 42),
            "registration_base": self._address(),
            "sms_consent": random.random() < 0.8,
            "leaflet": random.random() < 0.5,
            "remark": random.choice(_WISHES),
        }
        if self._sealed:
            applicant["rrn"], answers["mother_rrn"] = random.randbytes(42), random.randbytes(42)
        return CaseReceived(
            number=number,
            service="birth_filing",
            life="filing",
            form_version=1,
            applicant=applicant,
            answers=answers,
            papers={"birth_certificate": "submitted", "filer_id": "submitted"},
            lookups={"rrn": [random.randbytes(16), random.randbytes(16)]} if self._sealed else {},
        )

    def _name(self) -> str:
        return self._random.choices(self._people.surnames, weights=self._weights)[0].name + self._given()

    def _given(self) -> str:
        male = self._random.random() < 0.5
        parts = (self._random.choice(self._people.first), self._random.choice(self._people.second))
        return "".join(part.male if male else part.female for part in parts)

    def _date_of(self, youngest: int, oldest: int) -> str:
        return (_BORN - timedelta(days=self._random.randrange(youngest * 365, oldest * 365))).isoformat()

    def _address(self) -> str:
        return f"{self._people.district} {self._random.choice(self._people.roads)} {self._random.randrange(1, 300)}"
