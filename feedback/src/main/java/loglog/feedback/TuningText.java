package loglog.feedback;

import loglog.models.generation.LanguageModel;
import loglog.models.tokens.Tokenizer;
import loglog.runs.DataException;
import loglog.tasks.ExactTask;

/** Texts as the tokens of a model that is tuned: of its tokenizer, or of its task. */
public sealed interface TuningText {
    /** The tokens that a model is given. */
    int[] prompt(String text);

    /** The tokens of an answer, with what ends it. */
    int[] answer(String text);

    /** Those of a part of an answer, without an end. */
    int[] part(String text);

    /** The text of an answer's tokens, without what ended it. */
    String text(int[] tokens);

    /** The token that ends an answer; negative for none. */
    int end();

    /** Tokens that may be chosen: those below it. */
    int vocabulary();

    /** Tells it from other texts: that of a policy and that of its reward model have to be the same. */
    String identity();

    /** Of a tokenizer. */
    record OfTokenizer(Tokenizer tokenizer, int start) implements TuningText {
        static OfTokenizer of(LanguageModel model) {
            return new OfTokenizer(model.tokenizer(), model.startToken());
        }

        @Override
        public int[] prompt(String text) {
            var tokens = tokenizer.encode(text);
            var all = new int[tokens.length + 1];
            all[0] = start;
            System.arraycopy(tokens, 0, all, 1, tokens.length);
            return all;
        }

        @Override
        public int[] answer(String text) {
            return withEnd(part(text), end());
        }

        @Override
        public int[] part(String text) {
            return tokenizer.encode(text);
        }

        @Override
        public String text(int[] tokens) {
            return tokenizer.decode(tokens);
        }

        @Override
        public int end() {
            return tokenizer.documentToken();
        }

        @Override
        public int vocabulary() {
            return tokenizer.vocabulary();
        }

        @Override
        public String identity() {
            return tokenizer.identity();
        }
    }

    /** Of a task. */
    record OfTask(ExactTask task) implements TuningText {
        @Override
        public int[] prompt(String text) {
            var tokens = task.vocabulary().encode(text);
            if (tokens.length == 0) {
                throw new DataException("found an empty prompt, expected one of the task's");
            }
            return tokens;
        }

        @Override
        public int[] answer(String text) {
            var tokens = part(text);
            boolean isEnded = tokens.length > 0 && tokens[tokens.length - 1] == end();
            return end() < 0 || isEnded ? tokens : withEnd(tokens, end());
        }

        @Override
        public int[] part(String text) {
            return task.vocabulary().encode(text);
        }

        @Override
        public String text(int[] tokens) {
            int length = tokens.length > 0 && tokens[tokens.length - 1] == end() ? tokens.length - 1 : tokens.length;
            return task.vocabulary().decode(tokens, 0, length);
        }

        @Override
        public int end() {
            return task.ends() ? task.vocabulary().end() : -1;
        }

        @Override
        public int vocabulary() {
            return task.vocabulary().pad();
        }

        @Override
        public String identity() {
            return task.identity();
        }
    }

    private static int[] withEnd(int[] tokens, int end) {
        var all = java.util.Arrays.copyOf(tokens, tokens.length + 1);
        all[tokens.length] = end;
        return all;
    }
}
