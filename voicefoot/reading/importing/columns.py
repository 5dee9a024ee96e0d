"""The heading of a column -> what the column holds, and in which unit."""

from __future__ import annotations

import re
from dataclasses import dataclass

from voicefoot.reading.importing.plain_words import plain
from voicefoot.text import folded

_ROLES = {
    "name": "exercise exercises name movement exercise_name workout_exercise drill activity move what "
            "interval step title übung uebung übungen ejercicio ejercicios nombre"
            " exercice exercices nom mouvement esercizio esercizi exercício exercicio oefening ćwiczenie",
    "sets": "sets set series série séries serie sätze saetze satz number_of_sets no_of_sets of_sets "
            "sets_count rounds reeksen durchgänge runden target_sets",
    "reps": "reps rep repetitions repetition repeats reps_per_set number_of_reps no_of_reps wiederholungen "
            "wdh wdhl whl repeticiones répétitions repetitions_per_set"
            " répét reps_secs reps_time ripetizioni repetições herhalingen volume dose dosage prescription "
            "sets_reps sets_x_reps sätze_wdh reps_duration target_reps amount umfang dosierung dosis",
    "hold": "hold holds hold_time hold_for halten haltezeit haltedauer mantener isometric hold_duration "
            "maintien tenue tenere",
    "time": "time duration seconds secs work work_time length dauer zeit tiempo duración duracion durée "
            "temps minutes tempo_di_lavoro durata duração tijd",
    "rest": "rest rests rest_time rest_between_sets rest_period break pause pausen pausa descanso repos "
            "récupération recovery recupero rust rest_interval satzpause rest_after",
    "load": "weight load resistance gewicht last peso carga charge poids kg lbs lb kilos band intensity_kg "
            "widerstand target_weight",
    "sides": "side sides each_side per_side seite seiten beidseitig lado lados côté côtés unilateral "
             "both_sides leg legs limb lato",
    "tempo": "tempo cadence rhythm",
    "notes": "notes note comment comments remark remarks tips tip cues cue coaching coaching_cues "
             "coaching_points form hints bemerkung bemerkungen hinweis hinweise notiz notizen kommentar"
             " notas nota consejos observaciones remarques conseils commentaire technique precautions "
             "caution tipps anmerkung anmerkungen note_tecniche",
    "text": "description instructions instruction how how_to say text details ausführung beschreibung "
            "anleitung descripción descripcion instrucciones consignes how_to_do_it execution durchführung",
    "position": "position start_position starting_position ausgangsposition ausgangsstellung posición",
    "equipment": "equipment gear material geräte gerät hilfsmittel equipo matériel needed",
    "link": "link url video video_link video_url",
    "order": "set_order set_number set_no set_index set_nr",
    "block": "block section group phase circuit superset workout workout_name day session part "
             "category_block abschnitt teil bloque tag día jour",
    "unit": "weight_unit unit",
    "often": "frequency per_day how_often häufigkeit frecuencia fréquence times_per_day",
    "ignore": "# label no nr id order date datum fecha index n",
}  # fmt: skip
_ROLE_OF = {word: role for role, words in _ROLES.items() for word in words.split()}
DOSE_ROLES = {"sets", "reps", "hold", "time"}
_UNITS = (
    (re.compile(r"(?:^|[\s_(\[/])(?:mins?|minutes?|minuten|minutos)[)\]]?$", re.IGNORECASE), 60.0),
    (
        re.compile(
            r"(?:^|[\s_(\[/])(?:s|secs?|seconds?|sek|sekunden|seg|segundos|secondes)\.?[)\]]?$", re.IGNORECASE
        ),
        1.0,
    ),
)


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table. `role` is what it holds, a key of `_ROLES`; "" if that is not known."""

    role: str
    heading: str
    seconds: float | None
    """The unit that its heading tells, in seconds."""


def role_of(heading: str) -> str | None:
    """Return what a column with `heading` holds; None if that is not known."""
    return column_of(heading).role or None


def column_of(heading: str) -> Column:
    """Return the column that `heading` stands above."""
    words = plain(heading).replace("*", "").strip()
    seconds = next((value for pattern, value in _UNITS if pattern.search(words)), None)
    key = _key(words)
    role = _ROLE_OF.get(key)
    if role is None:
        bare = _key(re.sub(r"[(\[].*?[)\]]", "", words))
        for pattern, _ in _UNITS:
            bare = (_ROLE_OF.get(bare) and bare) or _key(pattern.sub("", bare.replace("_", " ")))
        role = _ROLE_OF.get(bare) or _ROLE_OF.get(re.sub(r"_?(?:kg|lbs?|kilos?)$", "", bare))
    if role is None:
        first, *others = re.split(r"_?(?:/|x|×)_?", key) if re.search(r"[/x×]", key) else [key]
        if others and _ROLE_OF.get(first.strip("_")) in DOSE_ROLES:
            role = "reps"
    return Column(role or "", heading.strip(), seconds)


def _key(words: str) -> str:
    return re.sub(r"[\s_.:?\-]+", "_", folded(words)).strip("_")
