"""The words by which people say what they want to read and what not, in nine languages. Data for `profile.py`."""

import re
from typing import Literal

Kind = Literal["topics", "leave_outs", "authors", "venues", "categories", "aside"]
"""What a line may be."""

HEADINGS: tuple[tuple[Kind, re.Pattern[str]], ...] = (
    (
        "leave_outs",
        re.compile(
            r"(?:papers? |topics? |things? )?(?:(?:that )?(?:i am|i'm|we are|we're|are|is) )?"
            r"(?:irrelevant|not (?:relevant|interested(?: in)?|interesting|wanted|for (?:me|us))|unwanted|uninteresting"
            r"|no interest(?: in)?|excluded?|exclusions?|leave[ -]?outs?|avoid|ignore|skip|muted?|negatives?|dislikes?"
            r"|without|never|no|not|out of scope|off[ -]topic|less of|do(?: not|n't) (?:want|send|show)(?: me| us)?"
            r"|nicht (?:relevant|interessiert(?: an)?|gewünscht)|uninteressant|kein interesse(?: an)?|ohne"
            r"|ausgeschlossen"
            r"|pas int[ée]ress[ée](?:e|s)?(?: par)?|[àa] exclure|exclus|sans int[ée]r[êe]t"
            r"|no me interesan?|excluir|irrelevantes?|n[ãa]o me interessam?|non mi interessan?o?|escludere|irrilevante"
            r"|不感兴趣|不想看|排除|不相关|無關|無关|興味(?:が)?ない|興味なし|除外|対象外|관심 ?없음|제외)"
            r"(?: (?:topics?|papers?|work|keywords?|lines?))?"
        ),
    ),
    (
        "authors",
        re.compile(
            r"(?:(?:favou?rite|followed|known|preferred) )?(?:authors?|people|researchers?|names|following|follow)"
            r"|autor(?:en|es|as?)?|auteurs?|autori|作者|著者|저자"
        ),
    ),
    (
        "venues",
        re.compile(
            r"(?:(?:favou?rite|preferred) )?(?:venues?|journals?|conferences?)(?: and (?:venues|journals|conferences))?"
            r"|zeitschriften|konferenzen|revues|conférences|revistas|congresos|期刊|会议|会議|学会|저널|학회"
        ),
    ),
    ("categories", re.compile(r"(?:arxiv )?(?:categor(?:y|ies)|lists?|kategorien?|cat[ée]gories?|分类|分類)")),
    (
        "topics",
        re.compile(
            r"(?:(?:(?:my|our|the|highly|most) )*(?:relevant|interests?|interested(?: in)?|interesting|wanted|topics?"
            r"|keywords?|likes?|include[ds]?|positives?)(?: (?:topics?|papers?|in|lines?))?)"
            r"|(?:i am|i'm|we are|we're) interested(?: in)?|i (?:like|want|read|work on)|we (?:like|want|read|work on)"
            r"|interessen|themen|relevante?s?|int[ée]r[êe]ts|sujets|th[èe]mes|intereses|temas|interesses|interessi|argomenti"
            r"|感兴趣|兴趣|主题|関心|興味|トピック|관심|주제"
        ),
    ),
    ("aside", re.compile(r"(?:notes?|about me|bio|instructions?|summary|hinweis|remarque|nota|说明|備考)")),
)
"""What a heading or a label, in small letters and without its colon, announces; the first that fits."""

AGAINST = re.compile(
    r"(?:,?\s*\b(?:but|and|though|however|yet)\s+)?"
    r"(?:\b(?:(?:i|we)(?:'m| am|'re| are)\s+)?(?:not|never)\s+(?:\w+\s+)?interested\s+in\b"
    r"|\b(?:(?:i|we)\s+)?(?:have|has|with)?\s*no\s+interest\s+in\b"
    r"|\b(?:(?:i|we|please)\s+)?(?:do\s+not|don't|dont)\s+(?:really\s+)?"
    r"(?:care|want|need|like|send|show|read|include|bother)\b(?:\s+(?:me|us|about|for|to\s+(?:see|read)|with))*"
    r"|\b(?:but|and)\s+(?:not|no|nothing\s+(?:on|about))\b"
    r"|,\s*(?:not|no|nothing\s+(?:on|about))\b|\bnothing\s+(?:on|about)\b|\b(?:except|excluding|other\s+than|apart\s+from)(?:\s+for)?\b"
    r"|^\s*(?:please\s+)?(?:avoid|exclude|ignore|leave\s+out|mute|no|not|never|no\s+more|skip\s+(?:all|any|every\w*|papers?))(?:\s+(?:papers?|work|anything)\s+(?:on|about))?\s"
    r"|\b(?:ich\s+)?(?:interessiere\s+mich\s+)?nicht\s+(?:für|interessiert\s+an)\b|\b(?:aber\s+)?(?:kein(?:e|en)?\s+interesse\s+an|keine?n?)\b|,\s*(?:aber\s+)?nicht\b(?:\s+(?:für|an))?|\baußer\b"
    r"|\b(?:mais\s+)?pas\s+(?:de|d'|du|des|intéressé(?:e|s)?\s+par)\s*|\bsauf\b"
    r"|\b(?:pero\s+)?no\s+me\s+interesan?\b|\bexcepto\b|\bsalvo\b|\b(?:mas\s+)?não\s+me\s+interessam?\b|\bexceto\b|\b(?:ma\s+)?non\s+mi\s+interessan?o?\b|\btranne\b"
    r"|(?:但是?)?(?:对|我)?(?:不感兴趣|不想看|不要|不喜欢|除了|排除)[的:]?|に(?:は)?興味(?:が|は)?ない|は?除く|를?\s*제외)",
    re.IGNORECASE,
)
"""Where, in a sentence, what is not wanted begins."""

FOR = re.compile(
    r"^(?:(?:(?:i|we)(?:'m| am|'re| are)?|my team|our (?:group|lab|team))\s+)?"
    r"(?:(?:really|mainly|mostly|also|especially|very)\s+)*"
    r"(?:interested\s+in|works?\s+on|working\s+on|like|love|care\s+about|follow|read|study|research|want|need|looking\s+for)\b"
    r"(?:\s+to\s+(?:read|see|know|hear))?"
    r"|^(?:ich\s+)?interessiere\s+mich\s+(?:sehr\s+)?für\b|^je\s+(?:m'intéresse\s+(?:à|aux?)|travaille\s+sur)|^me\s+interesan?\b|^interesso-me\s+por\b|^mi\s+interessan?o?\b"
    r"|^我?(?:对|想看|关注|喜欢)",
    re.IGNORECASE,
)
"""How a sentence that says what is wanted begins."""

_NAMES = r"(?P<names>(?-i:[A-ZÀ-Þ])[^.:]{2,300})\.?$"
AUTHOR = re.compile(
    r"^(?:(?:i|we)\s+)?(?:(?:always\s+)?(?:follow|include|read|like|want)\s+)?(?:(?:every|any)thing|(?:all\s+)?(?:papers|work))\s+(?:by|from|of)\s+"
    + _NAMES,
    re.IGNORECASE,
)
VENUE = re.compile(
    r"^(?:(?:i|we)\s+)?(?:(?:always\s+)?(?:follow|include|read|like|want)\s+)?(?:papers|work|articles)\s+(?:published|accepted|presented|appearing)\s+(?:at|in|by)\s+"
    + _NAMES,
    re.IGNORECASE,
)
CATEGORY = re.compile(r"\b[a-z][a-z-]{1,9}(?:\.[A-Za-z]{2}(?:-[a-z]{2,4})?)?(?=$|[\s,;)])")

LEAD_IN = re.compile(
    r"^(?:\s*(?:(?:new|recent)\s+)?(?:papers?|work|articles?|anything|everything|something|research)\s+(?:on|about|around|in|related\s+to)\s+|\s*(?:on|about|and|or|for|in|the|any)\s+)+",
    re.IGNORECASE,
)
"""What stands before a topic and is no part of it."""
