"""The work on every document → its outcomes, in order, in this process or in others; few are in memory at once."""

import os
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import parent_process
from multiprocessing.process import BaseProcess
from threading import Thread

from ezri_archive.errors import ArchiveError
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
    try:
        yield from _from_workers(plan, tasks, jobs)
    except BrokenProcessPool as error:
        message = "a worker process was ended from outside, often for want of memory; build again with --jobs 1"
        raise ArchiveError(message) from error


def _from_workers(plan: Plan, tasks: Iterable[Task], jobs: int) -> Iterator[Outcome]:
    waiting: deque[Future[list[Outcome]]] = deque()
    with ProcessPoolExecutor(jobs, initializer=_begin, initargs=(plan,)) as pool:
        for batch in _batches(tasks):
            waiting.append(pool.submit(_outcomes, batch))
            if len(waiting) > 2 * jobs:
                yield from waiting.popleft().result()
        while waiting:
            yield from waiting.popleft().result()


def _begin(plan: Plan) -> None:
    """Take up work in a worker, which is to end when the build is killed: it would wait for more for ever."""
    _plans.append(plan)
    Thread(target=_end_with, args=(parent_process(),), daemon=True).start()


def _end_with(build: BaseProcess) -> None:
    build.join()
    os._exit(1)


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
