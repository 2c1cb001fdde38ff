import { type Dialect, ENVIRONMENT_VARIABLES } from '@hostwright/host-factory-protocol';
import type { ScriptConfiguration } from './script-text.js';
import { shellQuote } from './shell-quote.js';

/**
 * Shell lines that set `configuration` and `work`, by the same rules as the program itself. Where they find another work directory than
 * the program would, no agent answers there and the direct way is taken.
 */
export function folderLines(dialect: Dialect, configuration: ScriptConfiguration | undefined): string {
  const lines = dialect === 'symphony' ? symphonyLines() : lsfLines();
  return (configuration === undefined ? lines : [...lines, ...boundLines(configuration)]).join('\n');
}

function symphonyLines(): readonly string[] {
  const { confDir, workDir } = ENVIRONMENT_VARIABLES.symphony;
  return [`configuration=\${${confDir}:-}`, `work=\${${workDir}:-}`];
}

/** All LSF providers of a cluster share one data folder: each instance has a folder of its own in it. */
function lsfLines(): readonly string[] {
  const { confDir, workDir, providerName } = ENVIRONMENT_VARIABLES.lsf;
  return [
    `configuration=\${${confDir}:-}`,
    `work=\${${workDir}:-}`,
    `case \${${providerName}:-} in`,
    `  '' | *[!0-9A-Za-z_-]*) ;;`,
    `  *) work=\${work:+\${work%/}/$${providerName}} ;;`,
    `esac`,
  ];
}

/** The environment's work directory counts only when its configuration is this one, or none. */
function boundLines({ directory, workDirectory }: ScriptConfiguration): readonly string[] {
  return [
    `bound=${shellQuote(directory)}`,
    `[ -z "$configuration" ] || [ "\${configuration%/}" = "$bound" ] || work=`,
    `configuration=$bound`,
    `[ -n "$work" ] || work=${shellQuote(workDirectory)}`,
  ];
}
