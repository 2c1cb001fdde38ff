import type { Command } from 'commander';
import { newDeployment } from '@hostwright/service/configuration';
import type { CommandContext, SiteOptions } from '../../cli/context.js';
import { configOption, outputOption, withExamples } from '../../cli/options.js';
import { type OutputForm, printObject } from '../../cli/print.js';

interface NewDeploymentOptions extends SiteOptions {
  readonly output: OutputForm;
}

/** `config new-deployment`. */
export function addConfigNewDeployment(parent: Command, context: CommandContext): void {
  const command = parent
    .command('new-deployment')
    .description('Make a copied configuration folder a deployment of its own, with an empty store. Machines stay with the original.')
    .addOption(outputOption())
    .addOption(configOption())
    .action((options: NewDeploymentOptions) => giveNewDeployment(context, options));
  withExamples(command, [
    [
      'config new-deployment --config /etc/hostwright-copy',
      'after "cp -r /etc/hostwright /etc/hostwright-copy; rm -r /etc/hostwright-copy/work"',
    ],
  ]);
}

async function giveNewDeployment({ io, environment }: CommandContext, { config, output }: NewDeploymentOptions): Promise<void> {
  const { deploymentId, directory, workDirectory } = await newDeployment({ configDirectory: config, environment });
  printObject(io, output, { deploymentId, directory, workDirectory }, [
    ['deployment', deploymentId],
    ['folder', directory],
    ['work directory', workDirectory],
  ]);
}
