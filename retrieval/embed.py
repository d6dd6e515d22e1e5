"""The embedder a setting names: `local`, which comes with the installation, or a service."""

import asyncio
import json
import subprocess
import sys
from collections import deque
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from itertools import batched

import numpy as np
import structlog

from retrieval.embed_worker import LENGTH, SORRY
from retrieval.errors import BadSetting, EmbedderUnavailable, clip
from retrieval.minilm import DIMENSIONS, FINGERPRINT, MiniLM
from retrieval.ports import Embedder, Vectors
