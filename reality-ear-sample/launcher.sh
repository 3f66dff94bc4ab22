# Starts application servers on this machine with one application on them, and stops them again.
# ./demo and ./sample source it.
# Needs a JDK 17, Node 18.18 with npm, and curl. Maven downloads everything else. Nothing listens beyond 127.0.0.1.
#
# The script defines:
#   name, most_nodes, servers_allowed      its name, the highest value of --nodes, and a pattern for --server
#   module, archive, deployed              the Maven module to build, the file that it makes, and its name on WildFly
#   payara_phase                           the Maven property that selects the download of Payara
#   patience                               maximum seconds for the start of a server
#   usage                                  prints the text of --help
#   settings I                             prints the application's environment variables on node I, one per line
#   start_payara I                         starts a Payara server in the background, with launch
#   answers I                              succeeds once the application on node I answers
#   explain                                prints what the user can do next
#   node_ended I                           called every second while node I does not run
# It may redefine:
#   check_options, kind I, is_client I
# Works in bash 3.2, which macOS has.
set -euo pipefail

nodes=2
server=payara
port=8080
build=yes

home=reality-ear-sample/target
servers=$home/servers
logs=$home/$name
soon=(-XX:+UseSerialGC -XX:TieredStopAtLevel=1) # without the optimizing compiler a server starts sooner

work=            # temporary folder, removed at the end
database_pid=
build_pid=
node_pids=()
started_at=()

main() {
  read_options "$@"
  check_tools
  check_ports
  trap stop EXIT
  trap 'exit 129' HUP
  trap 'exit 130' INT
  trap 'exit 143' TERM
  work=$(mktemp -d "${TMPDIR:-/tmp}/reality-$name.XXXXXX")
  mkdir -p "$logs"
  if [ "$build" = yes ]; then
    build
  fi
  start
  explain
  watch
}

# --- Checks before the start -----------------------------------------------------------------------------------------

read_options() {
  while [ $# -gt 0 ]; do
    case $1 in
      --nodes) nodes=$(value "$@") || exit 2; shift 2 ;;
      --server) server=$(value "$@") || exit 2; shift 2 ;;
      --port) port=$(value "$@") || exit 2; shift 2 ;;
      --no-build) build=no; shift ;;
      -h | --help) usage; exit 0 ;;
      *) wrong "Unknown option $1." ;;
    esac
  done
  [[ $nodes =~ ^[1-9]$ ]] && [ "$nodes" -le "$most_nodes" ] ||
    wrong "--nodes must be a number from 1 to $most_nodes, not '$nodes'."
  [[ $server =~ ^($servers_allowed)$ ]] || wrong "--server must be ${servers_allowed//|/ or }, not '$server'."
  [[ $port =~ ^[1-9][0-9]{3,4}$ ]] && [ "$port" -ge 1024 ] && [ "$port" -le 65000 ] ||
    wrong "--port must be a number from 1024 to 65000, not '$port'."
  check_options
}

check_options() { :; }

value() {
  [ $# -ge 2 ] || wrong "$1 needs a value."
  echo "$2"
}

wrong() {
  echo "$1 See ./$name --help" >&2
  exit 2
}

fail() {
  echo "$1" >&2
  exit 1
}

check_tools() {
  local version
  command -v curl >/dev/null || fail "./$name needs curl."
  if [ -n "${JAVA_HOME:-}" ]; then
    PATH=$JAVA_HOME/bin:$PATH
  fi
  command -v javac >/dev/null || fail "./$name needs a JDK 17 or later: no javac on the PATH or in JAVA_HOME."
  version=$(javac -version 2>&1 | sed -n 's/^javac \([0-9]*\).*/\1/p')
  [ "${version:-0}" -ge 17 ] || fail "./$name needs a JDK 17 or later, not $(javac -version 2>&1)."
  if [ "$build" = yes ]; then
    command -v node >/dev/null && command -v npm >/dev/null ||
      fail "./$name needs Node 18.18 or later with npm, to build the pages."
    node -e 'const [major, minor] = process.versions.node.split(".");
      process.exit(major * 100 + +minor >= 1818 ? 0 : 1)' ||
      fail "./$name needs Node 18.18 or later, not $(node --version)."
  fi
}

check_ports() {
  local i taken=0
  for ((i = 1; i <= nodes; i++)); do
    check_port "$(http_port $i)" "HTTP of node-$i"
    if ! is_client $i; then
      check_port "$(cluster_port $i)" "cluster port of node-$i"
    fi
    check_port "$(management_port $i)" "management of node-$i"
  done
  check_port "$(database_port)" "database"
  [ $taken = 0 ] || fail "Nothing was started. Free these ports, or choose another first port: ./$name --port P"
}

check_port() {
  if listens "$1"; then
    echo "Port $1 is taken ($2)." >&2
    taken=1
  fi
}

listens() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

http_port() { echo $((port + $1 - 1)); }
cluster_port() { echo $((port + 100 + $1 - 1)); }
management_port() { echo $((port + 200 + $1 - 1)); }
database_port() { echo $((port + 300)); }

node_url() { echo "http://127.0.0.1:$(http_port "$1")"; }
node_log() { echo "$logs/node-$1-$(http_port "$1").log"; }
member() { is_client "$1" || echo "127.0.0.1:$(cluster_port "$1")"; }

# kind I: the server of node I
kind() { echo "$server"; }

# is_client I: whether node I has no Hazelcast member
is_client() { false; }

# joined SEPARATOR FUNCTION: what the function prints for each node, in one line
joined() {
  local i one list=
  for ((i = 1; i <= nodes; i++)); do
    one=$("$2" $i)
    list=$list${list:+${one:+$1}}$one
  done
  echo "$list"
}

# --- Build -----------------------------------------------------------------------------------------------------------

build() {
  local log=$logs/build-$port.log kind phases=()
  for kind in $(joined $'\n' kind | sort -u); do
    case $kind in
      payara) phases+=("-D$payara_phase=package") ;;
      wildfly) phases+=(-Dwildfly.phase=package) ;;
    esac
  done
  ./mvnw -B -ntp -pl "$module" -am package "${phases[@]}" \
    -DskipTests -Dspotless.check.skip -Denforcer.skip >"$log" 2>&1 &
  build_pid=$!
  progress "Building (the first build also downloads the servers)" running $build_pid
  wait $build_pid || give_up "The build failed." "$log"
  build_pid=
}

running() { kill -0 "$1" 2>/dev/null; }

# progress TEXT CONDITION...: shows the text while the condition holds, on a terminal with the seconds
progress() {
  local text=$1 began=$SECONDS
  shift
  if [ ! -t 1 ]; then
    echo "$text ..."
  fi
  while "$@"; do
    if [ -t 1 ]; then
      printf '\r%s ... %d s ' "$text" $((SECONDS - began))
    fi
    sleep 0.5
  done
  if [ -t 1 ]; then
    printf '\r%s: %d s   \n' "$text" $((SECONDS - began))
  fi
}

# give_up TEXT LOG: prints the text and the end of the log, and exits; stop ends what was started
give_up() {
  printf '\n%s The end of %s:\n\n' "$1" "$2" >&2
  tail -n 30 "$2" | cut -c 1-300 >&2
  exit 1
}

# --- Start -----------------------------------------------------------------------------------------------------------

start() {
  local i began=$SECONDS
  [ -f "$archive" ] || fail "$archive does not exist. Run ./$name without --no-build."
  cluster=reality-$name-$port
  members=$(joined ',' member)
  database=jdbc:h2:tcp://127.0.0.1:$(database_port)/./$name
  start_database
  for ((i = 1; i <= nodes; i++)); do
    start_node $i
  done
  progress "Starting $nodes x $server" any_starting
  for ((i = 1; i <= nodes; i++)); do
    check_started $i
  done
  took=$((SECONDS - began))
}

# The database is a separate process, so the data survives any node. Every server's default data source refers to it.
start_database() {
  local log=$logs/database-$port.log
  java -Xmx64m -Dh2.bindAddress=127.0.0.1 -cp "$servers/h2.jar" org.h2.tools.Server \
    -tcp -tcpPort "$(database_port)" -ifNotExists -baseDir "$work/database" >"$log" 2>&1 &
  database_pid=$!
  while ! listens "$(database_port)"; do
    running $database_pid || give_up "The database did not start." "$log"
    sleep 0.2
  done
}

# payara_data_source: the settings of Payara's default data source, for set commands; user and password are WildFly's
payara_data_source() {
  local pool=resources.jdbc-connection-pool.H2Pool.property
  printf '%s\n' "$pool.URL=$database" "$pool.User=sa" "$pool.Password=sa"
}

start_node() {
  local i=$1
  mkdir -p "$work/node-$i"
  started_at[i]=$SECONDS
  "start_$(kind "$i")" "$i"
}

# launch I COMMAND...: runs the command in the background with the node's settings, as environment variables for
# MicroProfile Config. The settings for Hazelcast apply on WildFly, where the application starts an instance.
# Payara has a member already, which the server's own configuration describes.
launch() {
  local i=$1 setting own=()
  shift
  while read -r setting; do
    own+=("$setting")
  done < <(settings "$i")
  env \
    REALITY_SERVER_ID="node-$i" \
    REALITY_SERVER_URL="$(node_url "$i")" \
    REALITY_HAZELCAST_CLUSTER_NAME="$cluster" \
    REALITY_HAZELCAST_MEMBERS="$members" \
    REALITY_HAZELCAST_PORT="$(cluster_port "$i")" \
    REALITY_HAZELCAST_PORT_COUNT=1 \
    "${own[@]}" "$@" >"$(node_log "$i")" 2>&1 </dev/null &
  node_pids[i]=$!
  disown # otherwise bash reports the end of the process
}

start_wildfly() {
  local i=$1 wildfly base=$work/node-$1/base
  wildfly=$(echo "$PWD/$servers"/wildfly-*)
  rm -rf "$base"
  mkdir -p "$base/deployments"
  cp -r "$wildfly/standalone/configuration" "$base/"
  cp "$archive" "$base/deployments/$deployed"
  cat >"$work/node-$i/datasource.yml" <<END
wildfly-configuration:
  subsystem:
    datasources:
      data-source:
        ExampleDS:
          connection-url: "$database"
END
  launch "$i" \
    JAVA_OPTS="${soon[*]} -Xmx512m -Djava.io.tmpdir=$work/node-$i -Djava.net.preferIPv4Stack=true" \
    LAUNCH_JBOSS_IN_BACKGROUND=yes JBOSS_PIDFILE="$base/pid" \
    "$wildfly/bin/standalone.sh" --yaml="$work/node-$i/datasource.yml" \
    -b 127.0.0.1 -bmanagement 127.0.0.1 -Djboss.server.base.dir="$base" \
    -Djboss.node.name="node-$i" -Djboss.tx.node.id="node-$i" \
    -Djboss.http.port="$(http_port "$i")" -Djboss.https.port=0 \
    -Djboss.management.http.port="$(management_port "$i")" -Djboss.management.https.port=0
  while [ ! -s "$base/pid" ] && running "${node_pids[i]}"; do
    sleep 0.1
  done
  # The process of the server instead of the script around it
  node_pids[i]=$(cat "$base/pid" 2>/dev/null || echo "${node_pids[i]}")
}

any_starting() {
  local i
  for ((i = 1; i <= nodes; i++)); do
    if starting $i; then
      return 0
    fi
  done
  return 1
}

starting() { running "${node_pids[$1]}" && ! answers "$1" && [ $((SECONDS - started_at[$1])) -lt "$patience" ]; }

# is_there I PATH: whether node I answers a GET of the path with success
is_there() { curl -sf -m 5 -o "$work/answer" "$(node_url "$1")$2"; }

check_started() {
  if ! running "${node_pids[$1]}"; then
    give_up "node-$1 ended during its start." "$(node_log "$1")"
  fi
  answers "$1" || give_up "node-$1 did not answer within $patience s." "$(node_log "$1")"
}

# --- While the nodes run ---------------------------------------------------------------------------------------------

watch() {
  local i
  while sleep 1; do
    running $database_pid || give_up "The database has ended." "$logs/database-$port.log"
    for ((i = 1; i <= nodes; i++)); do
      if ! running "${node_pids[i]}"; then
        node_ended $i
      fi
    done
  done
}

# --- The end ---------------------------------------------------------------------------------------------------------

# Ends only the processes that this script started, by process id. Kills those that do not end within 15 s.
stop() {
  local status=$?
  trap - EXIT
  trap '' HUP INT TERM PIPE
  echo 2>/dev/null || true
  end_processes $build_pid "${node_pids[@]:-}"
  end_processes $database_pid
  rm -rf "$work"
  echo "Stopped. The logs are in $logs." 2>/dev/null || true
  exit $status
}

end_processes() {
  local pid deadline=$((SECONDS + 15))
  for pid in "$@"; do
    kill "$pid" 2>/dev/null || true
  done
  for pid in "$@"; do
    while running "$pid" && [ $SECONDS -lt $deadline ]; do
      sleep 0.1
    done
    kill -9 "$pid" 2>/dev/null || true
  done
}
