#!/usr/bin/env bash
# optax 0.2.8, jax 0.10.2.
# optax.softmax_cross_entropy_with_integer_labels does not know -100, the label by which PyTorch and the collators of transformers mark what
# is not to be predicted. A negative label counts from the end of the vocabulary: padding is trained to be token V - 100, in a smooth and plausible
# loss. Only where the vocabulary has fewer than 100 tokens is the loss NaN.
# Seen, 200 tokens: the losses of -100 are those of label 100, to the bit; 50 tokens: NaN.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet jax==0.10.2 optax==0.2.8
"$folder/venv/bin/python" - <<'PYTHON' 2>"$folder/err" || { tail -5 "$folder/err"; exit 1; }
import jax
import jax.numpy as jnp
import optax

logits = jax.random.normal(jax.random.PRNGKey(0), (4, 200))
labels = jnp.array([3, 5, -100, -100])
losses = optax.softmax_cross_entropy_with_integer_labels(logits, labels)
as_token = optax.softmax_cross_entropy_with_integer_labels(logits, jnp.where(labels < 0, 200 - 100, labels))
print("labels", labels, "losses", losses, "with label 100 instead", as_token)
assert (losses == as_token).all() and (losses > 1).all()
few = optax.softmax_cross_entropy_with_integer_labels(logits[:, :50], labels)
print("50 tokens", few)
assert jnp.isnan(few[2:]).all() and not jnp.isnan(few[:2]).any()
PYTHON
