/**
 * The second door: a server of pages and their API, and of OpenAI's over trained runs. What the API answers beyond runs' curves and
 * models' texts is handed in by whoever starts it, as {@code ApiRoute}s.
 */
module loglog.web {
    requires io.javalin;
    requires loglog.words;
    requires transitive loglog.models;
    requires transitive loglog.runs;

    exports loglog.web;
    exports loglog.web.openai;
}
