"""Values and their roundings in MX formats, by torch 2.13.0 and ml_dtypes: python3 make_elements.py > elements.bin.

1,024 float32 values; what MXFP8 (e4m3, blocks of 32) leaves of them, elements by torch.float8_e4m3fn; what MXFP4 (e2m1) leaves of
them, elements by ml_dtypes.float4_e2m1fn. Scales are those of OCP Microscaling Formats 1.0, section 6.3; elements saturate.
"""

import sys

import ml_dtypes
import numpy as np
import torch

random = np.random.default_rng(11)
x = random.normal(size=1024).astype(np.float32)
x[32:64] = 0
x[64:96] *= 1e-4
x[96:128] = np.arange(32) / 4 - 3.875  # odd multiples of 1/8: in 4 bits ties, and 7.75 beyond 6 is cut off
x[128:160] = np.linspace(400, 511, 32)  # beyond 448, which saturates
x[160:192] = 2.0 ** -np.arange(32)  # below the smallest number of either format
x[192:224] = np.arange(32) * 0.25  # halves of e2m1
x[224:256] = (np.arange(32) + 0.5) / 16  # halves of e4m3
x[256:512] *= random.uniform(1, 1000, 256)
x[512:544] = 1e-38 * np.arange(32)
x[544:576] = -x[96:128]


def scaled(greatest, largest, element):
    out = np.zeros_like(x)
    for b in range(0, len(x), 32):
        block = x[b : b + 32].astype(np.float64)
        most = np.abs(block).max()
        if most > 0:
            scale = 2.0 ** max(-127, np.frexp(most)[1] - 1 - greatest)
            out[b : b + 32] = element(np.clip(block / scale, -largest, largest).astype(np.float32)) * scale
    return out


fp8 = scaled(8, 448, lambda v: torch.from_numpy(v).to(torch.float8_e4m3fn).to(torch.float32).numpy())
fp4 = scaled(2, 6, lambda v: v.astype(ml_dtypes.float4_e2m1fn).astype(np.float32))
sys.stdout.buffer.write(np.concatenate([x, fp8, fp4]).astype("<f4").tobytes())
