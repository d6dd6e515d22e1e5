"""Round-ups of a week or a month: much shorter than the days they sum up. Whole without a model."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date

from retrieval.answer import EXTRACTIVE, Byline
from retrieval.rank import short
from schedules.authors import called_by
from schedules.document import (
    Actions,
    Block,
    Bullets,
    Button,
    Document,
    Entry,
    Heading,
    Inline,
    Small,
    Span,
    Text,
    plain,
)
from schedules.forms.cited import id_of, short_authors
from schedules.forms.fitting import fitted
from schedules.forms.footer import written_by
from schedules.forms.ledger import came, record, watched
from schedules.forms.listing import tokens
from schedules.forms.short import short_of
from schedules.forms.told_lines import running
from schedules.remembered import Changed, Rising
from schedules.roundup import Best, Grown, RoundUp
from schedules.told import Told
from schedules.words import Words, words_of

MOST_GROWN = 6
MOST_RISING = 5
MOST_IDS = 3
"""Papers of an author that are named, the newest."""
MOST_TOPICS = 4


def round_up(name: str, *, best: int, words: int) -> Callable[[RoundUp, Told], Document]:
    """The form of a period called `name`, with so many of the best papers, in at most `words` words."""

    def render(given: RoundUp, told: Told) -> Document:
        say = words_of(given.language)
        title = say("{period} to {day}", period=say(name), day=say.full_day(given.last))
        document = Document(
            say("{title}: {papers} papers to know", title=title, papers=min(best, len(given.best))),
            _post(given, told, title, best, say),
            tuple(_thread(given, say)),
        )
        shed = (say("Papers that changed"), say("Rising authors"), say("Threads that grew"))
        return fitted(document, words, first=shed)

    return render


def _post(given: RoundUp, told: Told, title: str, best: int, say: Words) -> tuple[Block, ...]:
    blocks: list[Block] = [Heading(title), Text(plain(_covered(given, say)))]
    if part := told.part("picture"):
        blocks.append(Text(running(part)))
    elif given.topics:
        blocks.append(Text(plain(_topics(given, say))))
    shown = given.best[:best]
    if shown:
        lines = tuple(_paper(one, say) for one in shown)
        blocks += [Text((Span(say("The best of it"), bold=True),)), Bullets(lines)]
    else:
        blocks.append(Text(plain(say("None of these days brought a paper over the bar."))))
    if told.remark:
        blocks.append(Small(plain(say.again(told.remark))))
    if shown:
        newest = Button(say("The newest day"), "digest", f"date:{given.last.isoformat()} form:list")
        blocks.append(Actions((newest,)))
    return (*blocks, Small(plain(_small_print(given, told, len(shown), say))))


def _covered(given: RoundUp, say: Words) -> str:
    funnel, days = given.funnel, len(given.covered)
    counts = {"announced": funnel.announced, "read": funnel.read, "kept": funnel.kept}
    since = {"days": days, "day": say.day(given.first)}
    sentence = "{days} days with an edition since {day}: {announced} announced, {read} read, {kept} kept."
    if days == 1:
        sentence = "{days} day with an edition since {day}: {announced} announced, {read} read, {kept} kept."
    text = say(sentence, **since, **counts)
    if given.quiet:
        text += " " + say("Nothing to show on {days}.", days=_days(given.quiet, say))
    return text + (" " + say("No edition on {days}.", days=_days(given.missing, say)) if given.missing else "")


def _days(days: Sequence[date], say: Words) -> str:
    """`Sat 7 Mar to Mon 9 Mar, Wed 11 Mar`: neighbours together."""
    runs: list[list[date]] = []
    for day in days:
        if runs and (day - runs[-1][-1]).days == 1:
            runs[-1].append(day)
        else:
            runs.append([day])
    return ", ".join(_run(run, say) for run in runs)


def _run(run: Sequence[date], say: Words) -> str:
    first, last = say.weekday(run[0]), say.weekday(run[-1])
    return say("{first} to {last}", first=first, last=last) if len(run) > 1 else first


def _topics(given: RoundUp, say: Words) -> str:
    (topic, count), *others = given.topics[:MOST_TOPICS]
    one = {"count": count, "topic": short(topic)}
    rest = [{"count": many, "topic": short(other)} for other, many in others]
    if given.about:
        first = say("Of the papers kept, {count} are about {topic}", **one)
        if count == 1:
            first = say("Of the papers kept, {count} is about {topic}", **one)
        return "".join((first, *(say("; {count} about {topic}", **other) for other in rest), "."))
    first = say("Of the papers kept, {count} are nearest to {topic}", **one)
    if count == 1:
        first = say("Of the papers kept, {count} is nearest to {topic}", **one)
    return "".join((first, *(say("; {count} to {topic}", **other) for other in rest), "."))


def _paper(best: Best, say: Words) -> Inline:
    paper = best.item.paper
    liked = f" · {say('liked here')}" if best.liked else ""
    return (
        Span(short_of(best.item)),
        Span(f" {short_authors(paper, say)}, "),
        id_of(paper),
        Span(f", {say.day(best.day)}{liked}"),
        *(Span(f" {say.again(note.brief)}", bold=True) for note in best.item.notes),
    )


def _thread(given: RoundUp, say: Words) -> Iterable[Entry]:
    yield from _titled(say("Threads that grew"), [_grown(one, say) for one in given.grown[:MOST_GROWN]])
    if given.settled or given.made:
        lines = [*(came(one, say) for one in given.settled), *(watched(one, say) for one in given.made)]
        yield Entry((Heading(say("Predictions")), Bullets(tuple(lines)), Small(plain(record(given.score, say)))))
    yield from _titled(say("Rising authors"), [_author(one, say) for one in given.rising[:MOST_RISING]])
    yield from _titled(say("Papers that changed"), [_changed(one, say) for one in given.changed])


def _titled(title: str, lines: Sequence[Inline]) -> Iterable[Entry]:
    return [Entry((Heading(title), Bullets(tuple(lines))))] if lines else []


def _grown(one: Grown, say: Words) -> Inline:
    papers = one.thread.papers
    day, paper_id, title = papers[-1]
    line = say(
        "{new} new, {papers} since {day}; the last is “{title}” ({paper}, {last}).",
        new=one.new,
        papers=len(papers),
        day=say.day(papers[0][0]),
        title=title,
        paper=called_by(paper_id),
        last=say.day(day),
    )
    return Span(say("{title}: ", title=one.thread.name), bold=True), Span(line)


def _author(one: Rising, say: Words) -> Inline:
    ids = [paper for _, paper in one.papers]
    named = ", ".join(ids[-MOST_IDS:])
    if (more := len(ids) - MOST_IDS) > 0:
        named = say("{named} and {more} more", named=named, more=more)
    return plain(
        say("{author}: {count} kept papers ({papers}).", author=one.author, count=len(one.papers), papers=named)
    )


def _changed(one: Changed, say: Words) -> Inline:
    told = {"title": one.title, "paper": called_by(one.paper_id), "day": say.day(one.day), "what": say.again(one.what)}
    return plain(say("“{title}” ({paper}), in the edition of {day}: {what}", **told))


def _small_print(given: RoundUp, told: Told, shown: int, say: Words) -> str:
    """Where the words come from: the days' own writers, and who wrote this form."""
    parts = [
        say("The best {shown} of {held} papers held by these editions", shown=shown, held=given.held),
        _writers(given, told, say),
    ]
    if given.usage.tokens_in:
        parts.append(say("the days' editions: {tokens}", tokens=say.again(tokens(given.usage))))
    if told.usage.tokens_in:
        parts.append(say("this round-up: {tokens}", tokens=say.again(tokens(told.usage))))
    return " · ".join(parts)


def _writers(given: RoundUp, told: Told, say: Words) -> str:
    writers = [told.byline] if told.parts else []
    writers += [Byline(model) for model in given.models if model != told.byline.model]
    by, *others = dict.fromkeys(written_by(one, say) for one in writers or [EXTRACTIVE])
    for other in others:
        by = say("{one} and {other}", one=by, other=other)
    return say("{by} (of abstracts retold in our words)", by=by) if given.retold else by
