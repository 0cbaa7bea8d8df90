#!/usr/bin/env bash
# tokenizers 0.23.2: truncation and padding that are set once are saved in tokenizer.json, and whoever reads the file gets
# texts cut to that length and filled up to it, without a word.
#
# A guess: enable_truncation() and enable_padding() are settings of an object for its own calls. They are part of the file.
# A tokenizer.json that was saved after a fine-tuning with max_length 8 cuts every text that Tokenizer.from_file's encode is
# given to 8 tokens, and pads shorter ones, so that a loss over "the text" is one over its first 8 tokens or over padding.
#
# Seen: 24 words encode to 24 tokens before, to 8 after a round trip through the file; 2 words to 8, of which 6 are padding.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q tokenizers==0.23.2
"$folder/venv/bin/python" - "$folder" <<'PY'
import sys
from tokenizers import Tokenizer, models, pre_tokenizers

path = sys.argv[1] + "/tokenizer.json"
made = Tokenizer(models.WordLevel({"[PAD]": 0, "a": 1, "b": 2}, unk_token="[PAD]"))
made.pre_tokenizer = pre_tokenizers.Whitespace()
assert len(made.encode("a b " * 12).ids) == 24
made.enable_truncation(8)
made.enable_padding(length=8, pad_id=0, pad_token="[PAD]")
made.save(path)

read = Tokenizer.from_file(path)
assert len(read.encode("a b " * 12).ids) == 8
assert read.encode("a b").ids == [1, 2, 0, 0, 0, 0, 0, 0]
read.no_truncation()
read.no_padding()
assert len(read.encode("a b " * 12).ids) == 24
print("24 words are 8 tokens, 2 words are 8 tokens, as the file has it")
PY
