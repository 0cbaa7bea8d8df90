#!/usr/bin/env bash
# tokenizers 0.23.2: a BPE tokenizer.json with a dropout leaves out merges at random in every call of encode.
#
# A guess from deep learning's dropout: there is a training mode, and an evaluation encodes the same text the same way each
# time. There is no mode: encode of a tokenizer read from a file with "dropout": 0.3 gives other tokens in other calls, so a
# perplexity measured with it differs from call to call. It has to be switched off by hand (model.dropout = None), and a
# value that is switched on is kept by save().
#
# Seen: 40 calls with dropout 0.5 gave more than one encoding of one text; with None, one. decode gives the text back in
# either case. Exits with a status other than 0 where that is no longer so.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q tokenizers==0.23.2
"$folder/venv/bin/python" - "$folder" <<'PY'
import sys
from tokenizers import Tokenizer, models, pre_tokenizers, decoders, trainers

path = sys.argv[1] + "/tokenizer.json"
made = Tokenizer(models.BPE())
made.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
made.decoder = decoders.ByteLevel()
made.train_from_iterator(["the report of the commission on the other matter"] * 50,
                         trainers.BpeTrainer(vocab_size=300, show_progress=False,
                                             initial_alphabet=pre_tokenizers.ByteLevel.alphabet()))
made.model.dropout = 0.5
made.save(path)

text = "the report of the other commission"
read = Tokenizer.from_file(path)
assert read.model.dropout == 0.5
encodings = {tuple(read.encode(text).ids) for _ in range(40)}
assert len(encodings) > 1, encodings
assert all(read.decode(list(ids)) == text for ids in encodings)
read.model.dropout = None
assert len({tuple(read.encode(text).ids) for _ in range(40)}) == 1
print(len(encodings), "encodings of one text in 40 calls; 1 without the dropout")
PY
