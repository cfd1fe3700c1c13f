# The guard of one temporary folder and of the processes that were started in it:
#
#   sh guard.sh <folder to make>
#
# Its standard input is a pipe that the program which starts it holds, and through which it tells the
# ids of processes that have ended. However that program ends, killed at once or by its own will, the
# pipe ends with it. Then the guard ends what was started and removes the folder. It has a session of
# its own, so that no Ctrl-C and no closed terminal ends it early.
#
# Each of those processes notes its id in the fifo "held" before it begins, and keeps that open, as do
# its children. So the end of the fifo is the end of all of them, and none is overlooked.

# How long they may take to end by themselves, in seconds, and how long the guard waits for what they
# started in turn.
GRACE=10
PATIENCE=20

if [ -r /proc/self/status ]; then
  # Linux; a small one has no ps.
  parent_of() {
    while read -r key value; do
      if [ "$key" = PPid: ]; then echo "$value"; fi
    done <"/proc/$1/status"
  } 2>/dev/null
  name_of() {
    read -r name <"/proc/$1/comm" && echo "$name"
  } 2>/dev/null
else
  parent_of() { ps -o ppid= -p "$1" | tr -d ' '; }
  name_of() { ps -o comm= -p "$1"; }
fi

# The processes between the program and the person: each `deno`, and npx with the shell that it uses.
# None of them tells the program that it was killed. What is above may end: think of `nohup`. Nor is
# anybody missed who was gone before the guard looked, in the first second of a program.
starters_of() {
  process=$(parent_of "$1") shell=
  while [ "${process:-1}" -gt 1 ]; do
    name=$(name_of "$process")
    case "${name##*/}" in
      deno*) echo "$process" ;;
      sh | dash | bash) shell=$process ;;
      npm* | npx*)
        echo "$shell" "$process"
        return
        ;;
      # What npm calls `deno` is at first a program for Node.
      node* | MainThread) echo "$process" ;;
      *) return ;;
    esac
    process=$(parent_of "$process")
  done
}

# Ends the program once one of those is gone, which takes looking: nothing tells.
watch_over() {
  program=$1
  shift
  while true; do
    for starter; do
      kill -0 "$starter" || break 2
    done
    sleep 1
  done
  kill -TERM "$program"
} 2>/dev/null

# Asks each process whose id it reads to end, but for those in $ended: their ids may be others' by now.
end_processes() {
  while read -r process; do
    case $ended in
      *" $process "*)
        ended="${ended%%" $process "*} ${ended#*" $process "}"
        continue
        ;;
    esac
    # Each leads a group. Postgres ends at once by INT, and would wait for its clients by TERM alone;
    # others may have been started with INT ignored.
    kill -s TERM -- "-$process"
    kill -s INT -- "-$process"
    { sleep "$GRACE" && kill -s KILL -- "-$process"; } &
  done
} 2>/dev/null

guard() {
  trap '' INT TERM HUP
  umask 077
  program=$PPID
  folder=$1
  mkdir "$folder" && mkfifo "$folder/held" || return
  # Opened for reading while it is open for writing too, else the opening would wait for a process.
  exec 3<>"$folder/held" 4<"$folder/held" 3>&-

  starters=$(starters_of "$program")
  echo ready
  # shellcheck disable=SC2086 # a list
  if [ -n "$starters" ]; then watch_over "$program" $starters & fi
  watch=$!
  ended=" "
  while read -r process; do ended="$ended$process "; done

  if [ -n "$starters" ]; then kill -KILL "$watch"; fi
  end_processes <&4 &
  ending=$!
  { sleep "$PATIENCE" && kill -KILL "$ending"; } &
  wait "$ending"
  rm -rf "$folder"
  # What still sleeps here.
  kill -KILL 0
}

guard "$1"
exit 1
