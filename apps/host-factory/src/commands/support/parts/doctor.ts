import { examine } from '../../doctor/examine.js';
import { type BundlePart, jsonFile } from '../source.js';

/** What `doctor` finds. No cloud is asked. */
export const doctor: BundlePart = {
  name: 'doctor.json',
  collect: async ({ context, options }) => {
    const findings = await examine(context, options);
    const healthy = findings.every(({ status }) => status !== 'wrong');
    return [jsonFile('doctor.json', 'what "host-factory doctor" finds', { healthy, findings })];
  },
};
