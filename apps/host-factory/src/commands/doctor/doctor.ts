import { type Command, InvalidArgumentError, Option } from 'commander';
import pc from 'picocolors';
import { nearest } from '@hostwright/service/errors';
import type { CommandContext, SiteOptions } from '../../cli/context.js';
import { withExitCodes } from '../../cli/exit-code-help.js';
import { configOption, outputOption, withExamples } from '../../cli/options.js';
import { type OutputForm, printData } from '../../cli/print.js';
import { printable } from '../../cli/table.js';
import { EXIT } from '../../exit-codes.js';
import type { Check } from './check.js';
import { CHECKS } from './checks.js';
import { examine } from './examine.js';
import type { Finding } from './finding.js';

interface DoctorOptions extends SiteOptions {
  readonly check?: readonly Check[];
  readonly online?: boolean;
  readonly output: OutputForm;
}

/** `doctor`. */
export function addDoctor(root: Command, context: CommandContext): void {
  const command = root
    .command('doctor')
    .description(
      'Look at everything a deployment needs, and print the command that mends what is wrong. Changes nothing, and calls no cloud ' +
        'without --online. Ends with 11 when something is wrong; what is only worth knowing does not count.',
    )
    .addOption(new Option('--check <name>', 'only this one; may be repeated').argParser(addCheck))
    .option('--online', 'ask each cloud, too, whether it answers')
    .addOption(outputOption())
    .addOption(configOption())
    .action((options: DoctorOptions) => doctor(context, options));
  command.addHelpText('after', `\nChecks:\n${CHECKS.map(({ name, about }) => `  ${name.padEnd(16)}${about}`).join('\n')}`);
  withExitCodes(command, ['unhealthy']);
  withExamples(command, [
    ['doctor --config /etc/hostwright', 'before Host Factory calls for the first time'],
    ['doctor --config /etc/hostwright --quiet', 'only what is not well'],
    ['doctor --config /etc/hostwright --check store --check agent', 'two of the checks'],
  ]);
}

function addCheck(name: string, chosen: readonly Check[] = []): readonly Check[] {
  const check = CHECKS.find((known) => known.name === name);
  if (check !== undefined) return [...chosen, check];
  const names = CHECKS.map((known) => known.name);
  const meant = nearest(name, names);
  throw new InvalidArgumentError(meant === undefined ? `Known are ${names.join(', ')}.` : `Did you mean ${meant}?`);
}

async function doctor(context: CommandContext, options: DoctorOptions): Promise<void> {
  const { config, check, online } = options;
  const findings = await examine(context, {
    ...(config !== undefined && { config }),
    ...(check !== undefined && { checks: check }),
    ...(online !== undefined && { online }),
  });
  const healthy = findings.every(({ status }) => status !== 'wrong');
  print(
    context,
    options.output,
    healthy,
    findings.filter(({ status }) => !context.io.quiet || status !== 'ok'),
  );
  if (!healthy) context.endWith(EXIT.unhealthy);
}

function print({ io }: CommandContext, form: OutputForm, healthy: boolean, findings: readonly Finding[]): void {
  if (form !== 'table') return printData(io, form, { healthy, findings });
  for (const finding of findings) io.out(findingText(finding, pc.createColors(io.color)));
}

type Colors = ReturnType<typeof pc.createColors>;

const PAINTS: Readonly<{ [Status in Finding['status']]: keyof Pick<Colors, 'green' | 'yellow' | 'red'> }> = {
  ok: 'green',
  note: 'yellow',
  wrong: 'red',
};

function findingText({ check, status, message, mend }: Finding, colors: Colors): string {
  const line = `${colors[PAINTS[status]](status.padEnd(5))}  ${printable(check)}: ${printable(message)}\n`;
  return mend === undefined ? line : `${line}       $ ${printable(mend)}\n`;
}
