export { createMachines } from './machines.js';
