import { shellText } from './shell-text.js';

/** For ~/.bashrc, or a file of bash's folder of completions. Works with bash 4 and newer. */
export const BASH = shellText`# Completion of host-factory for bash.
_host_factory() {
  local line=\${COMP_LINE:0:COMP_POINT} words=() word='' piece i
  # bash cuts words at "=" and ":", too: put together again what was typed in one.
  for ((i = 0; i <= COMP_CWORD; i++)); do
    if [[ $line == [[:space:]]* ]]; then
      ((i > 0)) && words+=("$word")
      word=''
      line=\${line#"\${line%%[![:space:]]*}"}
    fi
    piece=\${COMP_WORDS[i]}
    # Of the word at the cursor, what stands before it.
    ((i == COMP_CWORD)) && piece=$line
    word+=$piece
    line=\${line#"$piece"}
  done
  local known=''
  local breaks=\${COMP_WORDBREAKS//[^=:]/}
  [[ -n $breaks ]] && known=\${word%"\${word##*[$breaks]}"}
  local kind='' answer
  COMPREPLY=()
  while IFS= read -r answer; do
    if [[ -z $kind ]]; then
      kind=$answer
      continue
    fi
    answer=\${answer%%$'\t'*}
    answer=\${answer#"$known"}
    [[ $word == [\'\"]* ]] || printf -v answer %q "$answer"
    COMPREPLY+=("$answer")
  done < <("\${words[0]/#\~/$HOME}" __complete bash -- "\${words[@]:1}" "$word" 2>/dev/null)
  case $kind in
    files) compopt -o default 2>/dev/null ;;
    folders) compopt -o dirnames 2>/dev/null ;;
  esac
}
complete -o nosort -F _host_factory host-factory 2>/dev/null || complete -F _host_factory host-factory
`;
