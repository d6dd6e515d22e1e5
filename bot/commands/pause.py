"""`/pause` and `/resume`: whether anything is posted."""

from dataclasses import replace

from bot.commands.command import Call, Command
from bot.replies import settled
from bot.standing import change
from schedules.document import Button, Document, Small, plain

PAUSED = "Questions are still answered. The first edition after /resume covers all that came in since the last one."


async def pause(call: Call) -> Document:
    done = await change(call, lambda order: replace(order, paused=True))
    return await settled(call, done, buttons=(Button("Resume", "resume", ""),), after=(Small(plain(PAUSED)),))


async def resume(call: Call) -> Document:
    return await settled(call, await change(call, lambda order: replace(order, paused=False)))


PAUSE = Command(name="pause", summary="Post nothing here until /resume.", run=pause, manage=True)
RESUME = Command(name="resume", summary="Post here again.", run=resume, manage=True)
