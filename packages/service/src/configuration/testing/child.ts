import { readFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { fileURLToPath } from 'node:url';
import { loadSiteConfiguration, locateSite } from '../index.js';

/** What the child process is to do. */
export interface ChildTask {
  readonly directory: string;
  readonly programDirectory: string;
  readonly times: number;
}

/** What it tells. */
export interface ChildReport {
  readonly deploymentIds: readonly (string | undefined)[];
  readonly templateIds: readonly string[];
  /** Whether a file of which the text says so was loaded while it worked. */
  readonly loadedParsers: boolean;
}

const PARSER_SIGNS = /ZodError|YAMLParseError/;

const task = JSON.parse(process.argv[2] ?? '{}') as ChildTask;
const loaded: string[] = [];
registerHooks({
  load: (url, context, next) => {
    if (url.startsWith('file:')) loaded.push(fileURLToPath(url));
    return next(url, context);
  },
});
const deploymentIds = new Set<string | undefined>();
const templateIds = new Set<string>();
for (let time = 0; time < task.times; time += 1) {
  const site = locateSite({ configDirectory: task.directory, environment: {} });
  const configuration = await loadSiteConfiguration(site, { environment: {}, programDirectory: task.programDirectory });
  deploymentIds.add(configuration.deploymentId);
  for (const { templateId } of configuration.templates) templateIds.add(templateId);
}
const report: ChildReport = {
  deploymentIds: [...deploymentIds],
  templateIds: [...templateIds],
  loadedParsers: loaded.some((file) => PARSER_SIGNS.test(readFileSync(file, 'utf8'))),
};
process.stdout.write(JSON.stringify(report));
