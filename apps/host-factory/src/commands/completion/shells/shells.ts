import { BASH } from './bash.js';
import { FISH } from './fish.js';
import { unquote } from './unquote.js';
import { ZSH } from './zsh.js';

/** What a shell needs to complete our command lines. */
export interface Shell {
  /** The text that the shell reads. It asks the program itself for what fits: see `__complete`. */
  readonly script: string;
  /** A word as the script hands it over, without its quotes. */
  readonly plain: (word: string) => string;
  /** How it is installed for good: command lines. */
  readonly install: readonly string[];
}

/** Shells that can complete our command lines. */
export const SHELLS = {
  bash: { script: BASH, plain: unquote, install: ["echo 'source <(host-factory completion bash)' >> ~/.bashrc"] },
  zsh: {
    script: ZSH,
    plain: unquote,
    install: [
      'mkdir -p ~/.zsh/completions && host-factory completion zsh > ~/.zsh/completions/_host-factory',
      "echo 'fpath=(~/.zsh/completions $fpath); autoload -Uz compinit; compinit' >> ~/.zshrc",
    ],
  },
  fish: {
    script: FISH,
    // fish has taken them away already.
    plain: (word) => word,
    install: ['mkdir -p ~/.config/fish/completions && host-factory completion fish > ~/.config/fish/completions/host-factory.fish'],
  },
} satisfies Readonly<{ [name: string]: Shell }>;

/** Name of one of {@link SHELLS}. */
export type ShellName = keyof typeof SHELLS;

/** Their names. */
export const SHELL_NAMES = Object.keys(SHELLS) as readonly ShellName[];
