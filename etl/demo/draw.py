"""Random numbers and tables that come out the same on every machine.

Each part has its own stream, so a change in one leaves the others alone. Normal and lognormal values come
from rounded tables, because exp and log of vectors differ in the last bit between processors.
"""

import math
import zlib
from collections.abc import Sequence
from statistics import NormalDist

import numpy as np
from numpy.random import PCG64, Generator, SeedSequence
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

LEVELS = 1 << 14
_NORMAL = NormalDist()
_QUANTILES = [_NORMAL.inv_cdf((level + 0.5) / LEVELS) for level in range(LEVELS)]
NORMAL: Floats = np.array([round(z, 6) for z in _QUANTILES])


def generator(seed: int, part: str, number: int = 0) -> Generator:
    """A stream of its own for each part (and chunk) of the demo."""
    return Generator(PCG64(SeedSequence([seed, zlib.crc32(part.encode()), number])))


def z_of(share: float) -> float:
    """The normal quantile of a share, rounded."""
    return round(_NORMAL.inv_cdf(share), 6)


def spread(sigma: float) -> Floats:
    """Lognormal quantiles with median 1, one per level."""
    return np.array([round(math.exp(sigma * z), 9) for z in _QUANTILES])


def factors(z: Floats, sigma: float) -> Floats:
    """What a z value multiplies a lognormal time by, so that P(time <= 1) is the normal share of z."""
    return np.array([round(math.exp(-sigma * value), 9) for value in z.ravel()]).reshape(z.shape)


def level(rng: Generator, count: int) -> Ints:
    """Random row numbers of a quantile table."""
    return rng.integers(0, LEVELS, count)


def normal(rng: Generator, count: int) -> Floats:
    return NORMAL[level(rng, count)]


def chance(rng: Generator, share: float | Floats, count: int) -> Bools:
    """True with the given probability, one per element."""
    return rng.random(count) < share


def pick(rng: Generator, weights: Sequence[float] | Floats, count: int) -> Ints:
    """Indices drawn in proportion to the weights."""
    steps = np.cumsum(np.asarray(weights, dtype=np.float64))
    return np.minimum(np.searchsorted(steps / steps[-1], rng.random(count), side="right"), len(steps) - 1)


def pick_by_row(rng: Generator, shares: Floats, rows: Ints) -> Ints:
    """One column index per element, drawn by the shares of that element's row."""
    steps = np.cumsum(shares, axis=1)
    steps /= steps[:, -1:]
    return np.minimum((rng.random(len(rows))[:, None] >= steps[rows]).sum(axis=1), shares.shape[1] - 1).astype(np.int64)
