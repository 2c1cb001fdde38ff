import { someTime, stopAnyEngine, type Row } from './scene.js';

/** Rows in which Host Factory, or several processes at once, are the fault. */
export const CALLERS = {
  'row-07': {
    title: 'the same request twice, and requests that nobody polls',
    injects: 'a script is run twice with one call id at the same moment; another one is never polled',
    act: (scene) => {
      const { caller, choices, fire } = scene;
      scene.at(someTime(scene), () => {
        fire();
        const callId = caller.mint();
        caller.ask('plain', choices.between(1, 2), {}, callId);
        caller.ask('plain', choices.between(1, 2), {}, callId);
        if (choices.chance(0.5)) caller.ask('capped', 1, { forgets: true });
      });
    },
  },
  'row-08': {
    title: 'many processes at once',
    injects: 'six calls in the same millisecond, for one template with a maximum among others',
    act: (scene) => {
      const { caller, fire } = scene;
      scene.at(someTime(scene), () => {
        fire();
        for (let index = 0; index < 3; index += 1) caller.ask('capped', 1);
        for (let index = 0; index < 2; index += 1) caller.ask('plain', 1);
        caller.giveBack([...caller.holds].slice(0, 1).map((machineId) => ({ machineId })));
      });
    },
  },
  'row-09': {
    title: 'two servers, split brain',
    injects: 'an engine is paused after a commit, or in a transaction, for longer than its lease, and goes on beside its successor',
    act: (scene) => {
      const { choices } = scene;
      const at = choices.pick(['after-commit', 'in-transaction'] as const);
      stopAnyEngine(scene, (point) => point.at === at && choices.chance(0.2), choices.between(3_800, 6_000));
    },
  },
  'row-40': {
    title: 'Host Factory kills scripts, forgets requests, polls after the end, returns twice',
    injects: 'a script is killed at its commit; a request is forgotten; ended requests are polled again; machines are returned twice',
    act: (scene) => {
      const { caller, choices, fire } = scene;
      scene.at(someTime(scene, 0.6), () => {
        fire();
        caller.ask('plain', 1, {
          meddle: (process) => process.interrupt({ matches: (point) => point.at === 'before-commit', pauseMs: undefined, onHit: fire }),
        });
        if (choices.chance(0.5)) caller.ask('plain', 1, { forgets: true });
      });
      scene.at(choices.between(3_300, 7_300), () => {
        for (const known of caller.requests.filter((request) => request.ended)) caller.poll(known);
        const machines = [...caller.holds].slice(0, 2).map((machineId) => ({ machineId }));
        if (machines.length === 0) return;
        caller.giveBack(machines);
        caller.giveBack(machines);
      });
    },
  },
} as const satisfies Record<string, Row>;
