/** What a shell is told, so that it asks `fleetlift __complete` for the words that fit. */
export function completionScript(shell: string): string {
  return `${SCRIPTS[shell] ?? ""}\n`;
}

const SCRIPTS: Readonly<Record<string, string>> = {
  bash: `# bash completion of fleetlift
_fleetlift() {
  local IFS=$'\\n'
  COMPREPLY=($(fleetlift __complete -- "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null))
}
complete -o default -F _fleetlift fleetlift`,
  zsh: `#compdef fleetlift
# zsh completion of fleetlift
_fleetlift() {
  local -a found
  found=("\${(@f)$(fleetlift __complete -- "\${(@)words[2,CURRENT]}" 2>/dev/null)}")
  if [[ -n "\${found[1]}" ]]; then compadd -a found; else _files; fi
}
if [[ "\${funcstack[1]}" == "_fleetlift" ]]; then _fleetlift "$@"; else compdef _fleetlift fleetlift; fi`,
  fish: `# fish completion of fleetlift
function __fleetlift_complete
  set -l words (commandline -opc) (commandline -ct)
  set -l found (fleetlift __complete -- $words[2..-1] 2>/dev/null)
  if test (count $found) -gt 0
    printf '%s\\n' $found
  else
    __fish_complete_path (commandline -ct)
  end
end
complete -c fleetlift -f -a '(__fleetlift_complete)'`,
};
