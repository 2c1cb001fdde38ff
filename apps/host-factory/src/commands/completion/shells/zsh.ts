import { shellText } from './shell-text.js';

/** For a folder of `fpath`, or to be read by ~/.zshrc. */
export const ZSH = shellText`#compdef host-factory
# Completion of host-factory for zsh.
_host_factory() {
  local -a answers values
  local answer
  answers=("\${(@f)$("\${words[1]/#\~/$HOME}" __complete zsh -- "\${(@)words[2,CURRENT-1]}" "$PREFIX" 2>/dev/null)}")
  case $answers[1] in
    files | folders)
      [[ $PREFIX == --*=* ]] && compset -P '*='
      if [[ $answers[1] == folders ]]; then _files -/; else _files; fi
      ;;
    *)
      for answer in "\${(@)answers[2,-1]}"; do
        values+=("\${\${answer%%$'\t'*}//:/\\:}:\${answer#*$'\t'}")
      done
      _describe -V 'host-factory' values
      ;;
  esac
}
if [[ \${funcstack[1]} == _host[-_]factory ]]; then
  _host_factory "$@"
else
  (($+functions[compdef])) || { autoload -Uz compinit && compinit }
  compdef _host_factory host-factory
fi
`;
