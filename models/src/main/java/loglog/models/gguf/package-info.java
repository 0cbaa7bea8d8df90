/** GGUF, the file format of llama.cpp: models written and read, with weights in ggml's types. */
package loglog.models.gguf;
