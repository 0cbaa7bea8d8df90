/** OpenAI's API over trained runs: completions of texts, with log-probabilities, streamed or whole. */
package loglog.web.openai;
