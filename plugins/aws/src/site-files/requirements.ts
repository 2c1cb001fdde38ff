/** Words of the API that no rule of spelling gives. */
const SPELLINGS: Readonly<Record<string, string>> = {
  vcpucount: 'VCpuCount',
  memorymib: 'MemoryMiB',
  memorygibpervcpu: 'MemoryGiBPerVCpu',
  totallocalstoragegb: 'TotalLocalStorageGB',
  acceleratortotalmemorymib: 'AcceleratorTotalMemoryMiB',
};

type Values = Readonly<Record<string, unknown>>;

/**
 * Requirements of ORB's templates, in snake case or in the API's words, in ours. What has no key of ours goes on in the API's words.
 * Source: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_InstanceRequirementsRequest.html
 */
export function toRequirements(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  const api = withApiWords(value as Values);
  const { VCpuCount, MemoryMiB, ...others } = api;
  const known: Record<string, unknown> = {
    ...range(VCpuCount, 'minVcpus', 'maxVcpus'),
    ...range(MemoryMiB, 'minMemoryMib', 'maxMemoryMib'),
  };
  const further: Record<string, unknown> = {};
  for (const [word, entry] of Object.entries(others)) {
    const own = Object.hasOwn(OWN_KEYS, word) ? OWN_KEYS[word] : undefined;
    if (own === undefined) further[word] = entry;
    else known[own] = entry;
  }
  return { ...known, ...(Object.keys(further).length === 0 ? {} : { further }) };
}

const OWN_KEYS: Readonly<Record<string, string>> = {
  CpuManufacturers: 'cpuManufacturers',
  BurstablePerformance: 'burstable',
  BareMetal: 'bareMetal',
  InstanceGenerations: 'generations',
  AllowedInstanceTypes: 'allowedTypes',
  ExcludedInstanceTypes: 'excludedTypes',
  LocalStorage: 'localStorage',
};

function withApiWords(values: Values): Values {
  return Object.fromEntries(
    Object.entries(values)
      .filter(([, entry]) => entry !== null)
      .map(([key, entry]) => [apiWord(key), isRange(entry) ? withApiWords(entry) : entry]),
  );
}

function apiWord(key: string): string {
  const plain = key.replaceAll('_', '').toLowerCase();
  return SPELLINGS[plain] ?? key.replaceAll(/(?:^|_)([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

function isRange(value: unknown): value is Values {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function range(value: unknown, least: string, most: string): Values {
  if (!isRange(value)) return {};
  const { Min, Max } = value;
  return { ...(Min === undefined ? {} : { [least]: Min }), ...(Max === undefined ? {} : { [most]: Max }) };
}
