"""A llama of one layer in a GGUF file as gguf 0.19.0 writes it: pip install gguf==0.19.0, python3 make_gguf.py FILE.

Value i of a matrix is (i * 7919 % 2001 - 1000) / 1000, in Q8_0; norms are one, in F32.
"""

import sys

import numpy as np
from gguf import GGMLQuantizationType, GGUFWriter
from gguf.quants import quantize

writer = GGUFWriter(sys.argv[1], "llama")
writer.add_context_length(64)
writer.add_embedding_length(32)
writer.add_block_count(1)
writer.add_feed_forward_length(32)
writer.add_head_count(2)
writer.add_head_count_kv(1)
writer.add_layer_norm_rms_eps(1e-6)
writer.add_rope_freq_base(500000.0)
writer.add_tokenizer_model("gpt2")
prints = [*range(33, 127), *range(161, 173), *range(174, 256)]
others = iter(range(256, 512))
writer.add_token_list([chr(b) if b in prints else chr(next(others)) for b in range(256)])
writer.add_bos_token_id(255)
writer.add_eos_token_id(255)
shapes = {
    "token_embd": (256, 32), "blk.0.attn_q": (32, 32), "blk.0.attn_k": (16, 32), "blk.0.attn_v": (16, 32),
    "blk.0.attn_output": (32, 32), "blk.0.ffn_gate": (32, 32), "blk.0.ffn_up": (32, 32), "blk.0.ffn_down": (32, 32)}
for name, shape in shapes.items():
    i = np.arange(shape[0] * shape[1])
    x = ((i * 7919 % 2001 - 1000) / 1000).astype(np.float32).reshape(shape)
    writer.add_tensor(name + ".weight", quantize(x, GGMLQuantizationType.Q8_0), raw_dtype=GGMLQuantizationType.Q8_0)
for name in ("output_norm", "blk.0.attn_norm", "blk.0.ffn_norm"):
    writer.add_tensor(name + ".weight", np.ones(32, np.float32))
writer.write_header_to_file()
writer.write_kv_data_to_file()
writer.write_tensors_to_file()
writer.close()
