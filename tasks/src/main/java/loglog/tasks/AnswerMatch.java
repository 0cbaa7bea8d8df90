package loglog.tasks;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import loglog.runs.DataException;
import loglog.runs.Json;

/** When an answer to a problem of a user's own is right. */
public sealed interface AnswerMatch {
    /** Whether what was written answers the problem. */
    boolean matches(String prompt, String answer, String written);

    /** The same text, but for blanks around it. */
    record Exact() implements AnswerMatch {
        @Override
        public boolean matches(String prompt, String answer, String written) {
            return answer.strip().equals(written.strip());
        }
    }

    /**
     * The same number, however it is written: {@code 0.50} and {@code 1e0}. An answer that is no number has to be the same text.
     *
     * @param tolerance the largest difference, as a share of the reference's size (of 1, where that is smaller)
     */
    record Numeric(double tolerance) implements AnswerMatch {
        private static final int LONGEST = 400;

        public Numeric {
            if (!(tolerance >= 0 && tolerance < 1)) {
                throw new DataException(
                        "file: tolerance: found %s, expected a share from 0 to less than 1".formatted(tolerance));
            }
        }

        @Override
        public boolean matches(String prompt, String answer, String written) {
            var expected = number(answer);
            var found = number(written);
            if (expected == null || found == null) {
                return answer.strip().equals(written.strip());
            }
            var allowed = BigDecimal.valueOf(tolerance).multiply(expected.abs().max(BigDecimal.ONE));
            return expected.subtract(found).abs().compareTo(allowed) <= 0;
        }

        /** Null where it is none, or one so long or so large that nobody means it. */
        private static BigDecimal number(String text) {
            var digits = text.strip().replace(",", "");
            if (digits.length() > LONGEST) {
                return null;
            }
            try {
                var value = new BigDecimal(digits);
                return Math.abs((long) value.scale()) > LONGEST ? null : value;
            } catch (NumberFormatException _) {
                return null;
            }
        }
    }

    /**
     * What a command of the user's says. It reads a line of JSON ({@code prompt}, {@code answer}, {@code written}) and ends with
     * status 0 for right and 1 for wrong.
     */
    record Command(String command) implements AnswerMatch {
        private static final int SECONDS = 60;

        @Override
        public boolean matches(String prompt, String answer, String written) {
            var line = Json.MAPPER
                    .createObjectNode()
                    .put("prompt", prompt)
                    .put("answer", answer)
                    .put("written", written);
            try {
                var process = new ProcessBuilder("sh", "-c", command)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .start();
                try (var in = process.getOutputStream()) {
                    in.write((line + "\n").getBytes(StandardCharsets.UTF_8));
                } catch (IOException _) {
                    // A judge that does not read has its status all the same.
                }
                if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
                    process.destroyForcibly();
                    throw new DataException("judge %s: found no end after %d s, expected an exit status of 0 or 1"
                            .formatted(command, SECONDS));
                }
                return switch (process.exitValue()) {
                    case 0 -> true;
                    case 1 -> false;
                    default ->
                        throw new DataException(
                                "judge %s: found exit status %d, expected 0 for a right answer or 1 for a wrong one"
                                        .formatted(command, process.exitValue()));
                };
            } catch (IOException e) {
                throw DataException.of("judge " + command, e);
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
                throw new DataException("judge %s: was interrupted".formatted(command));
            }
        }
    }
}
