#!/usr/bin/env bash
# @huggingface/tokenizers 0.2.0 of npm, Node.js 20; tokenizers 0.23.2 of PyPI.
# A guess: the two tokenizers of one house give the same ids for one tokenizer.json. JavaScript's leaves out the file's truncation, does not give a
# WordLevel's unknown words their unk_token but null in the ids, takes Punctuation("isolated") for runs of punctuation, and finds
# an added token with single_word within words. It says nothing. (BPE, Unigram, WordPiece, normalizers and byte fallback gave the same for 14 texts.)
# Seen: 12 tokens and 8 with a truncation of 8; ids of "the fox" 1 null and 1 0; "f('x')" 4 tokens and 6; "foobar" begins with foo and with f.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes > /dev/null
npm install --silent --no-audit --no-fund --ignore-scripts @huggingface/tokenizers@0.2.0
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet tokenizers==0.23.2
cat > make.py <<'PYTHON'
import json

from tokenizers import AddedToken, Tokenizer, models, pre_tokenizers

texts = {"truncation": "a b c d e f g h i j k l", "unknown": "the fox", "punctuation": "f('x')", "single": "foobar foo"}
words = {"<unk>": 0, "the": 1} | {c: i + 2 for i, c in enumerate("abcdefghijklmnopqrstuvwxyz'()")}


def tokenizer(name):
    made = Tokenizer(models.WordLevel(words, unk_token="<unk>"))
    made.pre_tokenizer = pre_tokenizers.Whitespace()
    if name == "truncation":
        made.enable_truncation(8)
    if name == "punctuation":
        made.pre_tokenizer = pre_tokenizers.Punctuation("isolated")
    if name == "single":
        made = Tokenizer(models.BPE({c: i for i, c in enumerate("abfor ")}, []))
        made.add_tokens([AddedToken("foo", single_word=True)])
    return made


seen = {}
for name, text in texts.items():
    made = tokenizer(name)
    made.save(f"{name}.json")
    seen[name] = {"text": text, "ids": made.encode(text).ids, "tokens": made.encode(text).tokens}
with open("seen.json", "w") as file:
    json.dump(seen, file)
PYTHON
"$folder/venv/bin/python" make.py
cat > compare.mjs <<'JS'
import assert from 'node:assert';
import fs from 'node:fs';
import {Tokenizer} from '@huggingface/tokenizers';

const read = name => JSON.parse(fs.readFileSync(`${name}.json`));
const other = read('seen');
const mine = {};
for (const name in other) {
  mine[name] = new Tokenizer(read(name), {}).encode(other[name].text);
  console.log(name, 'JavaScript', JSON.stringify(mine[name].ids), JSON.stringify(mine[name].tokens), 'other', JSON.stringify(other[name].ids), JSON.stringify(other[name].tokens));
}
assert(mine.truncation.ids.length === 12 && other.truncation.ids.length === 8);
assert(mine.unknown.ids[1] == null && other.unknown.ids[1] === 0);
assert(mine.punctuation.tokens.length < other.punctuation.tokens.length);
assert(mine.single.tokens[0] === 'foo' && other.single.tokens[0] === 'f');
JS
node compare.mjs
