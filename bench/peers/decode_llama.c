/*
 * Decodes with llama.cpp when told to: each line of its input is answered by a line of JSON: tokens, seconds, seconds of processor
 * time. Arguments: a GGUF file, tokens to decode greedily from the start token, threads, and a text whose bits it greets with
 * ("" for none). The prebuilt library and matching headers come with node-llama-cpp (bench/decoding.py compiles this file).
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "ggml-backend.h"
#include "llama.h"

static double now(clockid_t clock) {
    struct timespec t;
    clock_gettime(clock, &t);
    return t.tv_sec + 1e-9 * t.tv_nsec;
}

static void quiet(enum ggml_log_level level, const char *text, void *data) {
    (void)level; (void)text; (void)data;
}

static float *next(struct llama_context *context, llama_token token) {
    if (llama_decode(context, llama_batch_get_one(&token, 1))) exit(3);
    return llama_get_logits_ith(context, -1);
}

int main(int argc, char **argv) {
    if (argc < 6) return 2;
    int count = atoi(argv[2]), threads = atoi(argv[3]);
    llama_log_set(quiet, NULL);
    ggml_backend_load_all_from_path(argv[5]);
    struct llama_model_params of = llama_model_default_params();
    struct llama_model *model = llama_model_load_from_file(argv[1], of);
    if (!model) return 4;
    const struct llama_vocab *vocab = llama_model_get_vocab(model);
    int size = llama_vocab_n_tokens(vocab);
    struct llama_context_params with = llama_context_default_params();
    with.n_ctx = 512;
    with.n_threads = with.n_threads_batch = threads;
    struct llama_context *context = llama_init_from_model(model, with);
    if (!context) return 5;
    llama_token start = llama_vocab_bos(vocab);
    double bits = 0;
    for (const char *c = argv[4]; *c; c++) {
        float *logits = next(context, c == argv[4] ? start : (unsigned char)c[-1]);
        double most = logits[0], sum = 0;
        for (int i = 0; i < size; i++) if (logits[i] > most) most = logits[i];
        for (int i = 0; i < size; i++) sum += exp(logits[i] - most);
        bits += (log(sum) + most - logits[(unsigned char)*c]) / log(2);
    }
    printf("{\"bits\": %.6f, \"vocabulary\": %d}\n", bits, size);
    fflush(stdout);
    char line[256];
    while (fgets(line, sizeof line, stdin)) {
        llama_memory_clear(llama_get_memory(context), true);
        double began = now(CLOCK_MONOTONIC), processor = now(CLOCK_PROCESS_CPUTIME_ID);
        llama_token token = start;
        for (int i = 0; i < count; i++) {
            float *logits = next(context, token);
            token = 0;
            for (int v = 1; v < size; v++) if (logits[v] > logits[token]) token = v;
        }
        printf("{\"tokens\": %d, \"seconds\": %.6f, \"processor_seconds\": %.6f}\n", count,
               now(CLOCK_MONOTONIC) - began, now(CLOCK_PROCESS_CPUTIME_ID) - processor);
        fflush(stdout);
    }
    return 0;
}
