import { definition } from './definition.js';

export default definition;
