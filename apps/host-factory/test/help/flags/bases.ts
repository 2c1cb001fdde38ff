import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { printed, type Stage, templateFile } from './stage.js';
import { stateFile } from './take-over.js';

/** A command line that succeeds in the usual site, may be said again, and changes nothing there. */
type Base = (stage: Stage) => Promise<string>;

function always(line: string): Base {
  return () => Promise.resolve(line);
}

const ofRunning =
  (tell: (request: { readonly requestId: string; readonly machineId: string }) => string): Base =>
  async (stage) => {
    const { running } = await stage.usual();
    return tell({ requestId: running.requestId, machineId: running.machines[0]?.machineId ?? '' });
  };

const aBackup =
  (tell: (file: string) => string): Base =>
  async (stage) => {
    const file = join(stage.folder(), 'backup.db');
    await printed(await stage.usual(), `store backup ${file}`);
    return tell(file);
  };

const ofTemplates =
  (verb: string): Base =>
  async (stage) =>
    `templates ${verb} ${templateFile(stage.folder(), 'templates.json', [{ templateId: 'mine', maxNumber: 3, machineType: 'mock.small' }])}`;

/** One for every command that prints a result or works on a deployment. */
export const BASES: Readonly<{ [command: string]: Base }> = {
  init: async (stage) => `init ${stage.folder()} --provider mock --non-interactive`,
  adopt: async (stage) => `adopt --from ${stateFile(stage)} --dry-run`,
  'scripts install': async (stage) => `scripts install ${stage.folder()} --dialect symphony`,
  'config show': always('config show'),
  'config validate': always('config validate'),
  'config schema': always('config schema requestMachines'),
  'config new-deployment': async (stage) => {
    const copy = join(stage.folder(), 'copy');
    cpSync((await stage.usual()).directory, copy, { recursive: true });
    rmSync(join(copy, 'work'), { recursive: true });
    return `config new-deployment --config ${copy}`;
  },
  'templates list': always('templates list'),
  'templates show': always('templates show small'),
  'templates validate': ofTemplates('validate'),
  'templates import': async (stage) => `${await ofTemplates('import')(stage)} --into ${stage.folder()}/ours.json`,
  'machines request': always('machines request small 1 --dry-run'),
  'machines list': always('machines list'),
  'machines show': ofRunning(({ machineId }) => `machines show ${machineId}`),
  'machines return': ofRunning(({ machineId }) => `machines return ${machineId} --dry-run`),
  'requests list': always('requests list'),
  'requests show': ofRunning(({ requestId }) => `requests show ${requestId}`),
  'requests wait': ofRunning(({ requestId }) => `requests wait ${requestId}`),
  'requests cancel': ofRunning(({ requestId }) => `requests cancel ${requestId} --dry-run`),
  'orphans list': always('orphans list'),
  'orphans adopt': always('orphans adopt --all --dry-run'),
  'orphans terminate': always('orphans terminate --all --dry-run'),
  'providers list': always('providers list'),
  'providers capabilities': always('providers capabilities'),
  'providers health': always('providers health'),
  'providers release-vanished': always('providers release-vanished mock'),
  'agent status': always('agent status'),
  'agent stop': always('agent stop'),
  'store info': always('store info'),
  'store backup': async (stage) => `store backup ${join(stage.folder(), 'backup.db')}`,
  'store verify': always('store verify'),
  'store restore': aBackup((file) => `store restore ${file} --dry-run`),
  'store rebuild': always('store rebuild --dry-run'),
  'store claim': always('store claim'),
  'audit list': always('audit list'),
  'audit verify': always('audit verify'),
  doctor: always('doctor --check templates'),
  'support bundle': async (stage) => `support bundle ${join(stage.folder(), 'bundle.tar.gz')}`,
  explain: always('explain store-busy'),
};
