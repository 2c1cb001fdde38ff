export { startVerdaccio, type Verdaccio } from './start.js';
