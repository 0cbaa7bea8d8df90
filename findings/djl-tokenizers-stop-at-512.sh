#!/usr/bin/env bash
# ai.djl.huggingface:tokenizers 0.36.0 (its library of tokenizers is in the jar), Java 17 or later, Maven.
# A guess: a tokenizer.json that has no truncation gives all tokens of a text, in Java as in Python. HuggingFaceTokenizer of DJL switches truncation
# on for itself, to 512 tokens where nothing says another length: encode() of a longer text gives its first 512, and counts of tokens, and a loss
# over "the text", stop there. The option truncation=false gives all.
# Seen: 100 words 100 tokens, 2,000 words 512; with truncation=false 2,000.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
cat > pom.xml <<'XML'
<project><modelVersion>4.0.0</modelVersion><groupId>a</groupId><artifactId>a</artifactId><version>1</version><dependencies><dependency>
<groupId>ai.djl.huggingface</groupId><artifactId>tokenizers</artifactId><version>0.36.0</version></dependency></dependencies></project>
XML
mvn -q -B org.apache.maven.plugins:maven-dependency-plugin:3.6.1:copy-dependencies -DoutputDirectory=jars > mvn.log 2>&1 || { tail -5 mvn.log; exit 1; }
cat > tokenizer.json <<'JSON'
{"version": "1.0", "truncation": null, "padding": null, "added_tokens": [], "normalizer": null, "pre_tokenizer": {"type": "Whitespace"},
 "post_processor": null, "decoder": null, "model": {"type": "WordLevel", "vocab": {"<unk>": 0, "the": 1}, "unk_token": "<unk>"}}
JSON
cat > Count.java <<'JAVA'
import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import java.nio.file.Path;
import java.util.Map;

public class Count {
  public static void main(String[] args) throws Exception {
    Path file = Path.of("tokenizer.json");
    try (var usual = HuggingFaceTokenizer.newInstance(file);
        var whole = HuggingFaceTokenizer.newInstance(file, Map.of("truncation", "false"))) {
      int few = count(usual, 100), many = count(usual, 2000), all = count(whole, 2000);
      System.out.println("100 words: " + few + ", 2000 words: " + many + ", with truncation=false: " + all);
      if (few != 100 || many != 512 || all != 2000) {
        System.exit(1);
      }
    }
  }

  static int count(HuggingFaceTokenizer tokenizer, int words) {
    return tokenizer.encode("the ".repeat(words)).getIds().length;
  }
}
JAVA
DJL_CACHE_DIR="$folder/cache" java -Dai.djl.offline=true -cp "jars/*" Count.java 2> java.log || { tail -5 java.log; exit 1; }
