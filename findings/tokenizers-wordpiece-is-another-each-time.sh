#!/usr/bin/env bash
# tokenizers 0.23.2.
# A guess: training a tokenizer has no randomness, so that the same texts give the same file. WordPieceTrainer numbers the pieces of its alphabet
# in the order of a hash map, which is another in each process, and breaks ties between merges by these numbers: the ids differ from run to
# run, and with ties so does the set of tokens. There is no seed. A corpus encoded with one and a model trained with another do not belong
# together. BPE's and Unigram's ids are the same each time.
# Seen, five processes each: WordPiece several vocabularies (most often five), BPE one, Unigram one.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet tokenizers==0.23.2
cd "$folder"
cat > train.py <<'PYTHON'
import hashlib
import json
import random
import sys

from tokenizers import Tokenizer, models, pre_tokenizers, trainers

random.seed(0)
texts = [" ".join("".join(random.choice("abcdefghij") for _ in range(5)) for _ in range(20)) for _ in range(200)]
options = {"vocab_size": 200, "special_tokens": ["<unk>"], "show_progress": False}
model, trainer = {
    "wordpiece": lambda: (models.WordPiece(unk_token="<unk>"), trainers.WordPieceTrainer(**options)),
    "bpe": lambda: (models.BPE(unk_token="<unk>"), trainers.BpeTrainer(**options)),
    "unigram": lambda: (models.Unigram(), trainers.UnigramTrainer(unk_token="<unk>", **options)),
}[sys.argv[1]]()
tokenizer = Tokenizer(model)
tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
tokenizer.train_from_iterator(texts, trainer)
print(hashlib.sha256(json.dumps(sorted(tokenizer.get_vocab().items())).encode()).hexdigest()[:12])
PYTHON
for kind in wordpiece bpe unigram; do
    count=$(for _ in 1 2 3 4 5; do "$folder/venv/bin/python" train.py "$kind"; done | sort -u | wc -l)
    echo "$kind: $count different vocabularies in 5 processes"
    case $kind in
        wordpiece) [ "$count" -gt 1 ] ;;
        *) [ "$count" -eq 1 ] ;;
    esac
done
