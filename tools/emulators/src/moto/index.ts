export { prepareNetwork, type PreparedNetwork } from './prepare-network.js';
export { startMoto, type Moto, type MotoOptions } from './start-moto.js';
export type { RecordedRequest } from './recorded-request.js';
export { ask, type Place, type Question } from './ask.js';
export { at, element, every, textAt, type Element } from '../xml/xml.js';
