"""Round-ups of a week or a month: much shorter than the days they sum up. Whole without a model."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date

from retrieval.answer import EXTRACTIVE, Byline
from retrieval.rank import short
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
from schedules.forms.fitting import fitted
from schedules.forms.headline import link_of, short_authors, written_by
from schedules.forms.ledger import came, record, watched
from schedules.forms.listing import tokens
from schedules.forms.short import short_of
from schedules.forms.told_lines import running
from schedules.remembered import Changed, Rising
from schedules.roundup import Best, Grown, RoundUp
from schedules.told import Told

MOST_GROWN = 6
MOST_RISING = 5
MOST_TOPICS = 4


def round_up(name: str, *, best: int, words: int) -> Callable[[RoundUp, Told], Document]:
    """The form of a period called `name`, with so many of the best papers, in at most `words` words."""

    def render(given: RoundUp, told: Told) -> Document:
        title = f"{name} to {_day(given.last)} {given.last.year}"
        document = Document(
            f"{title}: {min(best, len(given.best))} papers to know",
            _post(given, told, title, best),
            tuple(_thread(given)),
        )
        return fitted(document, words, first=("Papers that changed", "Rising authors", "Threads that grew"))

    return render


def _post(given: RoundUp, told: Told, title: str, best: int) -> tuple[Block, ...]:
    blocks: list[Block] = [Heading(title), Text(plain(_covered(given)))]
    if part := told.part("picture"):
        blocks.append(Text(running(part)))
    elif given.topics:
        blocks.append(Text(plain(_topics(given))))
    shown = given.best[:best]
    if shown:
        blocks += [Text((Span("The best of it", bold=True),)), Bullets(tuple(_paper(one) for one in shown))]
    else:
        blocks.append(Text(plain("None of these days brought a paper over the bar.")))
    if told.remark:
        blocks.append(Small(plain(told.remark)))
    if shown:
        blocks.append(Actions((Button("The newest day", "digest", f"date:{given.last.isoformat()} form:list"),)))
    return (*blocks, Small(plain(_small_print(given, told, len(shown)))))


def _covered(given: RoundUp) -> str:
    funnel = given.funnel
    days = len(given.covered)
    text = (
        f"{days} {'day' if days == 1 else 'days'} with an edition since {_day(given.first)}: "
        f"{funnel.announced} announced, {funnel.read} read, {funnel.kept} kept."
    )
    if given.quiet:
        text += f" Nothing to show on {_days(given.quiet)}."
    return text + (f" No edition on {_days(given.missing)}." if given.missing else "")


def _days(days: Sequence[date]) -> str:
    """`Sat 7 Mar to Mon 9 Mar, Wed 11 Mar`: neighbours together."""
    runs: list[list[date]] = []
    for day in days:
        if runs and (day - runs[-1][-1]).days == 1:
            runs[-1].append(day)
        else:
            runs.append([day])
    return ", ".join(_weekday(run[0]) + (f" to {_weekday(run[-1])}" if len(run) > 1 else "") for run in runs)


def _topics(given: RoundUp) -> str:
    (topic, count), *others = given.topics[:MOST_TOPICS]
    verb = "is" if count == 1 else "are"
    rest = "".join(f"; {many} about {short(other)}" for other, many in others)
    return f"Of the papers kept, {count} {verb} about {short(topic)}{rest}."


def _paper(best: Best) -> Inline:
    paper = best.item.paper
    liked = " · liked here" if best.liked else ""
    return (
        Span(short_of(best.item)),
        Span(f" {short_authors(paper)}, "),
        Span(paper.id, link=link_of(paper)),
        Span(f", {_day(best.day)}{liked}"),
    )


def _thread(given: RoundUp) -> Iterable[Entry]:
    yield from _titled("Threads that grew", [_grown(one) for one in given.grown[:MOST_GROWN]])
    if given.settled or given.made:
        lines = [*(came(one) for one in given.settled), *(watched(one) for one in given.made)]
        yield Entry((Heading("Predictions"), Bullets(tuple(lines)), Small(plain(record(given.score)))))
    yield from _titled("Rising authors", [_author(one) for one in given.rising[:MOST_RISING]])
    yield from _titled("Papers that changed", [_changed(one) for one in given.changed])


def _titled(title: str, lines: Sequence[Inline]) -> Iterable[Entry]:
    return [Entry((Heading(title), Bullets(tuple(lines))))] if lines else []


def _grown(one: Grown) -> Inline:
    papers = one.thread.papers
    day, paper_id, title = papers[-1]
    count = f"{one.new} new, {len(papers)} since {_day(papers[0][0])}"
    return Span(f"{one.thread.name}: ", bold=True), Span(f"{count}; the last is “{title}” ({paper_id}, {_day(day)}).")


def _author(one: Rising) -> Inline:
    return plain(f"{one.author}: {len(one.papers)} kept papers ({', '.join(paper for _, paper in one.papers)}).")


def _changed(one: Changed) -> Inline:
    return plain(f"“{one.title}” ({one.paper_id}), in the edition of {_day(one.day)}: {one.what}")


def _small_print(given: RoundUp, told: Told, shown: int) -> str:
    """Where the words come from: the days' own writers, and who wrote this form."""
    writers = [told.byline] if told.parts else []
    writers += [Byline(model) for model in given.models if model != told.byline.model]
    by = " and ".join(dict.fromkeys(written_by(one) for one in writers or [EXTRACTIVE]))
    retold = " (of abstracts retold in our words)" if given.retold else ""
    cost = f" · the days' editions: {tokens(given.usage)}" if given.usage.tokens_in else ""
    return f"The best {shown} of {given.held} papers held by these editions · {by}{retold}{cost}"


def _day(day: date) -> str:
    return f"{day.day} {day:%b}"


def _weekday(day: date) -> str:
    return f"{day:%a} {day.day} {day:%b}"
