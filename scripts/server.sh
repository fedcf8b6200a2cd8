# Makes the command line of a server, and before that its AOT cache; scripts/tandem sources this file for `serve`.
# In: $home, $jar, $rehearsal and the array $java. Out: the array $server.
#
# The cache, target/run/tandem.aot, lets a server start faster (src/docs/decisions.md, 16). It is made by a server that
# handles some hundred calls in a temporary folder, with a database of its own. It belongs to one jar, one JDK and one set of
# flags, and is made again when one of them has changed. If that fails, an empty file stands for it: the server starts
# without, and nothing is tried again until one of them changes. TANDEM_TRAIN=no leaves the cache out.

cores=$(nproc)

# The memory that this process may use, in MB: the machine's, or less if a control group limits it.
memory() {
  local group limits=(/proc/meminfo /sys/fs/cgroup/memory.max /sys/fs/cgroup/memory/memory.limit_in_bytes)
  group=$(sed -n 's/^0:://p' /proc/self/cgroup 2>/dev/null) || true
  limits+=("/sys/fs/cgroup$group/memory.max")
  awk '/^MemTotal:/ { least = int($2 / 1024) }
    /^[0-9]+$/ && (!least || $1 / 1048576 < least) { least = int($1 / 1048576) }
    END { print least ? least : 2048 }' $(ls "${limits[@]}" 2>/dev/null)
}
heap=$((cores > 2 ? cores * 512 : 1024))
most=$(($(memory) / 2))
java+=("@$home/config/server.options" "-Xmx$((heap < most ? heap : most))m")
# On few cores, a collector that works while the server does takes a core from it. A JVM takes only one collector.
if [ "$cores" -lt 4 ] && [[ "${TANDEM_JVM_OPTIONS:-}" != *-XX:+Use*GC* ]]; then
  java+=(-XX:+UseSerialGC -Xmn32m)
fi
# There, too, compiling at once what was hot in training takes a fourth of the processor time of a start (decision 113).
if [ "$cores" -lt 4 ]; then
  java+=(-XX:+UnlockDiagnosticVMOptions -XX:-AOTReplayTraining)
fi
java+=(${TANDEM_JVM_OPTIONS:-})
classes=(-cp "$jar:$home/target/lib/*" tandem.Main)
trained="$home/target/run/tandem.aot"

made_of() {
  ls -lL --time-style=full-iso "$jar" "$home"/target/lib/*.jar
  cat "$JAVA_HOME/release" "$home"/config/{jvm,server}.options
  printf '%s\n' "${java[@]}"
}
is_trained() { [ -f "$trained" ] && [ "$(cat "$trained.of" 2>/dev/null)" = "$fits" ]; }
# Trains in the background, because bash handles a signal only when it waits. A signal ends the training and this script.
train() {
  "$JAVA_HOME/bin/java" "@$home/config/jvm.options" -XX:TieredStopAtLevel=1 -cp "$jar:$rehearsal:$home/target/lib/*:$home/target/lib/rehearsal/*" \
    tandem.commands.rehearsal.RehearsalMain train -- "${java[@]}" -XX:AOTCacheOutput="$next" "${classes[@]}" serve \
    </dev/null >"$trained.log" 2>&1 9>&- &
  local lesson=$!
  trap 'trap "" INT TERM HUP; kill "$lesson" 2>/dev/null || true; wait "$lesson" || true; rm -f "$next"*; exit 130' INT TERM HUP
  local passed=0
  wait "$lesson" || passed=$?
  trap - INT TERM HUP
  return $passed
}

cache=()
if [ "${TANDEM_TRAIN:-}" != no ]; then
  fits=$(made_of 2>/dev/null | cksum) || true
  if [ -w "$home/target/run" ] && ! is_trained; then
    # once, though several servers may be started together
    exec 9>"$home/target/run/train.lock"
    if command -v flock >/dev/null; then flock 9; fi
    if ! is_trained; then
      echo "tandem: training the server for fast starts (once after a build, half a minute or more)" >&2
      next="$trained.next.$$"
      if ! train || ! [ -s "$next" ]; then
        echo "tandem: the training failed, see $trained.log; the server starts without it" >&2
        : >"$next"
      fi
      mv "$next" "$trained" && echo "$fits" >"$trained.of"
      rm -f "$next"*
    fi
    exec 9>&-
  fi
  if is_trained && [ -s "$trained" ]; then cache=(-XX:AOTCache="$trained" "-Xlog:aot*=error"); fi
fi
server=("${java[@]}" ${cache[@]+"${cache[@]}"} "${classes[@]}")
