import type mock from '@hostwright/provider-mock';

type Machines = ReturnType<(typeof mock)['create']>['machines'];
type Observed = Awaited<ReturnType<Machines['inspect']>>['machines'][number];

/** A plugin that says what it has to, and nothing beyond it: no reasons, no codes, no times of its own. */
export function taciturn(machines: Machines): Machines {
  return {
    ...machines,
    inspect: async (input) => {
      const answer = await machines.inspect(input);
      return { ...answer, machines: answer.machines.map(bare) };
    },
    terminate: async (input) => (await machines.terminate(input)).map(withoutWords),
    adopt: async (input) => (await machines.adopt?.(input))?.map(withoutWords) ?? [],
    async *sweep(input) {
      for await (const event of machines.sweep(input)) {
        if (event.type === 'end') yield { ...event, message: undefined };
        else yield { ...event, machines: event.machines.map(bare) };
      }
    },
  };
}

function bare(machine: Observed): Observed {
  const reclaim = machine.reclaim === undefined ? undefined : { ...machine.reclaim, deadlineAtMs: undefined };
  return { ...machine, endReason: undefined, reclaim };
}

/** Of some it gives the cloud's code, of others nothing. */
function withoutWords<Said extends { readonly machineId: string; readonly message?: string; readonly code?: string }>(said: Said): Said {
  const { message: _message, code, ...rest } = said;
  const keepsCode = code !== undefined && said.machineId.charCodeAt(said.machineId.length - 1) % 2 === 0;
  return { ...rest, ...(keepsCode ? { code } : {}) } as Said;
}
