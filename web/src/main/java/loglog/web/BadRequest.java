package loglog.web;

import loglog.words.Sentence;

/** A request that cannot be answered: one sentence that names the field, what was found and what was expected. */
public final class BadRequest extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final int status;

    private BadRequest(int status, String sentence) {
        super(sentence);
        this.status = status;
    }

    /** A field that is not what it can be. */
    public static BadRequest of(String field, String found, String expected) {
        return new BadRequest(400, Sentence.found(field, found, expected));
    }

    /** What is wrong in a sentence of its own. */
    public static BadRequest saying(String sentence) {
        return new BadRequest(400, sentence);
    }

    /** Something that is not there. */
    public static BadRequest notFound(String sentence) {
        return new BadRequest(404, sentence);
    }

    /** What cannot be done as things are now. */
    public static BadRequest conflict(String sentence) {
        return new BadRequest(409, sentence);
    }

    static BadRequest tooLarge(long most) {
        return new BadRequest(413, "body: found more than %d MB, expected at most that".formatted(most >> 20));
    }

    static BadRequest forbidden(int status, String sentence) {
        return new BadRequest(status, sentence);
    }

    /** Of HTTP: 400 to 413. */
    public int status() {
        return status;
    }
}
