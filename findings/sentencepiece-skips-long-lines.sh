#!/usr/bin/env bash
# sentencepiece 0.2.2.
# A guess: a vocabulary is trained on all lines of a file. Lines above 4,192 bytes (max_sentence_length) are left out, with one line among the hundreds that
# training prints, and none at minloglevel=2. With a document a line, as corpora are kept, the vocabulary is that of the short documents; what
# stands only in long ones is unknown. A Hugging Face trainer of tokenizers takes them.
# Seen, 2,000 short lines of a to e and 200 long ones of v to z, which are nine tenths of the text: no piece with v to z, "vwx yz" has two unknown
# tokens of 4; with max_sentence_length=10000 none is unknown.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet sentencepiece==0.2.2
cd "$folder"
"$folder/venv/bin/python" - <<'PYTHON' 2>"$folder/err" || { tail -5 "$folder/err"; exit 1; }
import random

import sentencepiece

random.seed(0)
short = ["".join(random.choice("abcde ") for _ in range(60)) for _ in range(2000)]
long = ["".join(random.choice("vwxyz ") for _ in range(6000)) for _ in range(200)]
with open("corpus.txt", "w") as file:
    file.write("\n".join(short + long) + "\n")
share = sum(map(len, long)) / sum(map(len, short + long))


def trained(kind, **options):
    sentencepiece.SentencePieceTrainer.train(input="corpus.txt", model_prefix="m", vocab_size=200, model_type=kind, minloglevel=2, **options)
    model = sentencepiece.SentencePieceProcessor(model_file="m.model")
    pieces = [model.id_to_piece(i) for i in range(model.get_piece_size())]
    return sum(any(c in "vwxyz" for c in piece) for piece in pieces), model.encode("vwx yz").count(model.unk_id())


for kind in ("bpe", "unigram"):
    seen, whole = trained(kind), trained(kind, max_sentence_length=10000)
    print(f"{kind}: pieces of the {share:.0%} in long lines, unknown tokens: {seen}; with max_sentence_length {whole}")
    assert seen == (0, 2) and whole[0] > 50 and whole[1] == 0
PYTHON
