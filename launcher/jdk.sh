# Sourced by loglog and verify: sets JAVA_HOME to a JDK 25 or newer, or says how to get one and ends with status 2; and finds
# Maven.
# shellcheck shell=bash disable=SC2034

jdk_version_of() { # the feature version of the JDK in folder $1, or nothing where there is none
  [ -x "$1/bin/javac" ] && [ -r "$1/release" ] || return 0
  sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$1/release"
}

find_jdk() {
  local candidate version on_path
  on_path=$(command -v javac 2>/dev/null || true)
  [ -z "$on_path" ] || on_path=$(dirname "$(dirname "$(readlink -f "$on_path" 2>/dev/null || printf '%s' "$on_path")")")
  for candidate in "${JAVA_HOME:-}" "$on_path" /usr/lib/jvm/* /Library/Java/JavaVirtualMachines/*/Contents/Home \
    "$HOME"/.sdkman/candidates/java/* "$HOME"/.jdks/* "$HOME"/Library/Java/JavaVirtualMachines/*/Contents/Home \
    /opt/java/* /opt/jdk*; do
    [ -n "$candidate" ] || continue
    version=$(jdk_version_of "$candidate")
    if [ -n "$version" ] && [ "$version" -ge 25 ]; then
      JAVA_HOME=$candidate
      export JAVA_HOME
      return 0
    fi
  done
  cat >&2 <<'EOM'
loglog: no JDK 25 or newer was found in JAVA_HOME, on the PATH or in the usual folders; install one (for example
Eclipse Temurin 25, from adoptium.net or your system's packages) and set JAVA_HOME to its folder.
EOM
  exit 2
}

# Sets `maven` to the Maven of this machine or, where it has none, to the project's wrapper, which fetches one once.
find_maven() {
  maven=mvn
  command -v mvn >/dev/null 2>&1 || maven=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)/mvnw
}
