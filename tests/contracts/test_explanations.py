"""What a shelf promises of explanations, kept by the one in memory, the one in SQLite and the one in PostgreSQL."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime

from retrieval.paper import Paper
from retrieval.ports import PaperStore

AT = datetime(2026, 3, 2, 5, tzinfo=UTC)
CATS = Paper(id="2603.00001", version=1, title="How cats sleep", abstract="Cats sleep for sixteen hours.")
KEY = "expert · de · a model · explain 2"


async def test_an_explanation_comes_back_under_its_key_alone(store: PaperStore) -> None:
    await store.add([CATS], captured=AT)
    assert await store.explanation(CATS, KEY) is None
    await store.put_explanation(CATS, KEY, '{"said": "Cats — 16 h"}')
    assert await store.explanation(CATS, KEY) == '{"said": "Cats — 16 h"}'
    assert await store.explanation(CATS, "newcomer") is None


async def test_what_is_told_again_takes_the_place_of_the_old(store: PaperStore) -> None:
    await store.add([CATS], captured=AT)
    for told in ("first", "second"):
        await store.put_explanation(CATS, KEY, told)
    assert await store.explanation(CATS, KEY) == "second"


async def test_each_version_has_its_own(store: PaperStore) -> None:
    later = replace(CATS, version=2, abstract="Cats sleep for fifteen hours.")
    await store.add([CATS, later], captured=AT)
    await store.put_explanation(CATS, KEY, "of the first")
    assert await store.explanation(later, KEY) is None
    await store.put_explanation(later, KEY, "of the second")
    assert await store.explanation(CATS, KEY) == "of the first"


async def test_a_servers_own_copy_and_the_public_one_are_told_apart(store: PaperStore) -> None:
    own = replace(CATS, owner="server")
    await store.add([CATS, own], captured=AT)
    await store.put_explanation(own, KEY, "a secret")
    assert await store.explanation(CATS, KEY) is None
    assert await store.explanation(replace(CATS, owner="another"), KEY) is None
    assert await store.explanation(own, KEY) == "a secret"


async def test_of_an_unknown_paper_nothing_is_kept(store: PaperStore) -> None:
    await store.put_explanation(CATS, KEY, "of nothing")
    assert await store.explanation(CATS, KEY) is None


async def test_two_who_explain_at_the_same_time_both_succeed(store: PaperStore) -> None:
    await store.add([CATS], captured=AT)
    await asyncio.gather(*(store.put_explanation(CATS, KEY, str(n)) for n in range(4)))
    assert await store.explanation(CATS, KEY) in {"0", "1", "2", "3"}
