import { describeShell } from './describe-shell.js';

describeShell('zsh');
describeShell('fish');
