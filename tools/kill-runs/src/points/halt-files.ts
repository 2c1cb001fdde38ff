/** The log that every process of a run appends to. */
export const LINES_FILE = 'lines.jsonl';
/** Says where processes are to halt. */
export const ARMED_FILE = 'armed.json';
/** Names the folder of these files to the processes of a run. */
export const FOLDER_VARIABLE = 'KILL_RUN_FOLDER';
/** Names the plugin whose calls are watched, as a pattern of its module's path. */
export const PLUGIN_VARIABLE = 'KILL_RUN_PLUGIN';
/** Names the calls that are no points, with commas between. */
export const UNSEEN_VARIABLE = 'KILL_RUN_UNSEEN';

/** How long listings may lag, by the plugin's word, in milliseconds; without it the plugin says so itself. */
export const HORIZON_VARIABLE = 'KILL_RUN_HORIZON_MS';

/** Begins the name of the empty file that each agent leaves, with its process id. */
export const AGENT_FILE_PREFIX = 'agent-';

/** One entry of {@link ARMED_FILE}: the first process that comes to the point halts there. */
export interface Armed {
  /** Names it in a run. */
  readonly number: number;
  readonly point: string;
}

/** What a process that halted leaves. */
export interface Halted {
  readonly pid: number;
  readonly point: string;
}

export function haltFile(number: number): string {
  return `halt-${number}.json`;
}

export function goFile(number: number): string {
  return `go-${number}`;
}
