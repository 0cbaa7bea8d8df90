package loglog.web;

import io.javalin.http.Context;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Set;

/**
 * Who may ask. A page that the user has open elsewhere must not reach the lab through the browser: neither by a form or script of
 * its own (Origin, Sec-Fetch-Site), nor under a name of its own that leads here (Host). Beyond this machine each request needs the token.
 */
final class Doorkeeper {
    /** Nothing is fetched from elsewhere, no script stands in a page, nobody may frame one. */
    static final String POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self';"
                    + " connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    /** A picture shown by itself: styles of its own, nothing else. */
    static final String POLICY_OF_PICTURES = "default-src 'none'; style-src 'unsafe-inline'; sandbox";

    private static final String COOKIE = "loglog_token_";
    private static final Set<String> EVERYWHERE = Set.of("0.0.0.0", "::", "[::]");

    private final String host;
    private final String token;

    /**
     * Sets the rules.
     *
     * @param host that the server listens on
     * @param token that each request has to carry; null for none
     */
    Doorkeeper(String host, String token) {
        this.host = host;
        this.token = token;
    }

    /** Headers that each answer has. */
    static void headers(Context context) {
        context.header("Content-Security-Policy", POLICY);
        context.header("X-Content-Type-Options", "nosniff");
        context.header("Referrer-Policy", "no-referrer");
        context.header("Cross-Origin-Resource-Policy", "same-origin");
        context.header("Cross-Origin-Opener-Policy", "same-origin");
        context.header("X-Frame-Options", "DENY");
        context.header("Cache-Control", "no-store");
    }

    /**
     * Lets a request pass.
     *
     * @return false where it has been answered: the token of its address has become a cookie
     * @throws BadRequest where it may not
     */
    boolean letPass(Context context) {
        int port = context.req().getLocalPort(); // not what the header says
        var asked = context.header("Host");
        if (asked == null || !isOurs(asked, port)) {
            throw BadRequest.forbidden(
                    403,
                    "Host: found %s, expected the address that the server was started with"
                            .formatted(asked == null ? "nothing" : Asked.quoted(asked)));
        }
        var origin = context.header("Origin");
        var site = context.header("Sec-Fetch-Site");
        boolean elsewhere = origin != null && !origin.equals("http://" + asked);
        boolean fetchedFromElsewhere = site != null
                && (site.equals("cross-site") || site.equals("same-site"))
                && !"navigate".equals(context.header("Sec-Fetch-Mode"));
        if (elsewhere || fetchedFromElsewhere) {
            throw BadRequest.forbidden(403, "Origin: a page from elsewhere asks, expected one of this server's");
        }
        if (token == null) {
            return true;
        }
        if (matches(context.queryParam("token")) && context.method().name().equals("GET")) {
            context.header(
                    "Set-Cookie", COOKIE + port + "=" + token + "; HttpOnly; SameSite=Strict; Path=/; Max-Age=2592000");
            context.redirect(context.path().startsWith("//") ? "/" : context.path());
            return false;
        }
        var bearer = context.header("Authorization");
        if (matches(context.cookie(COOKIE + port))
                || bearer != null && bearer.startsWith("Bearer ") && matches(bearer.substring(7))) {
            return true;
        }
        throw BadRequest.forbidden(
                401,
                "Authorization: found no token of this server's, expected the one that it printed, behind ?token= once,"
                        + " or as a Bearer");
    }

    private boolean matches(String given) {
        // As long for each wrong one, so that it cannot be found letter by letter.
        return given != null
                && MessageDigest.isEqual(
                        given.getBytes(StandardCharsets.UTF_8), token.getBytes(StandardCharsets.UTF_8));
    }

    private boolean isOurs(String asked, int port) {
        if (EVERYWHERE.contains(host)) {
            return true; // this machine's names are not known; the token is what keeps others out
        }
        var name = port == 80 && !asked.matches(".*:\\d+") ? asked + ":80" : asked;
        var bracketed = host.contains(":") && !host.startsWith("[") ? "[" + host + "]" : host;
        return name.equalsIgnoreCase("127.0.0.1:" + port)
                || name.equalsIgnoreCase("localhost:" + port)
                || name.equalsIgnoreCase("[::1]:" + port)
                || name.equalsIgnoreCase(bracketed + ":" + port);
    }
}
