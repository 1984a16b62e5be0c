"""A Korean keyboard (두벌식) and its input method: which syllables those keys write."""

from __future__ import annotations

CONSONANTS = dict(zip("rRseEfaqQtTdwWczxvg", "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ", strict=True))
VOWELS = dict(zip("koiOjpuPhynbml", "ㅏㅐㅑㅒㅓㅔㅕㅖㅗㅛㅜㅠㅡㅣ", strict=True))
TWO_VOWELS = {"ㅗㅏ": "ㅘ", "ㅗㅐ": "ㅙ", "ㅗㅣ": "ㅚ", "ㅜㅓ": "ㅝ", "ㅜㅔ": "ㅞ", "ㅜㅣ": "ㅟ", "ㅡㅣ": "ㅢ"}
TWO_FINALS = dict(
    zip(["ㄱㅅ", "ㄴㅈ", "ㄴㅎ", "ㄹㄱ", "ㄹㅁ", "ㄹㅂ", "ㄹㅅ", "ㄹㅌ", "ㄹㅍ", "ㄹㅎ", "ㅂㅅ"], "ㄳㄵㄶㄺㄻㄼㄽㄾㄿㅀㅄ", strict=True)
)
NO_FINAL = "ㄸㅃㅉ"


def jamo(key: str) -> str:
    if key not in CONSONANTS and key not in VOWELS:
        key = key.lower()
    return CONSONANTS.get(key) or VOWELS.get(key) or ""


def composed(initial: str, vowel: str, final: str) -> str:
    """One syllable, or what stands there of it."""
    if not (initial and vowel):
        return initial + vowel
    at = ["ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ".index(initial), "ㅏㅐㅑㅒㅓㅔㅕㅖㅗㅘㅙㅚㅛㅜㅝㅞㅟㅠㅡㅢㅣ".index(vowel)]
    tail = " ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ".index(final) if final else 0
    return chr(0xAC00 + (at[0] * 21 + at[1]) * 28 + tail)


def written(keys: str) -> str:
    """What an input method makes of those keys: a consonant behind a syllable closes it, until a vowel takes it away again."""
    done, initial, vowel, final = "", "", "", ""

    def finish() -> None:
        nonlocal done, initial, vowel, final
        done += composed(initial, vowel, final)
        initial = vowel = final = ""

    for key in keys:
        this = jamo(key) if key.isalpha() else ""
        if not this:
            finish()
            done += key
        elif this in CONSONANTS.values():
            if initial and vowel and not final and this not in NO_FINAL:
                final = this
            elif final and final + this in TWO_FINALS:
                final = TWO_FINALS[final + this]
            else:
                finish()
                initial = this
        elif final:
            parts = next((pair for pair, both in TWO_FINALS.items() if both == final), final)
            final, taken = parts[:-1], parts[-1]
            finish()
            initial, vowel = taken, this
        elif vowel + this in TWO_VOWELS:
            vowel = TWO_VOWELS[vowel + this]
        else:
            if vowel:
                finish()
            vowel = this
    finish()
    return done
