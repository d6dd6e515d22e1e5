"""A question in a thread → an answer in that thread."""

import functools
import re

from bot.budget import allowance
from bot.commands.ask import growing, rests_on
from bot.commands.command import Call, Command
from bot.commands.compare import named_in
from bot.commands.finding import command_named
from bot.commands.grammar import LONGEST, parse
from bot.commands.keep import keep_offer
from bot.dates import without_since
from bot.desk import Desk
from bot.documents import of_answer, of_paper, of_sentence, offering
from bot.errors import attended
from bot.facts import asked_before, fact, wants_more, what_was_asked
from bot.papers_on import topic_list, wants_list
from bot.platforms.platform import Place, Utterance
from bot.record import used
from bot.scope import ONE_PERSON, Aim, aim, only_names
from retrieval.answer import Answer, Question
from retrieval.ask import ask
from retrieval.asking.followup import leans
from retrieval.errors import BadInput, BadPaperId, BadQuestion
from retrieval.lookup import titled_paper
from retrieval.paper import parse_ref
from retrieval.writers.answering import named
from schedules.document import Document

MOST_TURNS = 1_000
MORE_OF_WHAT = "More of what? Ask something about a paper, or name one by its id, its link or its number in the list."


async def converse(desk: Desk, utterance: Utterance) -> None:
    """Answer what was said where it was said, within the scope of `bot.scope.aim`, and remember the turn.

    Never raises: what goes wrong is told to the asker alone, in one sentence.
    """
    await attended(utterance.reply, _converse(desk, utterance))


async def _converse(desk: Desk, utterance: Utterance) -> None:
    text, where, asker = utterance.text.strip(), utterance.where, utterance.who.id
    if len(text) > LONGEST:
        raise BadQuestion(f"That question has {len(text):,} characters; I can take {LONGEST:,}.")
    unasked = utterance.addressed == "thread"
    if not unasked:
        await utterance.reply.working(private=False)
    aimed = await aim(desk, text, where, asker=asker)
    if aimed.paper and only_names(text):
        await utterance.reply.show(of_paper(aimed.paper), private=False)
        return
    call = Call({}, utterance.who, where, desk, private=False)
    if aimed.paper is None and wants_list(call, text):
        await utterance.reply.show(await topic_list(call, text), private=False)
        return
    talk = bool(where.thread) or where.direct or where.platform == ONE_PERSON
    if told := await _known(desk, text, aimed, where, talk=talk):
        await utterance.reply.show(told, private=False)
        if aimed.paper and talk and not asked_before(text):
            await desk.threads.remember(where, asker=asker, question=text, answer=told.summary, paper=aimed.paper.id)
        return
    history = tuple(await desk.threads.turns(where)) if talk else ()
    asked = without_since(text) if aimed.scope.since else text
    question = Question(text=asked, scope=aimed.scope, history=history)
    answer, aimed = await _answered(desk, utterance, question, aimed)
    if unasked and not answer.claims:
        return  # nobody asked us: silence is better than “I found no answer”
    offered = await keep_offer(desk, where) if utterance.addressed in ("mention", "reply") else ()
    await utterance.reply.show(offering(of_answer(answer), *offered), private=False)
    papers = [aimed.paper.id] if aimed.paper else rests_on(answer)
    await used(call, "answer", papers, answer.usage)
    if talk:
        paper = aimed.paper.id if aimed.paper else subject(answer)
        await desk.threads.remember(where, asker=asker, question=text, answer=spoken(answer), paper=paper)


async def _known(desk: Desk, text: str, aimed: Aim, where: Place, *, talk: bool) -> Document | None:
    """What the card of the paper or the conversation itself answers; None for a question to the papers."""
    if which := asked_before(text):
        return what_was_asked(which, await desk.threads.turns(where, limit=MOST_TURNS) if talk else ())
    if wants_more(text):
        return of_paper(aimed.paper) if aimed.paper else of_sentence(MORE_OF_WHAT)
    return fact(text, aimed.paper) if aimed.paper else None


async def _answered(desk: Desk, utterance: Utterance, question: Question, aimed: Aim) -> tuple[Answer, Aim]:
    """The answer, and what it turned out to be about.

    Where the last paper is silent, a question that stands by itself, or names something, is put
    to the others too.
    """
    may = await allowance(desk, utterance.who, utterance.where)
    shown = growing(functools.partial(utterance.reply.grow, private=False))
    answer = await ask(desk.library, question, allowance=may, growing=shown)
    if aimed.wider is None or answer.claims or (leans(question.text) and not named(question.text)):
        return answer, aimed
    again = Question(text=without_since(question.text) if aimed.wider.since else question.text, scope=aimed.wider)
    wider = await ask(desk.library, again, allowance=may, growing=shown)
    return (wider, Aim(aimed.wider)) if wider.claims else (answer, aimed)


_NAME = re.compile(r"\b[A-Za-z]*[A-Z][\w-]*[A-Z0-9][\w-]*")


def subject(answer: Answer) -> str:
    """The paper that a question to many turns out to be about; empty if it is about none.

    It is when the whole answer rests on that one paper, and the question has a name (`EAT`,
    `GPT-4o`) that the paper uses: who asks about EAT asks about the paper on EAT.
    """
    read = {passage.key: passage for passage in answer.passages}
    quoted = [read[quote.passage_key] for claim in answer.claims for quote in claim.quotes if quote.passage_key in read]
    if len({passage.paper_id for passage in quoted}) != 1:
        return ""
    used = " ".join(f"{passage.title} {passage.text}" for passage in quoted)
    named = any(re.search(rf"(?<!\w){re.escape(name)}(?!\w)", used) for name in _NAME.findall(answer.question))
    return quoted[0].paper_id if named else ""


def spoken(answer: Answer) -> str:
    """An answer as a turn of the conversation: its claims, or its refusal."""
    return " ".join(claim.text for claim in answer.claims) or answer.refusal


async def command_in(desk: Desk, text: str, *, owner: str) -> tuple[Command, str] | None:
    """The command that a mention begins with and the words after it; None if it is a question.

    With a slash it is always a command. Without one, “why is this faster?” and “explain how it
    works” are questions though they begin with a command's name: what follows must be what that
    command takes (a paper that can be told, a date, a command's name), and what changes settings
    stands alone or names its options (`setup topics:"cats"`), unless it has the slash.
    """
    word, rest = [*text.split(maxsplit=1), "", ""][:2]
    try:
        command, rest = command_named(word.removeprefix("/").lower(), rest, desk.commands)
    except BadInput:
        if word.startswith("/"):
            raise
        return None
    if word.startswith("/"):
        return command, rest
    if not command.listed or (command.manage and not _is_order(command, rest)):
        return None
    try:
        options = parse(command, rest, today=desk.now().date())
    except BadInput:
        return None
    return (command, rest) if await _meant(desk, command, options, owner=owner) else None


def _is_order(command: Command, rest: str) -> bool:
    """Whether words after a command that changes settings are its options; “setup of the experiment?” is a question."""
    named = any(re.match(rf"{option.name}:", word) for option in command.options for word in rest.split())
    return not rest or named


async def _meant(desk: Desk, command: Command, options: dict[str, str], *, owner: str) -> bool:
    first = command.options[0] if command.options else None
    given = options.get(first.name, "") if first else ""
    if first is None or not given:
        return True
    if command.name == "help":
        return given in {one.name for one in desk.commands}
    if command.name == "compare":  # both papers may stand in the first option
        return all([await _names_paper(desk, one, owner=owner) for one in named_in(given)])
    return await _names_paper(desk, given, owner=owner) if first.kind == "paper" else True


async def _names_paper(desk: Desk, given: str, *, owner: str) -> bool:
    if given.lstrip("#").isdigit():
        return True
    try:
        parse_ref(given)
        return True
    except BadPaperId:
        pass
    try:
        await titled_paper(desk.library, given, owner=owner)
        return True
    except BadInput:
        return False
