package loglog.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class JoinedScriptTest {
    private static UnaryOperator<String> modules(String... namesAndTexts) {
        var texts = new java.util.HashMap<String, String>();
        for (int i = 0; i < namesAndTexts.length; i += 2) {
            texts.put(namesAndTexts[i], namesAndTexts[i + 1]);
        }
        return Map.copyOf(texts)::get;
    }

    @Test
    void aModuleComesOnceAndAfterWhatItImports() {
        var joined = JoinedScript.of(
                "page.js",
                modules(
                        "page.js",
                                "import {twice as double} from './twice.js';\nimport {one} from './one.js';\ndouble(one);\n",
                        "twice.js", "import {one} from './one.js';\nexport function twice(n) { return n + one; }\n",
                        "one.js", "export const one = 1;\nexport async function two() {}\nexport class Three {}\n"));
        assertThat(joined).isEqualTo("""
                const modules = {};
                {
                const one = 1;
                async function two() {}
                class Three {}

                modules['one.js'] = {one, two, Three};
                }
                {
                const {one} = modules['one.js'];
                function twice(n) { return n + one; }

                modules['twice.js'] = {twice};
                }
                {
                const {twice : double} = modules['twice.js'];
                const {one} = modules['one.js'];
                double(one);

                modules['page.js'] = {};
                }""");
    }

    @Test
    void whatTheModuleExportsIsExported() {
        assertThat(JoinedScript.of("page.js", modules("page.js", "export const a = 1;\nexport function b() {}\n")))
                .endsWith("modules['page.js'] = {a, b};\n}\nexport const {a, b} = modules['page.js'];");
    }

    @Test
    void aLibraryKeepsItsNameForAllBehindIt() {
        assertThat(JoinedScript.of(
                        "page.js",
                        modules("page.js", "import './plot.js';\nexport const p = plot;\n", "plot.js", "var plot=1;")))
                .startsWith("const modules = {};\nvar plot=1;\n{\n");
    }

    @Test
    void whatItDoesNotKnowItRefuses() {
        for (var line : new String[] {
            "export default 1;",
            "export let changes = 1;",
            "import all from './all.js';",
            "import * as all from './all.js';",
            "export {a};",
            "import {a} from 'elsewhere';"
        }) {
            assertThatThrownBy(() -> JoinedScript.of("page.js", modules("page.js", line + "\n", "all.js", "")))
                    .hasMessage("page.js: cannot be joined: " + line);
        }
    }

    @Test
    void allScriptsOfThePagesCanBeJoined() {
        var site = new SiteFiles();
        for (var path : site.paths()) {
            if (path.startsWith("/site/joined/")) {
                assertThat(site.text(path))
                        .contains("modules['common.js'] = {COLORS, ")
                        .doesNotContain("\nimport ", "\nexport function ");
            }
        }
    }
}
