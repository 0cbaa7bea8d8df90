"""Values and their blocks as gguf 0.19.0 makes them: pip install gguf==0.19.0, python3 make_blocks.py > blocks.bin.

2,048 float32 values, then their blocks in Q8_0, Q4_0 and TQ2_0.
"""

import sys

import numpy as np
from gguf.constants import GGMLQuantizationType
from gguf.quants import quantize

random = np.random.default_rng(7)
x = random.normal(size=2048).astype(np.float32)
x[256:512] *= 1e-4
x[512:544] = 0
x[544:576] = np.where(np.arange(32) % 2, -3, 3)  # the greatest size, with both signs
x[576:608] = np.arange(32) - 16.0  # an exact scale in 4 bits
x[608:640] = (np.arange(32) - 15.5) * 127 / 15.5  # halves
x[768:1024] = np.arange(256) / 128 - 1  # -1, 0, 1 and the halves between
x[1024:1280] *= 1000
x[1280:1312] = 1e-7  # below the smallest normal float16
x[1536:1792] = random.standard_t(2, 256)
out = sys.stdout.buffer
out.write(x.astype("<f4").tobytes())
for kind in (GGMLQuantizationType.Q8_0, GGMLQuantizationType.Q4_0, GGMLQuantizationType.TQ2_0):
    out.write(quantize(x, kind).tobytes())
