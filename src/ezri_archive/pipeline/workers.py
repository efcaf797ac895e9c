"""The work on every document → its outcomes, in order, in this process or in others; few are in memory at once."""

from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor

from ezri_archive.pipeline.documents import Outcome, Plan, Task, outcome_of

_AT_ONCE = 8
_HEAVY = 2_000_000
"""A worker is given 8 sources at once, or fewer when they come with more than so many bytes."""

_plans: list[Plan] = []
"""The plan of the build, in a worker: it is long, and goes there once."""


def each_outcome(plan: Plan, tasks: Iterable[Task], jobs: int) -> Iterator[Outcome]:
    """Do the per-document work, in order of the tasks whatever the number of workers."""
    if jobs == 1:
        yield from (outcome_of(plan, task) for task in tasks)
        return
    waiting: deque[Future[list[Outcome]]] = deque()
    with ProcessPoolExecutor(jobs, initializer=_plans.append, initargs=(plan,)) as pool:
        for batch in _batches(tasks):
            waiting.append(pool.submit(_outcomes, batch))
            if len(waiting) > 2 * jobs:
                yield from waiting.popleft().result()
        while waiting:
            yield from waiting.popleft().result()


def _outcomes(batch: list[Task]) -> list[Outcome]:
    return [outcome_of(_plans[-1], task) for task in batch]


def _batches(tasks: Iterable[Task]) -> Iterator[list[Task]]:
    batch: list[Task] = []
    weight = 0
    for task in tasks:
        batch.append(task)
        weight += len(task.source.content) if task.source else 0
        if len(batch) == _AT_ONCE or weight > _HEAVY:
            yield batch
            batch, weight = [], 0
    if batch:
        yield batch
