package loglog.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who may ask the server, and what no request gets out of it. */
class DoorkeeperTest {
    /** Damaged ones; 10,000 by {@code -Dloglog.requests=10000}. */
    private static final int REQUESTS = Integer.getInteger("loglog.requests", 2500);

    @TempDir
    static Path folder;

    private static SomeLab lab;

    @BeforeAll
    static void open() {
        lab = SomeLab.open(folder, null);
    }

    @AfterAll
    static void close() {
        lab.close();
    }

    @Test
    void aNameThatLeadsHereFromElsewhereIsRefused() {
        assertThat(lab.get("/api/measures?run=under-way").status()).isEqualTo(200);
        assertThat(lab.get("/api/measures", "Host: localhost:" + lab.port()).status())
                .isEqualTo(200);
        for (var host :
                List.of("evil.example", "evil.example:" + lab.port(), "127.0.0.1:1", "127.0.0.1.evil.example:80")) {
            assertThat(lab.get("/runs", "Host: " + host).status()).as(host).isEqualTo(403);
        }
    }

    @Test
    void aPageFromElsewhereCannotAsk() {
        for (var origin :
                List.of("http://evil.example", "null", "https://127.0.0.1:" + lab.port(), "http://127.0.0.1:1")) {
            var answer = lab.post("/v1/completions", "{}", "Origin: " + origin);
            assertThat(answer.status()).as(origin).isEqualTo(403);
        }
        assertThat(lab.get("/api/measures", "Sec-Fetch-Site: cross-site", "Sec-Fetch-Mode: no-cors")
                        .status())
                .isEqualTo(403);
        assertThat(lab.get("/runs", "Sec-Fetch-Site: cross-site", "Sec-Fetch-Mode: navigate")
                        .status())
                .as("a link from elsewhere may lead here")
                .isEqualTo(200);
        assertThat(lab.get("/api/measures", "Origin: http://127.0.0.1:" + lab.port())
                        .status())
                .isEqualTo(200);
    }

    @Test
    void withATokenNothingIsAnsweredWithoutIt(@TempDir Path other) {
        try (var locked = SomeLab.open(other, SomeLab.TOKEN)) {
            for (var path : List.of("/", "/runs", "/site/style.css", "/api/measures", "/v1/models", "/nothing")) {
                assertThat(locked.get(path).status()).as(path).isEqualTo(401);
                assertThat(locked.get(path, "Authorization: Bearer wrong").status())
                        .as(path)
                        .isEqualTo(401);
            }
            assertThat(locked.get("/v1/models", "Authorization: Bearer " + SomeLab.TOKEN)
                            .status())
                    .isEqualTo(200);
            var first = locked.get("/runs?token=" + SomeLab.TOKEN);
            assertThat(first.status()).isEqualTo(302);
            assertThat(first.header("Location")).doesNotContain(SomeLab.TOKEN);
            assertThat(first.header("Set-Cookie")).contains("HttpOnly", "SameSite=Strict");
            var cookie = first.header("Set-Cookie").split(";")[0];
            assertThat(locked.get("/runs", "Cookie: " + cookie).status()).isEqualTo(200);
        }
    }

    @Test
    void pagesAllowNoScriptOfTheirOwnTextAndNothingFromElsewhere() {
        for (var page : SiteFiles.PAGES) {
            var answer = lab.get("/" + page);
            assertThat(answer.header("Content-Security-Policy"))
                    .contains("default-src 'none'", "script-src 'self'", "frame-ancestors 'none'")
                    .doesNotContain("unsafe");
            assertThat(answer.body()).doesNotContain(" style=", " onclick=", "<script>", "<style", "http:", "https:");
            assertThat(answer.head().toLowerCase(java.util.Locale.ROOT)).doesNotContain("jetty", "javalin");
        }
    }

    @Test
    void noPathReachesAFile() {
        for (var path : List.of(
                "/../pom.xml",
                "/site/../../pom.xml",
                "/site/%2e%2e/%2e%2e/pom.xml",
                "/site/..%2f..%2fpom.xml",
                "/site//etc/passwd",
                "/runs/study/plain/run.json",
                "/site/primer.json/..",
                "//etc/passwd",
                "/site/%00style.css")) {
            var answer = lab.get(path);
            assertThat(answer.status()).as(path).isBetween(400, 404);
            assertThat(answer.body()).doesNotContain("<project", "root:", "recipe");
        }
        for (var run : List.of("../../etc", "/etc", "study", "study/plain/../plain", "study/tiny/checkpoint-48")) {
            assertThat(lab.get("/api/curves?run=" + run).status()).as(run).isEqualTo(404);
            assertThat(lab.post("/v1/completions", "{\"model\":\"%s\",\"prompt\":\"a\"}".formatted(run))
                            .status())
                    .as(run)
                    .isEqualTo(404);
        }
    }

    @Test
    void tooLargeABodyIsRefused() {
        var head =
                "POST /v1/completions HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nConnection: close\r\nContent-Length: %d\r\n\r\n"
                        .formatted(lab.port(), WebServer.MOST_BYTES + 10);
        var answer = lab.raw((head + "{").getBytes(StandardCharsets.UTF_8));
        assertThat(answer.status()).isIn(413, 400);
    }

    @Test
    void damagedRequestsAreRefusedInASentenceAndNeverADefect() {
        var random = new Random(7);
        var seeds = List.of(
                "GET /api/curves?run=study/plain&x=tokens&y=loss&log=true&columns=200&smooth=0.5 HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nConnection: close\r\n\r\n",
                "GET /api/measures?run=under-way HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nConnection: close\r\nOrigin: http://127.0.0.1\r\n\r\n",
                "GET /v1/models/study%%2Ftiny HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nConnection: close\r\nAccept: */*\r\n\r\n",
                "POST /v1/completions HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nConnection: close\r\nContent-Type: application/json\r\n"
                        + "Content-Length: 141\r\n\r\n{\"model\":\"study/tiny\",\"prompt\":[\"ab\",[1,2]],\"max_tokens\":2,"
                        + "\"temperature\":0.5,\"n\":2,\"echo\":true,\"logprobs\":2,\"stop\":[\"x\"],\"seed\":4}      ",
                "POST /v1/chat/completions HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nConnection: close\r\nContent-Length: 100\r\n\r\n"
                        + "{\"model\":\"study/tiny\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}],\"max_tokens\":2,\"stream\":true}      ");
        int answered = 0;
        for (int i = 0; i < REQUESTS; i++) {
            var request = seeds.get(i % seeds.size()).formatted(lab.port()).getBytes(StandardCharsets.UTF_8);
            int changes = random.nextInt(4);
            int hostEnds = new String(request, StandardCharsets.UTF_8).indexOf("Connection: close");
            for (int c = 0; c < changes; c++) {
                int at = random.nextInt(request.length);
                if (at > 60 && at < hostEnds + 18) {
                    continue; // else most would be refused for their Host, or wait for more
                }
                request[at] = switch (random.nextInt(4)) {
                    case 0 -> (byte) random.nextInt(256);
                    case 1 -> (byte) "\"{}[]:,%&=/\\0-e.".charAt(random.nextInt(16));
                    case 2 -> request[random.nextInt(request.length)];
                    default -> (byte) ('0' + random.nextInt(10));
                };
            }
            var answer = lab.raw(request);
            answered += answer.status() > 0 ? 1 : 0;
            assertThat(answer.status())
                    .as(() -> new String(request, StandardCharsets.UTF_8) + "\n" + answer.body())
                    .isNotEqualTo(500);
        }
        assertThat(answered).isGreaterThan(REQUESTS * 4 / 5);
        assertThat(lab.get("/runs").status()).as("and it still answers").isEqualTo(200);
    }
}
