import { headerOfTags, isProviderError, type Adoption, type WriteInput } from '@hostwright/core/provider';
import type { Bench } from '../../bench/bench.js';
import { attempted, check, checkData, checkEqual, checkSame, nth } from '../../bench/check.js';
import { defineCases } from '../../case.js';

/** Whose machines are taken over. */
const SOMEBODY = { deploymentId: '5e'.repeat(16) };

const TAGS = [{ key: 'taken-over', value: 'yes' }];

/** Machines of somebody else, and the order that makes them ours. */
async function foreign(bench: Bench, units: number): Promise<{ readonly machineIds: readonly string[]; readonly write: WriteInput }> {
  const launched = await bench.launch({ units, write: bench.write({}, SOMEBODY) });
  const machineIds = await bench.until('the machines of somebody else are there', async () => {
    const shown = (await bench.sweep({ kind: 'all-deployments' })).machines.filter(
      ({ header, status }) => header?.intentId === launched.write.header.intentId && status.unified !== 'terminated',
    );
    return shown.length >= units ? [...new Set(shown.map(({ machineId }) => machineId))] : undefined;
  });
  return { machineIds, write: bench.write() };
}

function outcomes(answers: readonly Adoption[]): Readonly<Record<string, string>> {
  return Object.fromEntries(answers.map(({ machineId, outcome }) => [machineId, outcome]));
}

/** Taking over machines that somebody else made. */
export const adoptCases = defineCases([
  {
    id: 'machines.adopt.shown-as-ours',
    title: 'a machine that was taken over is shown by sweeps with the header and the tags of the order',
    capabilities: ['adoptable'],
    run: async (bench) => {
      const { machineIds, write } = await foreign(bench, 2);
      const first = nth(machineIds, 0);
      const answers = await bench.machines.adopt({ ...write, machineIds: [first], tags: TAGS });
      checkData(answers, 'an answer');
      checkEqual(outcomes(answers), { [first]: 'adopted' }, 'what became of the order');
      checkEqual(await bench.liveOf(write), [first], 'machines of the order');
      const [machine] = (await bench.inspect([first])).machines;
      checkEqual(headerOfTags(machine?.tags ?? []), write.header, 'header of the machine');
      check(machine?.tags.some(({ key, value }) => key === 'taken-over' && value === 'yes') === true, 'it carries the tags of the order');
    },
  },
  {
    id: 'machines.adopt.repeatable',
    title: 'taking over the same machines again is no error and changes nothing, from another process too',
    capabilities: ['adoptable'],
    run: async (bench) => {
      const { machineIds, write } = await foreign(bench, 2);
      await bench.machines.adopt({ ...write, machineIds, tags: TAGS });
      const other = bench.another().provider.machines;
      const again = (await other.adopt?.({ ...write, machineIds, tags: TAGS })) ?? [];
      checkEqual(outcomes(again), Object.fromEntries(machineIds.map((id) => [id, 'adopted'])), 'what became of the second order');
      checkSame(await bench.liveOf(write), machineIds, 'machines of the order');
    },
  },
  {
    id: 'machines.adopt.absent',
    title: 'an id that does not exist is not-found, and does not stop the others; each id is answered once',
    capabilities: ['adoptable'],
    run: async (bench) => {
      const { machineIds, write } = await foreign(bench, 1);
      const { absentMachineId } = bench.subject;
      const ids = [absentMachineId, ...machineIds];
      const answers = await bench.machines.adopt({ ...write, machineIds: ids, tags: [] });
      checkEqual(answers.length, ids.length, 'answers');
      checkEqual(outcomes(answers), { [absentMachineId]: 'not-found', [nth(machineIds, 0)]: 'adopted' }, 'what became of the order');
    },
  },
  {
    id: 'machines.adopt.ends-like-ours',
    title: 'a machine that was taken over is ended as any other',
    capabilities: ['adoptable'],
    run: async (bench) => {
      const { machineIds, write } = await foreign(bench, 1);
      await bench.machines.adopt({ ...write, machineIds, tags: [] });
      await bench.machines.terminate({ ...bench.write(), machineIds });
      await bench.untilEnded(machineIds);
    },
  },
  {
    id: 'machines.members.named',
    title: 'members() names the machines of a group that somebody else made',
    capabilities: ['adoptable', 'groups'],
    templates: ['group'],
    run: async (bench) => {
      const { machineIds } = await bench.launchSeen({ template: 'group', units: 2 });
      const [machine] = (await bench.inspect(machineIds)).machines;
      const groupRef = machine?.groupRef;
      check(groupRef !== undefined, 'a machine of a group names it');
      const named = await bench.machines.members({ ...bench.read(), groupRef });
      checkData(named, 'an answer');
      checkSame(named.machineIds, machineIds, 'members of the group');
    },
  },
  {
    id: 'machines.members.absent',
    title: 'members() of a group that does not exist is NotFound or Unsupported, never an empty group',
    capabilities: ['adoptable'],
    run: async (bench) => {
      const asked = await attempted(bench.machines.members({ ...bench.read(), groupRef: 'no-such-group' }));
      const errorClass = 'error' in asked && isProviderError(asked.error) ? asked.error.errorClass : undefined;
      check(
        errorClass === 'NotFound' || errorClass === 'Unsupported',
        `members() of no group is refused: ${errorClass ?? 'it was answered'}`,
      );
    },
  },
]);
