"""Times of day and ordinals, in each language that writes them with signs of its own."""

from __future__ import annotations

import pytest

from voicefoot.language.packs import language_pack
from voicefoot.language.written_to_spoken import speaker_of

SAID = {
    "de": {
        "Um 7:30 Uhr.": "Um sieben Uhr dreißig.",
        "Ab 18.05 Uhr üben.": "Ab achtzehn Uhr fünf üben.",
        "Um 1:00.": "Um ein Uhr.",
        "Die 2. Wiederholung.": "Die zweite Wiederholung.",
        "Am 3. Tag im 2. Satz.": "Am dritten Tag im zweiten Satz.",
        "2. Satz, 21. Tag": "zweiter Satz, einundzwanzigster Tag",
        "Jede 2. Woche": "Jede zweite Woche",
        # What is no time of day, and no ordinal.
        "1:30 Pause": "eine Minute und dreißig Sekunden Pause",
        "Satz 2. Dann Pause.": "Satz zwei. Dann Pause.",
        "1.5 kg": "eins Komma fünf Kilo",
    },
    "pl": {
        "o 7:30": "o siódmej trzydzieści",
        "o godz. 18:05": "o godzinie osiemnastej pięć",
        "od godziny 7:00": "od godziny siódmej",
        "2. seria": "druga seria",
        "w 2. serii": "w drugiej serii",
        "Zrób 3. serię.": "Zrób trzecią serię.",
        "3. dzień": "trzeci dzień",
        "w 21. dniu": "w dwudziestym pierwszym dniu",
        "1:30 przerwy": "minutę i trzydzieści sekund przerwy",
        "Seria 2. Teraz odpocznij.": "Seria dwa. Teraz odpocznij.",
    },
    "fr": {
        "à 7:30": "à sept heures trente",
        "à 1:00": "à une heure",
        "à 18 h 05": "à dix-huit heures zéro cinq",
    },
    "es": {
        "a las 7:30": "a las siete y treinta",
        "a la 1:15": "a la una y quince",
        "el 3.er día": "el tercer día",
    },
    "it": {"alle 7:30": "alle sette e trenta", "il 3° giorno": "il terzo giorno", "90°": "novanta gradi"},
    "pt-BR": {"às 18:05": "às dezoito e cinco", "à 1:00": "à uma hora", "às 7h": "às sete horas"},
    "nl": {
        "om 7.30 uur": "om zeven uur dertig",
        "om 7:00": "om zeven uur",
        "de 3de dag": "de derde dag",
        "de 2e set": "de tweede set",
    },
    "ja": {"今日は午後6:30に": "今日は午後六時三十分に", "朝7:00": "朝七時"},
    "zh": {"早上7:30": "早上七点三十分", "下午2:00": "下午两点"},
}  # fmt: skip


@pytest.mark.parametrize(
    ("language", "written"), [(language, text) for language, texts in SAID.items() for text in texts]
)
def test_they_are_said_as_what_they_are(language: str, written: str) -> None:
    say = speaker_of(language_pack(language))
    assert say(written) == SAID[language][written]
    assert say(say(written)) == say(written)
