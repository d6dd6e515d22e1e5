"""Which language a sentence is in, as far as we can answer in it: by its letters, or by its small words. Pure."""

import re

from retrieval.text.words import STOPWORDS

ENGLISH = "en"

_SCRIPTS = (
    ("ja", re.compile(r"[\u3040-\u30ff]")),
    ("ko", re.compile(r"[\uac00-\ud7af\u1100-\u11ff]")),
    ("zh", re.compile(r"[\u4e00-\u9fff]")),
    ("ru", re.compile(r"[\u0400-\u04ff]")),
)
_SPANISH = ("¿", "¡")
"""No other language of ours opens a sentence so."""
"""Japanese before Chinese: it has letters of its own among the characters that both use."""
_LETTER = re.compile(r"[^\W\d_]")
_OF_SCRIPT = 0.3
"""Least share of the letters that are of a script: names and formulas in a sentence are Latin."""

_SMALL_WORDS = {
    ENGLISH: """the of and to is are was were be been it its this that these those what which who whom how why when
        where does do did can could would should will has have had not with from for by as at or if than then there
        their they them we you your our about into between much many any""",
    "de": """der die das den dem des ein eine einen einem einer und oder ist sind war waren wird werden wie was warum
        wieso weshalb welche welcher welches welchen wer wo wann nicht kein keine mit von vom für auf aus bei über durch
        zu zum zur im als auch sich es sie er wir ich viel viele mehr schneller besser dass hat haben kann gibt
        dieser diese dieses in ohne an am""",
    "fr": """le la les l un une des du de d et ou est sont était être que qu quel quelle quels quelles qui où quand
        comment pourquoi combien ne pas n avec pour par sur dans en au aux ce cette ces cet il elle ils elles nous vous
        je plus moins fait font a ont peut y se son sa ses leur leurs""",
    "es": """el la los las un una unos unas de del y o es son era ser que qué cuál cuáles cómo cuándo dónde por para con
        sin en al se su sus no más menos este esta estos estas lo le les hay tiene tienen cuánto cuánta cuántos
        cuántas
        quién fue puede hace porque""",
    "it": """il lo la i gli le un uno una di del della dei delle dello degli e o è sono era che chi cosa quale quali
        come quando dove perché quanto quanta quanti quante con per su in al alla nel nella non più meno questo questa
        questi queste si ha hanno può viene da dal dalla in senza anche solo posso""",
    "pt": """o a os as um uma uns umas de do da dos das e ou é são era ser que qual quais como quando onde porque por
        para com sem em no na nos nas ao à se seu sua não mais menos este esta isto isso tem têm quanto quanta quantos
        quantas quem foi pode faz""",
    "nl": """de het een en of is zijn was waren wordt worden wat wie waar wanneer waarom hoe welke welk hoeveel niet
        geen met van voor op uit bij over door naar te ten ter in als ook zich dit dat deze die er wij jij je ik meer
        minder
        heeft hebben kan in zonder aan""",
}
_WORDS = {language: frozenset(listed.split()) for language, listed in _SMALL_WORDS.items()}
_OPENERS = {
    "de": "warum wieso weshalb welche welcher welches welchen wie wieviel",
    "fr": "pourquoi quel quelle quels quelles combien",
    "es": "qué cuál cuáles cómo cuándo dónde cuánto cuánta cuántos cuántas quién",
    "it": "perché quale quali quanto quanta quanti quante",
    "pt": "qual quais quanto quanta quantos quantas",
    "nl": "waarom hoe welke welk hoeveel wanneer",
}
"""Words that no English sentence has and that make a question by themselves: “Warum SparseGPT?”."""
_QUESTION_WORDS = {language: frozenset(listed.split()) for language, listed in _OPENERS.items()}
_FEWEST = 2
"""So many different small words tell a language."""
_SHARED = (
    STOPWORDS
    | _WORDS[ENGLISH]
    | frozenset(
        {
            "am",
            "con",
            "den",
            "der",
            "des",
            "die",
            "el",
            "fait",
            "in",
            "lo",
            "men",
            "par",
            "pas",
            "per",
            "se",
            "son",
            "ten",
            "un",
            "y",
        }
    )
)
"""Small words that also occur in English sentences."""
_ALSO_ENGLISH = _SHARED | frozenset(
    """de en es it nl pt et al la le du da di van von come dove chi non para sin sur over door hat war com em na um
    das dos""".split()  # noqa: SIM905 - quoted one by one they would fill half a page
)
"""With the codes of languages, the small words of names (van der Waals, et al.), and what is spelt like English."""
_WORD = re.compile(r"[^\W\d_]+(?:['\u2019][^\W\d_]+)*")
_MARKS = ".,;:!?¿¡()[]{}\"'«»“”„‘’…"


def language_of(text: str) -> str:
    """The language of a sentence, as ISO 639-1; `en` where nothing says otherwise.

    Tells German, French, Spanish, Italian, Portuguese and Dutch by their small words, and Chinese,
    Japanese, Korean and Russian by their script.
    """
    if language := _by_script(text):
        return language
    if text.strip().startswith(_SPANISH):
        return "es"
    words = _whole_words(text)
    known = {language: words & listed for language, listed in _WORDS.items() if language != ENGLISH}
    best = max(known, key=lambda language: (len(known[language]), len(words & _QUESTION_WORDS[language])))
    english = words & (STOPWORDS | _WORDS[ENGLISH]) - _WORDS[best]
    telling = known[best] - _ALSO_ENGLISH
    if english:
        return best if len(telling) >= _FEWEST and len(known[best]) > len(english) else ENGLISH
    enough = len(known[best]) >= _FEWEST or words & _QUESTION_WORDS[best]
    return best if telling and enough else ENGLISH


def _whole_words(text: str) -> set[str]:
    """The words in lower case, but for what is no word of a sentence: `De-En`, `o3`, `i.e.`, and names inside it."""
    shouted = text.upper() == text
    tokens = [token.strip(_MARKS) for token in text.split()]
    kept = [token for place, token in enumerate(tokens) if shouted or place == 0 or token[:1].islower()]
    parts = [part for token in kept if _WORD.fullmatch(token) for part in re.split(r"['\u2019]", token)]
    return {part.casefold() for part in parts if len(part) > 1 or not part.isascii()}


def language_of_translation(text: str) -> str:
    """The same of a statement that is said to be a translation: where no small word is English, few are enough.

    One that no English sentence has, or two that some have.
    """
    words = re.findall(r"[^\W\d_]+", text.casefold())
    weights = {
        language: sum(1 if word in _SHARED else _FEWEST for word in words if word in known)
        for language, known in _WORDS.items()
        if language != ENGLISH
    }
    best = max(weights, key=lambda language: weights[language])
    if weights[best] >= _FEWEST and not set(words) & (STOPWORDS | _WORDS[ENGLISH]) - _WORDS[best]:
        return best
    return language_of(text)


def _by_script(text: str) -> str:
    letters = len(_LETTER.findall(text))
    for language, script in _SCRIPTS:
        if letters and len(script.findall(text)) >= _OF_SCRIPT * letters:
            return language
    return ""


NEEDS_A_MODEL = {
    "de": "Ohne Sprachmodell kann ich nur auf Englisch suchen und antworten; bitte frag auf Englisch.",
    "fr": "Sans modèle de langue, je ne peux chercher et répondre qu'en anglais ; merci de demander en anglais.",
    "es": "Sin un modelo de lenguaje solo puedo buscar y responder en inglés; por favor, pregunta en inglés.",
    "it": "Senza un modello linguistico posso cercare e rispondere solo in inglese; per favore, chiedi in inglese.",
    "pt": "Sem um modelo de linguagem só posso procurar e responder em inglês; por favor, pergunte em inglês.",
    "nl": "Zonder taalmodel kan ik alleen in het Engels zoeken en antwoorden; stel de vraag alstublieft in het Engels.",
    "zh": "没有语言模型时,我只能用英语检索和回答;请用英语提问。",
    "ja": "言語モデルがないため、英語でのみ検索と回答ができます。英語で質問してください。",
    "ko": "언어 모델이 없어서 영어로만 검색하고 답할 수 있습니다. 영어로 질문해 주세요.",
    "ru": "Без языковой модели я могу искать и отвечать только по-английски; пожалуйста, задайте вопрос на английском.",
}
"""What is said, in its own language, to a question that no model is there to read."""

WRITTEN = (ENGLISH, *NEEDS_A_MODEL)
"""The languages in which a model may write: in no other can its words be held against the English they translate."""

_NEGATIONS = {
    "de": r"\b(?:nicht|kein\w*|nie|niemals|ohne|weder|noch nie|nirgends|niemand|fehlt|fehlen)\b|\b\w+(?:los|frei)\b",
    "fr": r"\b(?:ne|sans|aucun\w*|jamais|ni|rien)\b|\bn['’]|\bpas\b",
    "es": r"\b(?:no|sin|ningun\w*|ningún|nunca|jamás|ni|nada|tampoco|carece\w*)\b",
    "it": r"\b(?:non|senza|nessun\w*|mai|né|nulla|niente|manca\w*)\b",
    "pt": r"\b(?:não|sem|nenhum\w*|nunca|jamais|nem|nada|falta\w*)\b",
    "nl": r"\b(?:niet|geen|nooit|zonder|noch|niets|niemand)\b|\b\w+(?:loos|vrij)\b",
    "zh": r"不|没|沒|无|無|未|非",
    "ja": r"ない|なく|なかっ|ません|ず(?:に|、)|無し|なし|不|未|無",
    "ko": r"않|없|안\s|못|아니|비(?=\w)|무(?=\w)",
    "ru": r"\b(?:не|нет|без|ни|никогда|никак\w*|нельзя)\b",
}
_DENIES = {language: re.compile(pattern, re.IGNORECASE) for language, pattern in _NEGATIONS.items()}


def denies(text: str, language: str) -> bool:
    """Whether a sentence in one of the languages of `NEEDS_A_MODEL` denies something, told by its words alone."""
    return bool(_DENIES[language].search(text))


_NUMERALS = {
    "de": r"""\b(?:zwei\w*|drei\w*|vier\w*|fünf\w*|sechs\w*|sieben\w*|acht(?:zehn|zig)?|neun\w*|zehn\w*|elf|zwölf
        |zwanzig|dreißig|\w*hundert\w*|\w*tausend\w*|million\w*|milliard\w*|halb\w*|hälfte|doppel\w*|verdoppel\w*|\w+fach
        |drittel|viertel|prozent\w*)\b""",
    "fr": r"""\b(?:deux|trois|quatre|cinq|six|sept|huit|neuf|dix|onze|douze|treize|quatorze|quinze|seize|vingt\w*|trente
        |quarante|cinquante|soixante|cents?|mille|millions?|milliards?|demi\w*|moitié|doubl\w*|tripl\w*|tiers|quart
        |pourcent|pour\scent)\b""",
    "es": r"""\b(?:dos|tres|cuatro|cinco|seis|siete|ocho|nueve|diez|once|doce|trece|catorce|quince|veint\w*|treinta
        |cuarenta|cincuenta|cien\w*|mil|miles|mill[oó]n\w*|mitad|medi[oa]s?|dobl\w*|duplic\w*|tripl\w*|tercios?
        |cuartos?|por\sciento)\b""",
    "it": r"""\b(?:due|tre|quattro|cinque|sei|sette|otto|nove|dieci|undici|dodici|venti|trenta|quaranta|cinquanta|cento
        |mille|mila|milion\w*|miliard\w*|metà|mezz[oa]|doppi\w*|raddoppi\w*|tripl\w*|terzo|quarto)\b""",
    "pt": r"""\b(?:dois|duas|três|quatro|cinco|seis|sete|oito|nove|dez|onze|doze|vinte|trinta|quarenta|cinquenta|cem
        |cent\w*|mil|milh\w*|bilh\w*|metade|mei[oa]|dobr\w*|duplic\w*|tripl\w*|terço|quarto)\b""",
    "nl": r"""\b(?:twee\w*|drie\w*|vier\w*|vijf\w*|zes\w*|zeven\w*|acht(?:tien|tig)?|negen\w*|tien\w*|elf|twaalf
        |twintig|dertig|\w*honderd\w*|\w*duizend\w*|miljoen\w*|miljard\w*|half|helft|dubbel\w*|verdubbel\w*
        |\w+voud\w*|procent)\b""",
    "zh": r"[二两三四五六七八九十百千万亿倍半]",
    "ja": r"[二三四五六七八九十百千万億倍半]",
    "ko": r"두\s|세\s|네\s|다섯|여섯|일곱|여덟|아홉|열\s|배\b|절반|백\s|천\s|만\s",
    "ru": r"""\b(?:два|две|двух|три|трёх|четыр\w*|пят\w*|шест\w*|сем\w?|восем\w*|девят\w*|десят\w*|двадцат\w*|сорок
        |сто|сотн\w*|тысяч\w*|миллион\w*|миллиард\w*|половин\w*|вдвое|втрое|дв\w+кратн\w*|процент\w*)\b""",
}
_COUNTS = {language: re.compile(pattern, re.IGNORECASE | re.VERBOSE) for language, pattern in _NUMERALS.items()}


def counts(text: str, language: str) -> bool:
    """Whether a sentence in one of the languages of `NEEDS_A_MODEL` holds a number in words, by its words alone."""
    return bool(_COUNTS[language].search(text))
