import { z } from 'zod';
import { HANDLERS } from './handlers.js';
import { absolutePath, native, natives, quantities, texts, variables, words } from './key-types.js';
import { namespaceName } from './names.js';

/** Every key by itself; every one has a line in docs/kubernetes.md. */
export const templateKeys = z.strictObject({
  handler: z
    .enum(HANDLERS)
    .optional()
    .describe('How machines are launched: pod, job, deployment or stateful-set. Default: as the nativeSpec is, else as the settings say.'),
  namespace: namespaceName.optional().describe('Namespace of the machines. Default: as the base names it, else the connection’s.'),
  machineType: z
    .string()
    .regex(/^[\w./-]{1,63}$/, 'must be 1 to 63 letters, digits or ._/-')
    .optional()
    .describe('What reports call the machines. Default: the type of node they select, else what they ask for.'),

  podSpec: absolutePath
    .optional()
    .describe('File of the pod that machines start from, YAML or JSON: a Pod, or the spec of one. The other keys go over it.'),
  pod: native.optional().describe('The pod of podSpec, written here: metadata and spec as Kubernetes has them, or a spec alone.'),
  nativeSpec: absolutePath
    .optional()
    .describe('File of the whole object that is made: a Pod, Job, Deployment or StatefulSet. The other keys go over its pod.'),
  podOverride: z
    .strictObject({ metadata: native.optional(), spec: native.optional() })
    .optional()
    .describe('Merged over everything else: metadata and spec; null takes out, lists with names are merged by name.'),

  containerName: namespaceName
    .optional()
    .describe('Container that the keys of containers are about. Default: the base’s first, else machine.'),
  image: z.string().min(1).max(4_096).optional().describe('Image of the container.'),
  imagePullPolicy: z
    .enum(['Always', 'IfNotPresent', 'Never'])
    .optional()
    .describe('When the image is pulled: Always, IfNotPresent or Never. Default: as Kubernetes decides.'),
  imagePullSecrets: z.array(z.string().min(1).max(253)).max(100).optional().describe('Names of secrets with the logins of registries.'),
  command: words.optional().describe('Program and arguments in place of the image’s entry point.'),
  args: words.optional().describe('Arguments in place of the image’s own.'),
  workingDir: z.string().min(1).max(4_096).optional().describe('Folder that the program starts in. Default: the image’s.'),
  env: variables
    .optional()
    .describe('Variables: a text, { secret, key }, { configMap, key } or { field } for each name; or a list as Kubernetes has it.'),
  envFrom: natives.optional().describe('Secrets and config maps whose every key becomes a variable, as Kubernetes has them.'),

  cpus: z.number().positive().max(10_000).optional().describe('Processors that a machine asks for; 0.5 is half of one.'),
  memoryMib: z.int().positive().max(100_000_000).optional().describe('Memory that a machine asks for, in MiB.'),
  ephemeralStorageMib: z
    .int()
    .positive()
    .max(1_000_000_000)
    .optional()
    .describe('Space on the node’s disk that a machine asks for, in MiB.'),
  gpus: z.int().min(1).max(10_000).optional().describe('GPUs of a machine, or slices where migProfile is stated.'),
  gpuResource: z
    .string()
    .regex(/^[a-z0-9.-]+\/[\w.-]{1,63}$/, 'must be like nvidia.com/gpu')
    .optional()
    .describe('What the device plugin calls its GPUs. Default: nvidia.com/gpu.'),
  migProfile: z
    .string()
    .regex(/^\dg\.\d{1,3}gb(?:\.me|\.all)?(?:\+\w+)?$/, 'must be like 1g.5gb')
    .optional()
    .describe('Slice of a GPU, as nvidia.com/mig-PROFILE offers it: 1g.5gb, 3g.20gb. Default: whole GPUs.'),
  requests: quantities.optional().describe('Further requests by the resource’s name: hugepages-2Mi, vendor.example/fpga.'),
  limits: quantities.optional().describe('Limits by the resource’s name: cpu, memory, ephemeral-storage.'),

  nodeSelector: texts.optional().describe('Labels that a machine’s node must have.'),
  affinity: native.optional().describe('Affinity to nodes and pods, as Kubernetes has it.'),
  tolerations: natives.optional().describe('Taints that machines tolerate, as Kubernetes has them.'),
  topologySpreadConstraints: natives.optional().describe('How machines spread over zones and nodes, as Kubernetes has it.'),
  runtimeClass: z.string().min(1).max(253).optional().describe('RuntimeClass of the machines: gvisor, nvidia.'),
  priorityClass: z.string().min(1).max(253).optional().describe('PriorityClass of the machines.'),
  schedulerName: z.string().min(1).max(253).optional().describe('Scheduler that places the machines. Default: the cluster’s own.'),
  serviceAccount: z
    .string()
    .min(1)
    .max(253)
    .optional()
    .describe('ServiceAccount that machines act as. Default: as the settings say, else default.'),

  volumes: natives.optional().describe('Volumes, as Kubernetes has them.'),
  volumeMounts: natives.optional().describe('Where the container has the volumes, as Kubernetes has it.'),
  ports: natives.optional().describe('Ports that the container names, as Kubernetes has them.'),
  livenessProbe: native.optional().describe('How the kubelet tells that the container hangs, as Kubernetes has it.'),
  readinessProbe: native.optional().describe('How the kubelet tells that the container is ready, as Kubernetes has it.'),
  startupProbe: native.optional().describe('How the kubelet tells that the container has started, as Kubernetes has it.'),
  lifecycle: native.optional().describe('What is run after the start and before the end of the container, as Kubernetes has it.'),
  securityContext: native.optional().describe('Security context of the container, as Kubernetes has it.'),
  podSecurityContext: native.optional().describe('Security context of the pod, as Kubernetes has it.'),
  terminationGracePeriodSeconds: z
    .int()
    .min(0)
    .max(31_536_000)
    .optional()
    .describe('How long a machine may take to end. Default: 30, as Kubernetes has it.'),

  labels: texts.optional().describe('Labels of the machines, beside our own.'),
  annotations: texts.optional().describe('Annotations of the machines, beside our own.'),
});

/** A template as it is written, each key good by itself. */
export type TemplateKeys = z.output<typeof templateKeys>;
