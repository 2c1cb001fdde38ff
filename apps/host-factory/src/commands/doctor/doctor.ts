import type { Command } from 'commander';
import pc from 'picocolors';
import type { CommandContext, SiteOptions } from '../../cli/context.js';
import { configOption, outputOption, withExamples } from '../../cli/options.js';
import { type OutputForm, printJson } from '../../cli/print.js';
import { printable } from '../../cli/table.js';
import { EXIT } from '../../exit-codes.js';
import { examine } from './examine.js';
import type { Finding } from './finding.js';

interface DoctorOptions extends SiteOptions {
  readonly output: OutputForm;
}

/** `doctor`. */
export function addDoctor(root: Command, context: CommandContext): void {
  const command = root
    .command('doctor')
    .description(
      'Look at everything a deployment needs, and tell what mends what is wrong. Calls no cloud. Ends with 11 when something is wrong.',
    )
    .addOption(outputOption())
    .addOption(configOption())
    .action((options: DoctorOptions) => doctor(context, options));
  withExamples(command, [['doctor --config /etc/hostwright', 'before Host Factory calls for the first time']]);
}

async function doctor(context: CommandContext, options: DoctorOptions): Promise<void> {
  const findings = await examine(context, options);
  const healthy = findings.every(({ status }) => status !== 'wrong');
  if (options.output === 'json') printJson(context.io, { healthy, findings });
  else for (const finding of findings) context.io.out(findingText(finding, pc.createColors(context.io.color)));
  if (!healthy) context.endWith(EXIT.unhealthy);
}

type Colors = ReturnType<typeof pc.createColors>;

const PAINTS: Readonly<{ [Status in Finding['status']]: keyof Pick<Colors, 'green' | 'yellow' | 'red'> }> = {
  ok: 'green',
  note: 'yellow',
  wrong: 'red',
};

function findingText({ check, status, message, mend }: Finding, colors: Colors): string {
  const line = `${colors[PAINTS[status]](status.padEnd(5))}  ${printable(check)}: ${printable(message)}\n`;
  return mend === undefined ? line : `${line}       -> ${printable(mend)}\n`;
}
