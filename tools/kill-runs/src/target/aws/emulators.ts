/** What of the neighbours this folder uses. */
export { announceReclaim } from '../../../../aws-tests/src/conformance/announce-reclaim.js';
export { withParameters } from '../../../../emulators/src/fault-proxy/call.js';
export {
  editXml,
  startFaultProxy,
  type Call,
  type FaultProxy,
  type FaultProxyOptions,
  type Reply,
} from '../../../../emulators/src/fault-proxy/index.js';
export { ask, at, every, startMoto, textAt, type Element, type Place } from '../../../../emulators/src/moto/index.js';
export { startFakeEc2, type FakeEc2 } from '../../../../fake-ec2/src/start.js';
