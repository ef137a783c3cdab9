"""Several channels, or several tracks, as one: nothing cancels out, and silence costs no loudness.

The mean of channels loses what lies in them with opposite signs, and makes a voice in one of them
quieter the more silent ones lie beside it. So the loudest channel of each 20 ms is taken as it is,
others are added with the sign with which they agree, and count less the quieter they are. A channel
that holds the loudest one's sound a little later would only blur it, and is left out.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Floats64 = NDArray[np.float64]

BLOCK_SECONDS = 0.02
_QUIET = 0.01
"""The share of the loudest channel's power at which a channel counts half."""
_RELEASE = 0.8
"""What is left of a channel's power after a block of silence: weights must not flutter."""
_CLEARLY = 2.0
"""How much more power than the loudest channel another needs to become it."""
_AUDIBLE = 0.01
"""The share of the loudest block's power below which a block does not decide about signs."""
_DISAGREEING = 0.3
"""How clearly a channel must be against another before its sign is changed."""
_CANCELLING = 0.3
"""Which share of the power of unlike sounds may be lost in a sum; below, one channel is taken."""
_ECHO_SECONDS = 0.03
_ECHO_RATE = 8000
_LOST = 0.1
"""Like `_CANCELLING`, for a plain sum: below, the user is told."""


class Downmix:
    """Mixes the channels of one sound of `rate` samples a second, as it comes."""

    def __init__(self, channels: int, rate: int) -> None:
        self.lost_seconds = 0.0
        """How much of the sound would have been lost, or nearly, in the mean of its channels."""
        self.loudest = np.zeros(channels)
        """The greatest level (root mean square of 20 ms) of each channel."""
        self._rate = rate
        self._size = max(1, round(rate * BLOCK_SECONDS))
        self._power = np.zeros(channels)
        self._signs = np.ones(channels)
        self._gains = np.full(channels, 1.0 / channels)
        self._echoes = np.zeros(channels, bool)
        self._audible = 0.0
        self._loudest = 0
        self._begun = False

    def mix(self, data: Floats) -> Floats:
        """The mono sound of `data` [channels, n]; at most as loud as its loudest channel."""
        channels, count = data.shape
        first: Floats = np.ascontiguousarray(data[0])
        if channels == 1 or not count:
            return first
        if (data[1:] == data[0]).all():
            self._gains = np.full(channels, 1.0 / channels)
            self._signs = np.ones(channels)
            self.loudest = np.maximum(self.loudest, np.sqrt(first @ first / count))
            return first
        blocks = self._blocks(data)
        moved = blocks - blocks.mean(axis=2, keepdims=True)  # an offset is no sound
        likeness = _products(moved)
        # Once more for high tones, which have little power, and in which consonants lie.
        sharp = _products(np.diff(moved, axis=2))
        powers = likeness.diagonal(axis1=1, axis2=2) / self._size
        self.loudest = np.maximum(self.loudest, np.sqrt(powers.max(axis=0)))
        self._find_echoes(data, likeness.sum(axis=0))
        self._audible = _AUDIBLE * powers.sum(axis=1).max() * self._size
        gains = np.array([self._gains_for(*block) for block in zip(likeness, sharp, strict=True)])
        before = np.concatenate([(self._gains if self._begun else gains[0])[None], gains[:-1]])
        self._gains, self._begun = gains[-1], True
        mixed = np.einsum("kc,kcn->kn", before.astype(np.float32), blocks)
        if (changes := (gains - before).astype(np.float32)).any():
            ramp = np.arange(1, self._size + 1, dtype=np.float32) / self._size
            mixed += np.einsum("kc,kcn->kn", changes, blocks) * ramp
        mono: Floats = mixed.reshape(-1)[:count]
        return mono

    def _blocks(self, data: Floats) -> Floats:
        """`data` as [blocks, channels, samples], with zeros at the end."""
        channels, count = data.shape
        number = -(-count // self._size)
        padded = np.zeros((channels, number * self._size), np.float32)
        padded[:, :count] = data
        return padded.reshape(channels, number, self._size).transpose(1, 0, 2)

    def _gains_for(self, likeness: Floats64, sharp: Floats64) -> Floats64:
        """How much of each channel goes into a block, from its products [channels, channels]."""
        power = likeness.diagonal()
        self._power = np.maximum(power, self._power * _RELEASE)
        heard = np.where(self._echoes, 0.0, self._power)
        if heard.max() > _CLEARLY * heard[self._loudest]:
            self._loudest = int(heard.argmax())
        loudest = self._loudest
        if not heard[loudest]:
            return self._gains
        if power.sum() >= self._audible:
            self._turn(likeness, loudest)
            if likeness.sum() < _LOST * power.sum():
                self.lost_seconds += self._size / self._rate
        weights = heard / (heard + _QUIET * heard[loudest])
        gains = self._signs * weights / weights.sum()
        # Quiet blocks, and three channels or more, may still cancel out.
        for products in (likeness, sharp):
            if gains @ products @ gains < _CANCELLING * (gains**2 @ products.diagonal()):
                return np.where(np.arange(len(gains)) == loudest, self._signs, 0.0)
        chosen: Floats64 = gains
        return chosen

    def _turn(self, likeness: Floats64, loudest: int) -> None:
        """Changes the signs of channels that are against the loudest one."""
        power = likeness.diagonal()
        scale = np.sqrt(power * power[loudest])
        agreement = np.divide(likeness[loudest], scale, out=np.zeros(len(power)), where=scale > 0)
        strong = power > _QUIET * power[loudest]
        relative = agreement * self._signs * self._signs[loudest]
        turned = strong & (relative < -_DISAGREEING)
        if power[turned].sum() > _CLEARLY * power[~turned].sum():
            turned = ~turned  # the same to the ear, and most of the sound goes on as it was
        self._signs[turned] *= -1

    def _find_echoes(self, data: Floats, likeness: Floats64) -> None:
        """Which channels hold the loudest one's sound, but for the time at which they do."""
        power = likeness.diagonal()
        loudest = int(power.argmax())
        found = np.zeros(len(power), bool)
        for channel in range(len(power)):
            scale = float(np.sqrt(power[channel] * power[loudest]))
            if channel == loudest or power[channel] < 0.1 * _QUIET * power[loudest] or not scale:
                continue
            now = abs(likeness[channel, loudest]) / scale
            if now < 0.85:
                least = 0.4 if self._echoes[channel] else 0.6
                later = self._later(data[channel], data[loudest])
                found[channel] = later > max(least, now + 0.1)
        self._echoes = found

    def _later(self, left: Floats, right: Floats) -> float:
        """The greatest likeness (0 to 1) of two sounds when one is moved a little."""
        step = max(1, self._rate // _ECHO_RATE)
        count = len(left) // step
        if not count:
            return 0.0
        both = np.stack([left[: count * step], right[: count * step]])
        both = both.reshape(2, count, step).mean(axis=2)
        both -= both.mean(axis=1, keepdims=True)
        scale = float(np.linalg.norm(both[0]) * np.linalg.norm(both[1]))
        if not scale:
            return 0.0
        reach = round(_ECHO_SECONDS * self._rate / step)
        size = 1 << (count + reach).bit_length()
        spectra = np.fft.rfft(both, size)
        products = np.fft.irfft(spectra[0] * spectra[1].conj(), size)
        return float(
            max(np.abs(products[: reach + 1]).max(), np.abs(products[-reach:]).max()) / scale
        )


def _products(blocks: Floats) -> Floats64:
    """The products of all pairs of channels in each of `blocks` [n, channels, samples]."""
    products: Floats64 = np.matmul(blocks, blocks.transpose(0, 2, 1)).astype(np.float64)
    return products
