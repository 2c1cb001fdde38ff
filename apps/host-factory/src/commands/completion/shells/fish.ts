import { shellText } from './shell-text.js';

/** For fish's folder of completions. */
export const FISH = shellText`# Completion of host-factory for fish.
function __host_factory_complete
    set -l words (commandline --current-process --tokenize --cut-at-cursor)
    # The word at the cursor comes as it was typed; a quote may still be open.
    set -l typed (commandline --current-token --cut-at-cursor)
    set -l current (string unescape -- "$typed"; or string replace --regex -- '[\'"]' '' "$typed")
    set -l program (string replace --regex '^~' $HOME -- $words[1])
    set -e words[1]
    set -l answers (command $program __complete fish -- $words "$current" 2>/dev/null)
    # In --config=/et the path begins behind the "=".
    set -l begin (string match --regex -- '^--[^=]*=' "$current"; or echo)
    set -l path (string replace --regex -- '^--[^=]*=' '' "$current")
    switch "$answers[1]"
        case files
            printf '%s\n' $begin(__fish_complete_path $path)
        case folders
            printf '%s\n' $begin(__fish_complete_directories $path)
        case '*'
            set -e answers[1]
            printf '%s\n' $answers
    end
end
complete --command host-factory --no-files --arguments '(__host_factory_complete)'
`;
