/** Ways to launch, in the order in which they are preferred when all may be used. */
export const HANDLERS = ['ec2-fleet', 'run-instances', 'auto-scaling-group', 'spot-fleet'] as const;
