# One process, one question: the request is on stdin, the answer is on stdout.
request=$(cat)
case $request in
*'"phase":"act"'*)
  # What is asked twice is only warm twice.
  getent hosts localhost >/dev/null
  echo '{}'
  ;;
*'"memo":null'*)
  cat <<'END'
{
  "outcome": { "kind": "requeue", "afterMs": 5000, "progress": "the first round is made" },
  "memo": { "rounds": 1 },
  "deeds": [{ "say": "ask for every host once" }]
}
END
  ;;
*)
  echo '{ "outcome": { "kind": "done", "summary": "the caches are warm" } }'
  ;;
esac
