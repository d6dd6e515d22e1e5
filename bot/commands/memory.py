"""`/threads` and `/predictions`: what ties the days together; they say plainly that there is nothing yet."""

from bot.commands.command import Call, Command
from bot.documents import of_sentence
from schedules.document import Document

NO_THREADS = (
    "No threads yet: here you will see the lines that run through several days' papers, with dates, "
    "once editions remember one another."
)
NO_PREDICTIONS = (
    "No predictions yet: here you will see each one with its date, its criterion and whether it came true, "
    "once editions make them."
)


async def threads(_: Call) -> Document:
    return of_sentence(NO_THREADS)


async def predictions(_: Call) -> Document:
    return of_sentence(NO_PREDICTIONS)


THREADS = Command(name="threads", summary="Show the lines that tie papers together across days.", run=threads)
PREDICTIONS = Command(name="predictions", summary="Show what editions predicted and what came of it.", run=predictions)
