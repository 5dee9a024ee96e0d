"""The words of all languages -> the patterns by which `scan` knows each piece of a dose."""

from __future__ import annotations

import re
from functools import cache

from voicefoot.reading.importing.plain_words import TAKEN
from voicefoot.reading.importing.words import (
    ADJECTIVES,
    AS_MANY,
    BETWEEN,
    BODY,
    BREATHS,
    COUNTS,
    EACH,
    HOLD,
    HOURS,
    MINUTES,
    REPS,
    REST,
    ROUNDS,
    SECONDS,
    SETS,
)

NUMBER = r"\d{1,5}(?:[.,]\d{1,2})?"
_MINUTES_WRITTEN = r"\d{1,3}\s*(?:min(?:ute)?[ns]?|minutos|mins)\b"
IN_ALL = re.compile(
    rf"(?:about |ca\.? |~)?{_MINUTES_WRITTEN}\.?\s*(?:in )?(?:total|all|altogether|insgesamt|overall)\b"
    rf"|\b(?:total|overall|insgesamt|en total)\s*(?:time)?\s*[:=]?\s*{_MINUTES_WRITTEN}",
    re.IGNORECASE,
)
"""How long the whole takes: no dose of anything in it."""
SEND_OFF = re.compile(
    r"\b(?:on|in|alle|leaving)\s+(?:the\s+)?\d{0,2}:\d\d\b|@\s*\d{1,2}:\d\d\s*/\s*(?:k?m|mi)\b", re.IGNORECASE
)
"""When the next lap begins, or how fast it is: no time to move for."""


class DosePatterns:
    """The patterns of one language, each for a piece of a dose."""

    def __init__(self, language: str) -> None:
        between = (
            r"\s*(?:-|to|bis|hasta|or|oder|tot|a)\s*"
            if language == "de"
            else r"\s*(?:-|to|bis|hasta|or|tot|a|à|o|ou)\s*"
        )
        whole = r"(\d{1,5})(?:" + between + r"(\d{1,5}))?"
        unit = f"(?:{SECONDS}|{MINUTES}|{HOURS}|{COUNTS})"
        time = (
            rf"(?:(?P<clock>\d{{1,2}}:\d\d(?::\d\d)?)(?:\s*(?:min\w*|h|hrs?)\b\.?)?"
            rf"|(?P<mixed>\d+\s*(?:{MINUTES}|m)\s*(?:and\s*|und\s*|y\s*|et\s*)?\d+\s*(?:{SECONDS}))"
            rf"|(?P<low>{NUMBER})(?:\s*(?P<first_unit>{unit}))?(?:{between}(?P<high>{NUMBER}))?\s*-?\s*(?P<unit>{unit}))"
        )
        of_each = r"(?:x|of|de|à|a|da|von|mit|zu|for|per|at|@|:|,)"
        of_what = (
            rf"(?:{BETWEEN}\s*(?:the\s+|each\s+|den\s+|die\s+|las\s+|los\s+|les\s+|every\s+)?"
            r"(?P<what>[\w-]+))"
        )
        some = rf"\d{{1,5}}(?:{between}\d{{1,5}})?"
        set_joint = "à" if language == "de" else "x"
        joint_after_sets = rf"(?:{SETS}|{ROUNDS})\s*(?:{of_each}|-)?"
        side = rf"(?:the\s+|your\s+|dem\s+|der\s+|la\s+|el\s+)?(?P<side>{BODY})\b"

        def compiled(pattern: str) -> re.Pattern[str]:
            return re.compile(pattern, re.IGNORECASE)

        self.how_long = compiled(
            rf"\b(?P<kind>emom|amrap|e\d+mom)\b\s*(?:for|x|:|-|,)?\s*(?:{time}"
            rf"|(?P<bare>\d{{1,2}}\b(?!\s*x)))?"
            rf"|{time.replace('P<', 'P<f_')}\s*-?\s*(?P<kind2>emom|amrap|e\d+mom)\b"
        )
        self.rest_before = compiled(
            rf"(?:with\s+|then\s+|mit\s+|con\s+|avec\s+)?(?:a\s+|an?\s+)?(?<!\w){REST}\s*(?:time|period"
            rf"|for|of|von|de|di|:|=|-|~|about|up to)*\s*(?:up to\s*|about\s*|a\s+)?{time}"
            rf"(?:\s*(?:(?:of\s*)?{REST}))?(?:\s*(?:after\s*|in\s*)?{of_what})?"
        )
        self.rest_after = compiled(
            rf"(?:with\s+|mit\s+|con\s+|avec\s+)?(?:a\s+|an?\s+)?{time}\s*-?\s*(?:of\s+|de\s+|di\s+|d')?"
            rf"(?:{REST}(?:\s*{of_what})?|{of_what.replace('what', 'what2')})"
        )
        self.bare_rest = compiled(rf"{REST}\s*(?:[:=]\s*)?(?P<low>\d{{2,3}})\b(?!\s*(?:x|-|/|{REPS}|%))")
        self.tempo = compiled(
            r"(?:\btempo\b|\bcadence\b)\s*[:=(]?\s*(?P<parts>\d{1,2}(?:\s*[-/.:]\s*[\dxX]{1,2}){2,3}"
            r"|[\dxX]{4}\b"
            r"|\d{3}\b(?!\s*bpm))\)?|@\s*(?P<parts3>\d-\d-\d(?:-\d)?|(?!0{4}|19\d\d|20\d\d)\d{4}(?!\s*[\w.:%]))\b"
            r"|(?<=\d), ?(?P<parts4>(?!0{4}|19\d\d|20\d\d)\d{4}(?!\s*[\w.:%]))\b"
            r"|(?P<parts2>\b\d-\d-\d(?:-\d)?)\s*tempo\b"
        )
        self.bpm = compiled(
            r"(?:(?:tempo|at|@)\s*:?\s*)?(?P<bpm>\d{2,3}(?:\s*-\s*\d{2,3})?)\s*(?:bpm|beats "
            r"(?:per|a) minute)\b"
        )
        self.both_sides = compiled(
            rf"(?<![\d/.,:-])(?<!rpe )(?<!pain )(?<!level )(?P<times>x\s*)?(?P<one>\d{{1,3}})\s*/\s*(?P=one)"
            rf"(?![\d/.:]|\s*(?:x|kg|lb|{SETS}|{SECONDS}|{MINUTES}))(?P<reps>\s*(?:{REPS}))?"
        )
        self.phases = compiled(
            rf"(?P<down>{NUMBER})\s*-?\s*(?:{SECONDS})\s*(?:down|lowering|eccentric|runter"
            rf"|ab)\b[\s,/;]*(?:and\s*)?"
            rf"(?:(?P<held>{NUMBER})\s*-?\s*(?:{SECONDS})\s*(?:hold|pause|halten)\b[\s,/;]*(?:and\s*)?)?"
            rf"(?P<up>{NUMBER})\s*-?\s*(?:{SECONDS})\s*(?:up|lifting|concentric|hoch|auf)\b"
        )
        self.every = compiled(
            rf"\b(?:one|1|a rep|one rep|1 rep|una|eine|une)\s*(?:rep(?:etition)?\s*)?(?:every"
            rf"|alle|cada|toutes les)\s*(?P<low>{NUMBER})\s*(?:{SECONDS})"
        )
        self.load = compiled(
            rf"\(?\s*(?:(?:@|at|with|w/|mit|con|avec|je|a|of"
            rf"|x)\s*)?(?!(?:(?<=x )|\d+\s*x\s*)\d+\s*,)(?<![\d.-])"
            rf"(?P<load>(?:(?<!x )\d+\s*x\s*)?{NUMBER}(?:\s*[-/,]\s*{NUMBER})*\s*"
            rf"(?:kgs?|kilos?|kg|lbs?|pounds?|pfund|#)\b(?:\s*/\s*{NUMBER}\s*(?:kgs?|lbs?)\b)*)"
            rf"(?P<more>\s*(?:dumbbells?|kettlebells?|barbell|kb|db|hanteln?|each hand|per hand|je hand"
            rf"|plate|vest)\b)?\s*\)?"
        )
        self.sides = compiled(
            rf"\(?\s*(?:(?:(?<![^\W\d])|(?=/))(?:{EACH})\s*{side}"
            rf"|\be[/.]?s\b(?:ide)?|\bp/s\b|\beach\b(?!\s*[:\w])|\bea\b\.?|(?<=\d)e\b"
            rf"|\bje\b(?=\s*(?:$|[,;.)]))|"
            rf"\b(?:l\s*[/+&]\s*r|r\s*[/+&]\s*l|l and r|left (?:and|then|&|/|\+) right|right (?:and|then|&"
            rf"|/|\+) left|links (?:und|/|&|\+)\s*rechts|rechts (?:und|/|&|\+)\s*links"
            rf"|izquierda y derecha|derecha e izquierda|gauche et droite|droite et gauche|beidseitig"
            rf"|beidseits|unilateral|bilaterally)\b"
            rf"|(?<=\d)\s*(?:a|on the)\s+(?P<a_side>{BODY})\b)\s*\)?"
        )
        self.other_side = compiled(
            rf"(?:(?:then|and|danach|dann|puis|luego)[,\s]*)?(?:and\s*)?(?:repeat|switch|swap|change|same"
            rf"|do the same|wiederholen|wechseln|wechsel|repita|repite|cambia|répétez|changez)\b"
            rf"[^.;,]{{0,30}}?\b(?:(?:on|with|to|for|mit|auf|con|avec|de|a|the|dem|der|den|die|el|la|l'"
            rf"|del|du|sur|in)\s*)*"
            rf"(?:other|opposite|andere[nrms]?|otr[oa]|opuest[oa]|contraria|autre)\s*(?P<side>{BODY})\b"
        )
        self.one_side = compiled(
            rf"\b(?:only |nur )?(?P<which>left|right|linke[rsnm]?"
            rf"|rechte[rsnm]?)\s+(?P<side>{BODY})\s*(?:only|nur)?\b(?=\s*(?:$|[,;.)]))"
        )
        self.sets_reps_time = compiled(rf"{whole}\s*x\s*{whole}\s*(?:{REPS})?\s*(?:x|@|à|a|of|for)\s*{time}")
        self.sets_time = compiled(
            rf"(?<![\w.,:/]){whole}\s*(?:{SETS}|{REPS}"
            rf"|{ROUNDS})?\s*(?:(?!(?<=\d),){of_each}\s*)+{time}(?P<held>\s*(?:{HOLD}))?"
            rf"|(?P<s2>\d{{1,3}})\s*(?:{SETS})\s+{time.replace('P<', 'P<t_')}"
        )
        self.sets_breaths = compiled(rf"{whole}\s*(?:{SETS})?\s*{of_each}\s*{whole}\s*{BREATHS}")
        self.sets_reps = compiled(
            rf"(?<![\w.,:/])(?P<s1>\d{{1,3}})(?:{between}(?P<s1b>\d{{1,2}}))?\s*(?:{joint_after_sets}|x"
            rf"|(?<=\d)\s?{set_joint}\s?(?=\d))\s*(?:jeweils\s*)?"
            rf"(?P<r1>{some}(?:\s*[/,+]\s*{some}(?![\d:]*\s*(?:{SETS}|{SECONDS}|kg"
            rf"|lb)))*)(?!\d)\s*\+?(?:\s*(?:{REPS}))?"
            rf"|(?P<r3>{some})\s*(?:{REPS})\s*(?:x|for|,|in|/|\|"
            rf"|-)?\s*(?P<s3>\d{{1,3}})(?:{between}(?P<s3b>\d{{1,2}}))?\s*(?:{SETS})"
            rf"|(?P<r4>{some})\s*(?:{REPS})\s*x\s*(?P<s4>\d{{1,2}})(?P<s4b>)(?=\s*(?:$|[,;.)(]))"
        )
        self.labelled = compiled(
            rf"\b(?:(?P<sets>{SETS})|(?:reps?|repetitions?|wdh\.?|wiederholungen|repeticiones|répétitions))"
            rf"\s*[:=]\s*(?P<n>\d{{1,5}})(?:{between}(?P<m>\d{{1,5}}))?(?!\s*(?:x|{SECONDS}|{MINUTES}|/"
            rf"|,\s*\d))"
        )
        self.sets_many = compiled(
            rf"(?P<s1>\d{{1,3}})\s*(?:{SETS})?\s*(?:x|of|de|à|a|von|:"
            rf"|-)?\s*(?={AS_MANY.pattern})"
        )
        self.sets = compiled(
            rf"(?:for\s+|in\s+)?{whole}\s*(?:more\s+|working\s+)?(?P<kind>{SETS}|{ROUNDS})"
            rf"|\b(?P<kind2>{SETS}|{ROUNDS})\s*[:=x]\s*(?P<n2>\d{{1,3}})"
        )
        self.hold = compiled(
            rf"(?<!hollow )(?<!\w)(?P<word>{HOLD})(?P<what_is_held>(?:\s+(?!\d)[^\W\d]+){{0,5}}?)"
            rf"\s*(?:for|f(?:ü|ue)r"
            rf"|durante|por|pendant|per|about|circa|ca\.?|approx\.?|up to|[:=(~-])*\s*(?:a count of |at "
            rf"least |mindestens |1 to 2 |about |up to )?(?:{time}|{whole}\s*{BREATHS}"
            rf"|(?P<bare>\d{{1,3}})(?=\s*(?:$|[,;.)])))"
        )
        self.time_held = compiled(rf"{time}\s*-?\s*(?:(?:isometric|static|lang)\s*)?(?<!\w)(?:{HOLD})")
        self.breaths = compiled(rf"{whole}\s*{BREATHS}")
        self.time = compiled(
            rf"(?:for\s+|f(?:ü|ue)r\s+|durante\s+|por\s+|pendant\s+)?(?:about\s+|ca\.?\s+"
            rf"|~\s*)?(?<![\w.,:]){time}(?![\w%])"
            r"(?!\.?\s*-?\s*(?:down|up|lower(?:ing)?|to lower|(?:ec|con)centric|lifting|negative|runter|hoch"
            r"|herunter|absenken|ablassen|exzentrisch|konzentrisch)\b)(?P<on>\s*(?:on|work|an)\b)?"
        )
        self.several = compiled(
            rf"(?<![\w.,:/-])(?P<all>\d{{1,3}}(?:\s*[-/,]\s*\d{{1,3}}){{2,}})(?![\w:/%.-]*\d)(?:\s*(?:{REPS}))?"
        )
        self.reps = compiled(
            rf"(?:(?:repeat|wiederhol(?:en|e)|repetir|repita|répéter|répétez"
            rf"|x)\s*(?:this\s*)?(?:for\s*)?)?(?<![\w.,:/]){whole}(?:\s*(?:(?:{ADJECTIVES})\s+){{0,2}}(?:{REPS}))"
            rf"|\bx\s*{whole}\b(?!\s*(?:{SETS}))|(?<![\w.,:/]){whole}\s*x(?=\s*(?:$|[^\d\s]|\s))"
            rf"|\b(?P<kind>reps?|repetitions?|wdh\.?|wiederholungen|repeticiones"
            rf"|répétitions)\s*[:=]\s*(?P<n>\d{{1,5}})(?:{between}(?P<m>\d{{1,5}}))?"
        )
        self.bare = compiled(rf"(?<![\w.,:/%#@$-]){whole}(?=\s*(?:$|[,;.)(]|{TAKEN}|\s-\s))")
        self.head = compiled(
            rf"^[{TAKEN}\s:,;-]*(?:do|perform|complete|try|aim for|work up to|start with"
            rf"|mach(?:en)?|haz|hacer"
            rf"|faire|faites)?\s*(?:{whole})\s+(?=[^\W\d])"
        )


@cache
def dose_patterns(language: str) -> DosePatterns:
    """Return the patterns of `language`, a tag."""
    return DosePatterns(language)
