# Sourced by loglog when a source is newer than the build. Builds the program alone (no tests), lays it out in a folder
# of its own under target/launch, makes the JVM's ahead-of-time cache, and moves the link `current` there.
# shellcheck shell=bash disable=SC2154

. "$here/launcher/jdk.sh"
find_jdk
find_maven

mkdir -p "$here/target/launch"
exec 9>"$here/target/launch/lock"
if command -v flock >/dev/null 2>&1 && ! flock -n 9; then
  echo "loglog: waiting for another build of this checkout" >&2
  flock 9
fi

if stale || [ ! -r "$current/java-home" ]; then
  find_jdk
  began=$(date +%s)
  if [ -e "$current" ]; then echo "loglog: sources changed, building" >&2; else
    echo "loglog: first start, building (a minute or two; the libraries are downloaded once)" >&2
  fi
  build=$here/target/launch/build-$$-$began
  mkdir -p "$build"
  touch "$build/java-home" # before the build: a source saved meanwhile counts as newer
  rm -rf "$here/app/target/lib" # a library that is no longer wanted would stay
  if ! (cd "$here" && "$maven" -B -q -ntp -Dloglog.build -pl app -am package) >"$build/log" 2>&1; then
    grep -v '^WARNING:' "$build/log" >&2 || true
    rm -rf "$build"
    echo "loglog: the build failed; its output is above" >&2
    exit 1
  fi
  mkdir "$build/lib"
  # Libraries are linked, so that two builds do not take twice the room. The rooms' own jars are copied: Maven writes the next
  # ones into the same files, which a process of this build may still read.
  for jar in "$here"/app/target/lib/*.jar "$here"/app/target/app-*.jar; do
    name=${jar##*/}
    if [ -d "$here/${name%%-[0-9]*}" ] || ! cp -l "$jar" "$build/lib/" 2>/dev/null; then
      cp "$jar" "$build/lib/"
    fi
  done
  # So that the cache holds the command line's parser: 31 classes are loaded outside it instead of 206. All works without.
  "$JAVA_HOME/bin/java" "$here/launcher/Modernize.java" "$build"/lib/picocli-*.jar >>"$build/log" 2>&1 || true
  # A command that asks DuckDB takes 0.2 s less where its library need not be unpacked. All works without.
  "$JAVA_HOME/bin/java" "$here/launcher/UnpackNative.java" "$build"/lib/duckdb_jdbc-*.jar >>"$build/log" 2>&1 || true
  # The server's libraries are on the class path of `serve` alone: the others start no later for them.
  mkdir "$build/serve"
  for jar in "$build"/lib/*.jar; do
    case ${jar##*/} in
      javalin-* | jetty-* | jakarta.* | kotlin-* | annotations-* | asm-* | slf4j-nop-* | uplot-*) mv "$jar" "$build/serve/" ;;
    esac
  done
  class_path=$(printf '%s:' "$build"/lib/*.jar)
  class_path=${class_path%:}
  serve_path=$class_path$(printf ':%s' "$build"/serve/*.jar)
  # The quick compiler alone: these commands end before the optimizing one has paid for itself. Measured on two cores, a
  # fit takes 0.25 s instead of 0.45, with 4000 resamples 0.65 s instead of 1.0; no command of the room laws is slower.
  common="-XX:TieredStopAtLevel=1 -XX:+UseSerialGC -XX:-UsePerfData --enable-native-access=ALL-UNNAMED"
  # Not compiled at the start: what the session below needed, which is more than most commands do (less processor time by
  # 0.05 to 0.1 s). Columns of a large table are allocated where they stay, instead of being copied from one space to the next.
  common="$common -XX:+UnlockDiagnosticVMOptions -XX:-AOTReplayTraining -XX:PretenureSizeThreshold=512k"
  # Most methods of a short command run a few hundred times: they cost less interpreted than compiled. Methods with loops
  # are compiled as early as before.
  common="$common -XX:Tier3InvocationThreshold=2000 -XX:Tier3CompileThreshold=10000 -XX:Tier3MinInvocationThreshold=50"
  # The fields of the commands' options are read and set a few times each: by the JVM itself, instead of by method handles, which
  # are code that is made anew at each start.
  common="$common -Djdk.reflect.useNativeAccessorOnly=true"
  # A page fault for 2 MB of the heap instead of 512 of them, where the system has such pages.
  case $(cat /sys/kernel/mm/transparent_hugepage/enabled 2>/dev/null || true) in
    *'[madvise]'* | *'[always]'*) common="$common -XX:+UseTransparentHugePages -Xlog:pagesize=error" ;;
  esac
  printf '%s\n' "$common -cp \"$class_path\"" >"$build/table.cold"
  printf '%s\n' "-XX:+UseParallelGC -XX:-UsePerfData --enable-native-access=ALL-UNNAMED --add-modules jdk.incubator.vector -Xmn64m -cp \"$class_path\"" \
    >"$build/train.options"
  # The server begins without the Vector API and loads it when a model is first asked: with an incubator module among its roots the JVM
  # cannot use what its cache has ready (a quarter of the processor time of a start). Where this JVM loads none later, from the start.
  vectors="--add-modules jdk.incubator.vector"
  later="--add-exports java.base/jdk.internal.module=ALL-UNNAMED"
  # shellcheck disable=SC2086
  if "$JAVA_HOME/bin/java" $later -cp "$class_path" loglog.engine.cpu.VectorModule >>"$build/log" 2>&1; then vectors=$later; fi
  # Most of the heap is curves and the lists of runs; what is free is given back. While the optimizing compiler has work waiting, code
  # is compiled without counters first: a start over 10,000 runs takes 15% less processor time. The cache, the largest of the three, is
  # mapped where it was written to lie, not at random: its pages need not be changed, so that a start has a fifth fewer page faults.
  printf '%s\n' "-XX:+UseSerialGC -XX:+UnlockDiagnosticVMOptions -XX:ArchiveRelocationMode=0 -XX:Tier3DelayOn=0 -XX:-UsePerfData --enable-native-access=ALL-UNNAMED $vectors -Xmx384m -cp \"$serve_path\"" \
    >"$build/serve.cold"
  # A cache holds the classes linked of a short session (WarmUp); without it all still works. All of its classes are loaded at
  # each start, so the laws' questions, answered in text, have one of their own with two thirds as many.
  make_cache() { # $1: its name, $2: the session, $3: the options without it
    if "$JAVA_HOME/bin/java" "-XX:ErrorFile=$build/hs_err.log" "-XX:AOTCacheOutput=$build/$1.aot" "@$build/$3.cold" \
      loglog.app.Main warm-up "$2" >"$build/$1.aot.log" 2>&1 && [ -s "$build/$1.aot" ]; then
      printf '%s %s\n' "-XX:AOTCache=$build/$1.aot" "$(cat "$build/$3.cold")" >"$build/$1.options"
    else
      cp "$build/$3.cold" "$build/$1.options"
    fi
  }
  make_cache table all table
  make_cache laws laws table
  make_cache serve serve serve # a page of runs and its curves
  touch -r "$build/java-home" "$build/stamp"
  printf '%s\n' "$JAVA_HOME" >"$build/java-home"
  touch -r "$build/stamp" "$build/java-home"
  ln -sfn "$(basename "$build")" "$current.new"
  mv -Tf "$current.new" "$current" 2>/dev/null || { rm -f "$current" && mv -f "$current.new" "$current"; }
  # A process keeps the build it was started from: one that is at work on a study reads more of it as it goes.
  running=$(ps -A -o args= 2>/dev/null || true)
  for old in "$here"/target/launch/build-*; do
    [ "$old" = "$build" ] || [ "${running#*"$old/"}" != "$running" ] || rm -rf "$old"
  done
  echo "loglog: built in $(($(date +%s) - began)) s" >&2
fi
exec 9>&-
