# Builds target/tandem.jar when it is missing or older than its sources; sourced by the scripts beside it.
newer_than_jar() {
  find "$home/src/main" "$home/pom.xml" -newer "$home/target/tandem.jar" -type f -print -quit 2>/dev/null
}
if [ ! -f "$home/target/tandem.jar" ] || [ ! -d "$home/target/lib" ] || [ -n "$(newer_than_jar)" ]; then
  command -v mvn >/dev/null || { echo "tandem: needs Maven (mvn) on the PATH to build" >&2; exit 1; }
  echo "tandem: building (the first time takes some minutes)" >&2
  mvn -q -B -f "$home/pom.xml" -Dmaven.test.skip=true package 1>&2
  touch "$home/target/tandem.jar"
fi
