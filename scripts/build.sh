# Builds target/run/tandem.jar when it is missing or older than its sources; the other scripts source this file.
# tandem-rehearsal.jar in the same folder has the commands that drive or measure a server.
# Both are copies of Maven's jars, replaced in one step, so that a running server keeps its own jar during a build or
# test.
jar="$home/target/run/tandem.jar"
rehearsal="$home/target/run/tandem-rehearsal.jar"
built="$home/target/built" # written last, so that an interrupted build is repeated
is_built() {
  [ -f "$built" ] && [ -f "$jar" ] && [ -f "$rehearsal" ] && [ -z "$(find "$home/src/main" "$home/pom.xml" -newer "$built" -print -quit)" ]
}
# Says what Maven is doing, and passes on its errors.
progress() {
  awk '
    BEGIN { says["antrun:run"] = "bundling the pages"
            says["compiler:compile"] = "compiling"; says["jar:jar"] = "packing" }
    { gsub(/\033\[0*m/, "") } # Maven 3 prints colour resets even without colours
    match($0, /--- [a-z-]+:[^ ]+:[a-zA-Z-]+ /) {
      split(substr($0, RSTART + 4, RLENGTH - 5), part, ":"); gsub(/-maven-plugin|^maven-|-plugin$/, "", part[1])
      goal = part[1] ":" part[3]
      if (goal in says && !(goal in said)) { said[goal] = 1; print "tandem:   " says[goal]; fflush() }
      next
    }
    /^\[ERROR\]/ || /^[^[]/ { print; fflush() }'
}
if ! is_built; then
  command -v mvn >/dev/null || { echo "tandem: needs Maven (mvn) on the PATH to build" >&2; exit 1; }
  mkdir -p "$home/target" 2>/dev/null && [ -w "$home/target" ] || {
    echo "tandem: needs to write $home/target to build, and $(id -un) may not" >&2
    exit 1
  }
  # one build at a time: several commands may be started together
  (
    if command -v flock >/dev/null; then flock 9; fi
    if ! is_built; then
      echo "tandem: building (the first time takes some minutes)" >&2
      # has the time of the build's beginning, so that sources written meanwhile count as newer
      touch "$built.next" &&
        mvn -B -ntp -Dstyle.color=never -f "$home/pom.xml" -Dmaven.test.skip=true package 2>&1 |
        progress 1>&2 &&
        mkdir -p "$home/target/run" &&
        cp "$home/target/tandem.jar" "$jar.next" &&
        cp "$home/target/tandem-rehearsal.jar" "$rehearsal.next" &&
        mv "$jar.next" "$jar" &&
        mv "$rehearsal.next" "$rehearsal" &&
        mv "$built.next" "$built"
    fi
  ) 9>"$home/target/build.lock" || { echo "tandem: the build failed, see above" >&2; exit 1; }
fi
